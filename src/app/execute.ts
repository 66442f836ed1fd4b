import type { Call } from "../core/command.ts";
import { DefenderError, SignInRequired, unreachable, UserError } from "../core/errors.ts";
import { isScheduled } from "../core/lease.ts";
import type { MachineAction } from "../core/model.ts";
import { aheadOf } from "../core/queue.ts";
import { commentOf, type ApprovalEvent, type Report, type Request } from "../core/request.ts";
import { checkBeforeCall, failedCheck } from "./before-call.ts";
import { changeCommand } from "./commands.ts";
import { applyEvent } from "./decide-request.ts";
import type { Deps } from "./deps.ts";
import { mayRelease } from "./lease-end.ts";

/**
 * The one changing call of a request (CONTRACT §6.2). Before the call the store says "sending"; what is found in that
 * state after a crash is unclear and looked up, never sent blindly.
 */

/** Longer than a call can take; after a crash a request waits at most so long. */
const LEASE_MS = 16_000;
const CALL_TIMEOUT_MS = 12_000;
const LOOK_FOR_MS = 60_000;
const NEXT_LOOK_MS = 2000;
/** How often a request looks whether it is its turn on the device. */
const QUEUE_MS = 1000;
/** A clock that is further off than this is the doctor's to find. */
const CLOCK_SKEW_MS = 300_000;
const MAX_ATTEMPTS = 8;
const RETRY_MS = 2000;
const MAX_RETRY_MS = 60_000;

/** Moves a due request one step on: expiry, the call, or the tracking of its machine action. */
export async function advance(deps: Deps, request: Request): Promise<void> {
  if (request.state === "Requested") {
    const now = deps.clock.earliest();
    await applyEvent(deps, request.id, { kind: now < request.expiresAt ? "half-time" : "expire", now });
    return;
  }
  if (isScheduled(request) && !(await mayRelease(deps, request))) return;
  const claimed = await claim(deps, request);
  if (claimed?.state === "Executing") await execute(deps, claimed);
  if (claimed?.state === "Pending" || claimed?.state === "InProgress") await track(deps, claimed);
}

/** Takes the row by compare-and-set; null when another instance was faster. */
async function claim(deps: Deps, request: Request): Promise<Request | null> {
  const current = await deps.store.read((tx) => tx.requests.get(request.id));
  if (current?.version !== request.version) return null;
  const { request: claimed, refusal } = await applyEvent(deps, request.id, async (tx, found) => {
    const now = deps.clock.now();
    const rivals = found.state === "Approved" ? await tx.requests.unsettled(found.target.id) : [];
    const [halt, ahead] = [await tx.switches.halt(), aheadOf(found, rivals, now)];
    return { kind: "claim", now, leaseMs: LEASE_MS, halt, ahead, retryMs: QUEUE_MS };
  });
  return refusal === null && claimed.version === request.version + 1 ? claimed : null;
}

async function execute(deps: Deps, request: Request): Promise<void> {
  const { call } = changeCommand(deps, request.command);
  const phase = request.execution?.phase;
  if (phase === "sending") {
    await settle(deps, request, unclear(deps, request));
    return;
  }
  if (phase !== "looking" && request.execution?.lookFirst !== true) {
    await send(deps, request, call);
    return;
  }
  const found = await look(deps, request, call);
  if (typeof found !== "string") await settle(deps, request, found);
  else if (phase === "looking") await settle(deps, request, notFound(deps, request, found));
  else if (found === "absent") await send(deps, request, call);
  // An earlier call may have happened: what can't be looked up is no permission to send again.
  else await settle(deps, request, retryLater(deps, request, unreachable("Defender")));
}

async function send(deps: Deps, request: Request, call: Call): Promise<void> {
  const stopped = await lastLook(deps, request);
  if (stopped !== null) {
    await settle(deps, request, stopped);
    return;
  }
  const { request: marked, refusal } = await applyEvent(deps, request.id, async (tx) => {
    const halt = await tx.switches.halt();
    return { kind: "sending", now: deps.clock.now(), leaseMs: LEASE_MS, halt };
  });
  if (refusal !== null || marked.execution?.phase !== "sending") return;
  await settle(deps, marked, await outcomeOf(deps, marked, call));
}

async function lastLook(deps: Deps, request: Request): Promise<ApprovalEvent | null> {
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  try {
    return await checkBeforeCall(deps, request, request.executor ?? request.requester, signal);
  } catch (error) {
    return failedCheck(deps, request, error, (known) => retryLater(deps, request, known));
  }
}

async function outcomeOf(deps: Deps, request: Request, call: Call): Promise<ApprovalEvent> {
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const executor = request.executor ?? request.requester;
  const defender = deps.defender.as(executor, signal);
  // A process that was asleep since the mark may find others at work on it: its lease is over.
  if (deps.clock.now() >= (request.dueAt ?? 0)) return retryLater(deps, request, unreachable("Defender"));
  try {
    if (call.kind === "machine-action") {
      const action = await call.send(defender, request, commentOf(request));
      return isForeign(action, request)
        ? foreignEvent(deps, request, action)
        : acceptedEvent(deps, request, action);
    }
    await call.send(defender, request);
    return acceptedEvent(deps, request, null);
  } catch (error) {
    return failureOf(deps, request, call, error);
  }
}

/** Defender may answer with the action that is under way already instead of starting ours (facts §8). */
function isForeign(action: MachineAction, request: Request): boolean {
  return action.comment !== null && !action.comment.startsWith(`[${request.id}]`);
}

function foreignEvent(deps: Deps, request: Request, action: MachineAction): ApprovalEvent {
  const who = action.requestor ?? "somebody else";
  const why = `The same action, asked for by ${who}, is already under way on this device.`;
  return { kind: "refused", ...report(deps, request), why };
}

function acceptedEvent(deps: Deps, request: Request, action: MachineAction | null): ApprovalEvent {
  const now = deps.clock.now();
  return { kind: "accepted", now, action, nextPollMs: pollIn(request, now) };
}

async function failureOf(deps: Deps, request: Request, call: Call, error: unknown): Promise<ApprovalEvent> {
  const about = report(deps, request);
  if (error instanceof SignInRequired) {
    const who = request.executor?.upn ?? "the approver";
    return { kind: "interrupt", ...about, why: `Entra ID refused the token of ${who}; nothing was sent.` };
  }
  if (error instanceof DefenderError) {
    if (error.retryable) return retryLater(deps, request, error);
    if (error.effect === "unknown") return unclear(deps, request);
    if (error.defenderCode === "ActiveRequestAlreadyExists") {
      // It may be this very request, sent by a call whose answer got lost.
      const own = await look(deps, request, call);
      if (own === "unknown") return unclear(deps, request);
      if (own !== "absent") return own;
    }
    return { kind: "refused", ...about, why: error.message };
  }
  // No call was made: the token could not be got, or the budget was used up.
  if (error instanceof UserError) return retryLater(deps, request, error);
  deps.log.error("call failed unexpectedly", { request: request.id, error });
  return unclear(deps, request);
}

function retryLater(deps: Deps, request: Request, error: UserError): ApprovalEvent {
  const about = report(deps, request);
  const attempts = request.execution?.attempts ?? 0;
  if (attempts >= MAX_ATTEMPTS) {
    return { kind: "interrupt", ...about, why: `${error.message} Nothing was sent in ${attempts} attempts.` };
  }
  const backoff = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.max(0, attempts - 1));
  return { kind: "not-sent", ...about, why: error.message, retryMs: Math.max(pauseOf(error), backoff) };
}

/** For how long Defender wants to be left alone, in milliseconds. */
function pauseOf(error: unknown): number {
  return error instanceof DefenderError ? (error.retryAfterMs ?? 0) : 0;
}

function unclear(deps: Deps, request: Request): ApprovalEvent {
  return { kind: "unclear", ...report(deps, request), lookForMs: LOOK_FOR_MS, nextLookMs: NEXT_LOOK_MS };
}

/** When, and about which mark. */
function report(deps: Deps, request: Request): Report {
  return { now: deps.clock.now(), mark: request.execution?.marks ?? 0 };
}

function notFound(deps: Deps, request: Request, found: "absent" | "unknown"): ApprovalEvent {
  if (deps.clock.earliest() < (request.execution?.lookUntil ?? 0)) return unclear(deps, request);
  const why = {
    absent: "Defender's answer got lost, and no such action was found within a minute.",
    unknown: "Defender's answer got lost, and whether the action was started could not be looked up.",
  }[found];
  return { kind: "interrupt", ...report(deps, request), why };
}

/** Looks whether the call has happened; `unknown`: that could not be looked up. */
async function look(deps: Deps, request: Request, call: Call): Promise<ApprovalEvent | "absent" | "unknown"> {
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  try {
    if (call.kind === "direct") {
      const done = await call.happened(
        deps.defender.as(request.executor ?? request.requester, signal),
        request,
      );
      return done ? acceptedEvent(deps, request, null) : "absent";
    }
    const since = (request.execution?.sentAt ?? request.requestedAt) - CLOCK_SKEW_MS;
    const query = { deviceId: request.target.id, type: call.type, since, top: 100 };
    const actions = await deps.defender.asApplication(signal).machineActions(query);
    const own = actions.find((action) => isOwn(action, request, call.type, since));
    return own === undefined ? "absent" : acceptedEvent(deps, request, own);
  } catch (error) {
    deps.log.warn("could not look for the action", { request: request.id, error });
    return "unknown";
  }
}

/** The filter is checked again here: an answer that ignores it must not lend us somebody else's action. */
function isOwn(action: MachineAction, request: Request, type: string, since: number): boolean {
  return (
    action.deviceId.toLowerCase() === request.target.id.toLowerCase() &&
    action.type === type &&
    (action.createdAt ?? since) >= since &&
    (action.comment ?? "").startsWith(`[${request.id}]`)
  );
}

async function track(deps: Deps, request: Request): Promise<void> {
  const now = deps.clock.now();
  const nextPollMs = pollIn(request, now);
  try {
    const reader = deps.defender.asApplication(AbortSignal.timeout(CALL_TIMEOUT_MS));
    const action = await reader.machineAction(request.machineActionId ?? "");
    await settle(deps, request, { kind: "tracked", now: deps.clock.now(), action, nextPollMs });
  } catch (error) {
    deps.log.warn("could not read the machine action", { request: request.id, error });
    await settle(deps, request, {
      kind: "poll-later",
      now,
      nextPollMs: Math.max(nextPollMs, pauseOf(error)),
    });
  }
}

async function settle(deps: Deps, request: Request, event: ApprovalEvent): Promise<void> {
  await applyEvent(deps, request.id, event);
  deps.kick();
}

const MIN_POLL_MS = 1500;
const MAX_POLL_MS = 60_000;
const LONG_AFTER_MS = 30 * 60_000;
const LONG_POLL_MS = 15 * 60_000;

/** Whole milliseconds to the next look at a machine action: a quarter of its age, 1.5 s to 1 min; after 30 min, 15 min. */
export function pollIn(request: Request, now: number): number {
  const age = now - (request.execution?.sentAt ?? now);
  if (age > LONG_AFTER_MS) return LONG_POLL_MS;
  return Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, Math.ceil(age / 4)));
}
