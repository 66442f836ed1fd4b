import type { Call } from "../call.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { isOwn } from "../machine/ownership.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import { applyEvent, type Decided } from "../transition/apply.ts";
import { within } from "../../shared/within.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import { OPERATIONS } from "../../defender/operations.ts";
import { CALL_TIMEOUT_MS, pauseOf, pollIn } from "./call-events.ts";
import { lookForCall, notFoundEvent, ownedOr, vanishedOr, type Together } from "./look-for-call.ts";

/**
 * What becomes of calls that were made: a machine action is read until it is final, and a call without an answer is looked
 * for. Both is the application's to pay, which leaves most of Defender's calls to people: so what several requests wait
 * for is read by one call, however many they are.
 */

/** Whether nothing is to be sent for it: only what Defender shows moves it on. One that has steps follows from those. */
export function isFollowed(request: Request): boolean {
  const { state, execution } = request;
  if (isLeader(request)) return false;
  return (
    state === "Pending" || state === "InProgress" || (state === "Executing" && execution?.phase === "looking")
  );
}

/**
 * Reads how it stands with each of these requests, which were taken for that.
 * @param each does the work for one, whose failure is not the others'
 */
export async function followEach(
  deps: Deps,
  requests: readonly Request[],
  each: (request: Request, work: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const kinds = Map.groupBy(requests, ({ command }) => listedType(changeCommand(deps, command).call));
  const groups = [...kinds].map(([type, alike]) =>
    // One time for all of it: what was waited for in vain together is not waited for once more by each.
    within(CALL_TIMEOUT_MS, async (signal) => {
      const listed = type === null || alike.length === 1 ? null : await listOf(deps, alike, type, signal);
      await Promise.all(alike.map((one) => each(one, () => follow(deps, one, { listed, signal }))));
    }),
  );
  await Promise.all(groups);
}

/** The type by which Defender lists what this call leaves; null: each is read by itself. */
function listedType(call: Call): string | null {
  // Whether each command of a session was done stands in the action itself.
  return call.kind === "direct" || call.type === OPERATIONS.runLiveResponse.type ? null : call.type;
}

/** What is read of these requests by one call. */
async function listOf(
  deps: Deps,
  requests: readonly Request[],
  type: string,
  signal: AbortSignal,
): Promise<Together["listed"]> {
  try {
    const deviceIds = requests.map(({ target }) => target.id);
    const { items, unread } = await deps.defender.asApplication(signal).machineActions({ deviceIds, type });
    return unread > 0 ? null : items;
  } catch (error) {
    deps.log.warn("could not read machine actions together", { requests: requests.length, error });
    return null;
  }
}

async function follow(deps: Deps, request: Request, together: Together): Promise<Decided> {
  const { call } = changeCommand(deps, request.command);
  const look = request.state === "Executing" ? lookAgain : track;
  return settle(deps, request, await look(deps, request, call, together));
}

/** An answer got lost. The application looks: whose token made the call may be gone by now. */
async function lookAgain(
  deps: Deps,
  request: Request,
  call: Call,
  together: Together,
): Promise<ApprovalEvent> {
  try {
    const found = await lookForCall(deps, request, call, "application", together);
    if (found === "untold") return notFoundEvent(deps, request, "unknown");
    // Its comment may only be late.
    const isLate = found?.kind === "accepted" && found.lacking !== undefined;
    const isWhole = !isLate || deps.clock.now() >= (request.execution?.lookUntil ?? 0);
    return found !== null && isWhole ? found : notFoundEvent(deps, request, "absent");
  } catch (error) {
    deps.log.warn("could not look for the action", { request: request.id, error });
    return notFoundEvent(deps, request, "unknown");
  }
}

async function track(
  deps: Deps,
  request: Request,
  call: Call,
  { listed, signal }: Together,
): Promise<ApprovalEvent> {
  const now = deps.clock.now();
  const nextPollMs = pollIn(request, now);
  try {
    const action =
      ownIn(listed, request, call) ??
      (await deps.defender.asApplication(signal).machineAction(request.machineActionId ?? ""));
    const own: ApprovalEvent = { kind: "tracked", now: deps.clock.now(), action, nextPollMs };
    return call.kind === "direct" ? own : ownedOr(deps, request, call, { action, own });
  } catch (error) {
    deps.log.warn("could not read the machine action", { request: request.id, error });
    const later = { kind: "poll-later", now, nextPollMs: Math.max(nextPollMs, pauseOf(error)) } as const;
    return (await vanishedOr(deps, request, call, { error, signal })) ?? later;
  }
}

/** A list may be behind what Defender knows by an id, its comment included: that it is another's only the action itself tells. */
function ownIn(listed: Together["listed"], request: Request, call: Call): MachineAction | undefined {
  if (call.kind === "direct") return undefined;
  return listed?.find((one) => one.id === request.machineActionId && isOwn(one, request, call.type));
}

/** Writes down what a request has come to. */
export async function settle(deps: Deps, request: Request, event: ApprovalEvent): Promise<Decided> {
  const decided = await applyEvent(deps, request.id, event);
  deps.kick();
  return decided;
}
