import { say, type Words } from "../../texts/text.ts";
import { isForgotten } from "../machine/execution.ts";
import { isOwn } from "../machine/ownership.ts";
import type { ApprovalEvent, EventOf, Request } from "../machine/request.ts";
import { BEYOND_RESUMING } from "../machine/restored.ts";
import {
  acceptedEvent,
  CALL_TIMEOUT_MS,
  LOOK_FOR_MS,
  NEXT_LOOK_MS,
  report,
  unclearEvent,
} from "./call-events.ts";
import type { Deps } from "../deps.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { DefenderReader } from "../../defender/client.ts";
import { DefenderError, withoutComment } from "../../defender/error.ts";
import type { Call } from "../call.ts";
import { allOf } from "../../defender/listed.ts";

/** What is looked at together with what others wait for. */
export interface Together {
  /** The actions of that type on the devices of all of them; null: not all of that could be read. */
  readonly listed: readonly MachineAction[] | null;
  /** Ends the time that all of them have. */
  readonly signal: AbortSignal;
}

/**
 * Looks whether the call of a request has happened: for the machine action that bears its `[ID]`, or, where a call leaves
 * none, at its target, which is read again and compared. Null: Defender knows nothing of it. `untold`: nothing could
 * tell of such a call; and `refused` where it may have been made at a time that the store has forgotten.
 * @param whose with whose rights machine actions are read: the application's, when the person may have gone since
 * @throws DefenderError, SignInRequired, UserError when it could not be looked up
 */
export async function lookForCall(
  deps: Deps,
  request: Request,
  call: Call,
  whose: "executor" | "application",
  { listed = null, signal = AbortSignal.timeout(CALL_TIMEOUT_MS) }: Partial<Together> = {},
): Promise<EventOf<"accepted" | "refused"> | "untold" | null> {
  const executor = deps.defender.as(request.executor ?? request.requester, signal);
  if (call.kind === "direct") {
    const compared = await call.compare(executor, request);
    if (compared === "not-done") return null;
    if (compared === "untold")
      return isForgotten(request)
        ? { kind: "refused", ...report(deps, request), why: BEYOND_RESUMING }
        : compared;
    return acceptedEvent(
      deps,
      request,
      null,
      compared === "done" ? foundDone(request) : withoutComment(null),
    );
  }
  const reader: DefenderReader = whose === "executor" ? executor : deps.defender.asApplication(signal);
  // All of that type on the device, however old: clocks differ, and a copy of the store may have been put back.
  const actions =
    listed === null
      ? await reader.machineActions({ deviceId: request.target.id, type: call.type })
      : { items: listed, unread: 0 };
  // What was asked for is checked again: an answer that ignores it must not lend us somebody else's action.
  const own = actions.items.find((action) => isOwn(action, request, call.type));
  if (own !== undefined) return found(deps, request, own);
  // What can't be read may be it.
  allOf(actions);
  return null;
}

/** Nothing at a target tells by whom it was done: people are told where that matters. */
function foundDone(request: Request): Words | undefined {
  return isForgotten(request) ? say("outcomes.doneSinceAsked") : undefined;
}

function found(deps: Deps, request: Request, action: MachineAction): EventOf<"accepted"> {
  const { id, requestor, createdAt } = action;
  deps.log.info("found the machine action of a request", { request: request.id, id, requestor, createdAt });
  return acceptedEvent(deps, request, action);
}

/** What to make of an action that Defender names as this request's: whose it is decides its mark, nothing else. */
export function ownedOr(
  deps: Deps,
  request: Request,
  call: Extract<Call, { kind: "machine-action" }>,
  { action, own }: { readonly action: MachineAction; readonly own: ApprovalEvent },
): ApprovalEvent {
  if (isOwn(action, request, call.type)) return own;
  deps.log.warn("defender named an action that is not the request's", {
    request: request.id,
    action: action.id,
    type: action.type,
  });
  return { kind: "foreign", ...report(deps, request), action };
}

/** After so many milliseconds an action that Defender has accepted is known to all of its servers. */
const KNOWN_AFTER_MS = 3_600_000;

/**
 * What to make of an action that could not be read: it is gone where Defender knows neither its id nor, in the device's list,
 * our `[ID]`. Null: that is not certain, and it is looked at again.
 */
export async function vanishedOr(
  deps: Deps,
  request: Request,
  call: Call,
  { error, signal }: { readonly error: unknown; readonly signal: AbortSignal },
): Promise<ApprovalEvent | null> {
  const { now, mark } = report(deps, request);
  const isKnown = now - (request.execution?.sentAt ?? now) >= KNOWN_AFTER_MS;
  if (!(error instanceof DefenderError) || error.status !== 404 || !isKnown) return null;
  try {
    const found = await lookForCall(deps, request, call, "application", { signal });
    return found === null ? { kind: "foreign", now, mark, action: null } : null;
  } catch {
    return null;
  }
}

/**
 * A look that has not found the call: another one within the minute, then a person has to decide. The minute has to be over
 * by what the store says and by what this process has seen of it: Defender may list an action late.
 */
export function notFoundEvent(
  deps: Pick<Deps, "clock" | "firstHand">,
  request: Request,
  found: "absent" | "unknown",
): ApprovalEvent {
  const { now, mark } = report(deps, request);
  const since = deps.firstHand.lookedSince(request.id, mark, now);
  const until = Math.max(request.execution?.lookUntil ?? 0, since + LOOK_FOR_MS);
  if (deps.clock.earliest() < until) return unclearEvent(deps, request, lookIn(now - since, until - now));
  return { kind: "interrupt", ...report(deps, request), why: say("outcomes.notFound", { found }) };
}

/** Ever rarer, and once more when the minute is over: each look is a call of the application's, which has few. */
function lookIn(lookedFor: number, left: number): number {
  const pause = Math.max(NEXT_LOOK_MS, Math.ceil(lookedFor / 2));
  return left > 0 ? Math.min(pause, left) : NEXT_LOOK_MS;
}
