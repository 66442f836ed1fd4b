import { say, type Words } from "../../texts/text.ts";
import type { Action } from "../../policy/model.ts";
import { unreachable, UserError } from "../../shared/errors.ts";
import { isUnsentRelease } from "../machine/lease.ts";
import { commentOf } from "../machine/ownership.ts";
import { stopOf } from "../machine/lead.ts";
import { isLeader, isStep } from "../machine/steps.ts";
import { isOutdatedBy, queueOf, type Queue } from "../machine/device-queue.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { finalCheck, failedCheck, type Clear } from "./final-check.ts";
import { acceptedEvent, CALL_TIMEOUT_MS, report, retryLater, unclearEvent } from "./call-events.ts";
import { changeCommand } from "../change-commands.ts";
import { applyEvent } from "../transition/apply.ts";
import { within } from "../../shared/within.ts";
import type { Deps } from "../deps.ts";
import { lead } from "./lead.ts";
import { mayRelease } from "./release-when-due.ts";
import { followEach, isFollowed, settle } from "./follow.ts";
import { lookForCall, ownedOr } from "./look-for-call.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { CommentMissing, DefenderError } from "../../defender/error.ts";
import type { Call } from "../call.ts";

/**
 * The one changing call of a request. Before the call the store says "sending"; what is found in that
 * state after a crash is unclear and looked up, never sent blindly.
 */

/** Longer than a call can take; after a crash a request waits at most so long. */
const LEASE_MS = 16_000;
/** How often a request looks whether it is its turn on the device. */
const QUEUE_MS = 1000;

/** Moves due requests one step on: expiry, the call, or what became of it. What fails for one is logged, and tried later. */
export async function advanceEach(deps: Deps, requests: readonly Request[]): Promise<void> {
  async function each(request: Request, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      deps.log.error("request could not be moved on", { request: request.id, error });
    }
  }
  const taken: Request[] = [];
  const [followed, others] = [requests.filter(isFollowed), requests.filter((one) => !isFollowed(one))];
  async function take(request: Request): Promise<void> {
    const one = await dispatch(deps, request);
    if (one !== null && isFollowed(one)) taken.push(one);
  }
  await Promise.all([
    ...others.map((one) => each(one, () => advance(deps, one))),
    Promise.all(followed.map((one) => each(one, () => take(one)))).then(() => followEach(deps, taken, each)),
  ]);
}

/** The same for one that is not followed yet: it may be to be sent, or has not been approved. */
export async function advance(deps: Deps, request: Request): Promise<void> {
  if (isLeader(request) && request.state !== "Requested") return lead(deps, request);
  if (request.state === "Requested") {
    const now = deps.clock.earliest();
    await applyEvent(deps, request.id, { kind: now < request.expiresAt ? "half-time" : "expire", now });
    return;
  }
  if (isUnsentRelease(request) && !(await mayRelease(deps, request))) return;
  const taken = await dispatch(deps, request);
  if (taken?.state === "Executing") await execute(deps, taken);
}

/** Takes the row by compare-and-set; null when another instance was faster. */
async function dispatch(deps: Deps, request: Request): Promise<Request | null> {
  const current = await deps.store.read((tx) => tx.requests.get(request.id));
  if (current?.version !== request.version) return null;
  const { request: taken, refusal } = await applyEvent(deps, request.id, async (tx, found) => {
    const now = deps.clock.now();
    const halt = await tx.switches.halt();
    const queue = await queueNow(deps, tx, found, now);
    const stop = await stopFor(tx, found);
    return { kind: "dispatch", now, leaseMs: LEASE_MS, halt, stop, ...queue, retryMs: QUEUE_MS };
  });
  return refusal === null && taken.version === request.version + 1 ? taken : null;
}

/** Why a step is not sent any more, as its leader says in this very transaction. */
async function stopFor(tx: Tx, { of }: Request): Promise<Words | null> {
  return of === undefined ? null : stopOf(await tx.requests.get(of.leader));
}

async function queueNow(deps: Deps, tx: Tx, request: Request, now: number): Promise<Queue> {
  const { undoes } = changeCommand(deps, request.command).call;
  if (undoes === null) return { ahead: null, overtakes: [] };
  const queue = queueOf(request, undoes, await tx.requests.unsettled(request.target.id), now);
  return { ...queue, overtakes: [...queue.overtakes, ...(await outdatedSteps(tx, request, undoes))] };
}

/** Ids of what its leader has yet to send to this target, and what this request undoes by a later decision. */
async function outdatedSteps(tx: Tx, request: Request, undoes: Action): Promise<readonly string[]> {
  const outdated: string[] = [];
  for (const other of await tx.requests.openOn(request.target.id, undoes)) {
    if (other.of === undefined) continue;
    if (isOutdatedBy(request, other, await tx.requests.get(other.of.leader))) outdated.push(other.id);
  }
  return outdated;
}

async function execute(deps: Deps, request: Request): Promise<void> {
  const { call } = changeCommand(deps, request.command);
  if (request.execution?.phase === "sending") await settle(deps, request, unclearEvent(deps, request));
  else if (await maySendUnseen(deps, request)) await send(deps, request, call);
  else await lookAndSend(deps, request, call);
}

/** Whether nothing can have been sent for it: not as far as the store tells, and this process knows it by itself. */
async function maySendUnseen({ firstHand }: Deps, { id, execution }: Request): Promise<boolean> {
  return execution?.lookFirst !== true && firstHand.knowsUnsent(id);
}

/** An earlier call may have happened: what can't be looked up is no permission to send again. */
async function lookAndSend(deps: Deps, request: Request, call: Call): Promise<void> {
  const event = await checked(deps, request, () => lookForCall(deps, request, call, "executor"));
  if (event === null || event === "untold") await send(deps, request, call);
  else await settle(deps, request, event);
}

async function send(deps: Deps, request: Request, call: Call): Promise<void> {
  const look = await lastLook(deps, request);
  if (look.kind !== "clear") {
    await settle(deps, request, look);
    return;
  }
  const { request: marked, refusal } = await applyEvent(deps, request.id, async (tx, found) => {
    const [halt, stop] = [await tx.switches.halt(), await stopFor(tx, found)];
    const { account } = look;
    return { kind: "sending", now: deps.clock.now(), leaseMs: LEASE_MS, halt, stop, account };
  });
  if (refusal !== null || marked.execution?.phase !== "sending") return;
  deps.firstHand.sent(request.id);
  const outcome = await outcomeOf(deps, marked, call);
  const settled = await settle(deps, marked, outcome);
  if (outcome.kind === "not-sent" && settled.refusal === null) deps.firstHand.unsent(request.id);
}

async function lastLook(deps: Deps, request: Request): Promise<ApprovalEvent | Clear> {
  const executor = request.executor ?? request.requester;
  return checked(deps, request, () =>
    within(CALL_TIMEOUT_MS, (signal) => finalCheck(deps, request, executor, signal)),
  );
}

/** A check before the call; one that fails is no permission to make it. */
async function checked<T>(deps: Deps, request: Request, check: () => Promise<T>): Promise<T | ApprovalEvent> {
  try {
    return await check();
  } catch (error) {
    return failedCheck(deps, request, error, (known) => retryLater(deps, request, known));
  }
}

function outcomeOf(deps: Deps, request: Request, call: Call): Promise<ApprovalEvent> {
  return within(CALL_TIMEOUT_MS, (signal) => sendCall(deps, request, call, signal));
}

async function sendCall(
  deps: Deps,
  request: Request,
  call: Call,
  signal: AbortSignal,
): Promise<ApprovalEvent> {
  const executor = request.executor ?? request.requester;
  const defender = deps.defender.as(executor, signal);
  // A process that was asleep since the mark may find others at work on it: its lease is over.
  if (deps.clock.now() >= (request.dueAt ?? 0)) return retryLater(deps, request, unreachable("Defender"));
  try {
    if (call.kind === "machine-action") {
      const action = await call.send(defender, request, commentOf(request));
      return ownedOr(deps, request, call, { action, own: acceptedEvent(deps, request, action) });
    }
    await call.send(defender, request, commentOf(request));
    return acceptedEvent(deps, request, null);
  } catch (error) {
    return failureOf(deps, request, call, error);
  }
}

async function failureOf(deps: Deps, request: Request, call: Call, error: unknown): Promise<ApprovalEvent> {
  const about = report(deps, request);
  if (error instanceof SignInRequired) {
    const who = request.executor?.upn ?? null;
    return { kind: "interrupt", ...about, why: say("finalCheck.tokenRefused", { who }) };
  }
  if (error instanceof DefenderError) {
    if (error.retryable) return retryLater(deps, request, error);
    if (error.effect === "unknown") return unclearEvent(deps, request);
    if (error instanceof CommentMissing) return acceptedEvent(deps, request, null, error.text);
    // It may be this very request, sent by a call whose answer got lost.
    const own =
      error.defenderCode === "ActiveRequestAlreadyExists" ? await lookAfter(deps, request, call) : null;
    if (own !== null) return own;
    // What is refused for lack of rights is refused for all steps: the rest waits for a person.
    if (isStep(request) && error.code === "forbidden")
      return { kind: "interrupt", ...about, why: error.text };
    return { kind: "refused", ...about, why: error.text };
  }
  // No call was made: the token could not be got, or the budget was used up.
  if (error instanceof UserError) return retryLater(deps, request, error);
  deps.log.error("call failed unexpectedly", { request: request.id, error });
  return unclearEvent(deps, request);
}

/** Another such action is under way; null: it is not this request's. */
async function lookAfter(deps: Deps, request: Request, call: Call): Promise<ApprovalEvent | null> {
  try {
    const found = await lookForCall(deps, request, call, "executor");
    return found === "untold" ? null : found;
  } catch (error) {
    deps.log.warn("could not look for the action", { request: request.id, error });
    return unclearEvent(deps, request);
  }
}
