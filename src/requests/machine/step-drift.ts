import { say } from "../../texts/text.ts";
import { changed, endedAs, endEvent, hadCall, nothing, note, system } from "./decision.ts";
import { rebound, voided } from "./drift.ts";
import type { Decision, EventOf as Event, Request } from "./request.ts";
import { isFinal } from "./state.ts";
import { countOf, derivedState, isStep, isUnderWay, type Leader } from "./steps.ts";
import type { Leading } from "./steps-model.ts";

/**
 * Steps that are not what was shown any more. What concerns one target takes that one out; what has become stricter by the
 * policy alone concerns all that is not sent yet.
 */

/** Whether it can leave its request. What may have been sent stays: it is found by its id, and by no other. */
export function isDroppable(step: Request): boolean {
  const { state, execution } = step;
  const waits = state === "Requested" || state === "Approved" || state === "Interrupted";
  return (waits || (state === "Executing" && execution?.phase === "ready")) && !hadCall(step);
}

/** Some targets are not what was shown: they are left out, and all who have not looked at the rest look again. */
export function withoutSome(request: Leader, event: Event<"dropped">): Decision {
  const { now, dropped, digest, tally } = event;
  const waiting = countOf(tally, "Requested");
  const steps: Leading = { ...request.steps, digest, tally, waiting };
  const words = say("drift.dropped", {
    n: dropped.length,
    each: dropped.slice(0, MOST_NAMED).map(({ name, why }) => say("drift.droppedOne", { name, why })),
  });
  const history = note(request, now, null, words);
  // The approvals of what is left stand: they are not void.
  const audit = [system("changed", words)];
  // Also what is under way is bound to the rest from now on: it is what a Resume sends.
  const rest = rebound({ ...request, steps, history }, now, request.seen);
  if (request.state !== "Requested") return changed({ ...rest, dueAt: now }, audit, null);
  if (waiting > 0) return changed(rest, audit, words);
  // Others of it may have been sent before it came to wait anew.
  const state = derivedState(steps);
  if (!isFinal(state)) return changed({ ...rest, state, outcome: words, dueAt: now }, audit, words);
  return changed(
    { ...endedAs(request, state, { now, why: words }), steps },
    [...audit, system(endEvent(state), words)],
    words,
  );
}

const MOST_NAMED = 5;

/** It leaves its request; what becomes of it then is another request. */
export function drop(step: Request, { now, why, next, verdict }: Event<"drop">): Decision {
  if (!isStep(step) || !isDroppable(step)) return nothing(step);
  const { deny } = verdict;
  const outcome =
    deny === null ? say("drift.becameOwn", { why, next }) : say("drift.policyDenies", { why: deny });
  const state = deny === null ? "Cancelled" : "Denied";
  return changed(
    endedAs(step, state, { now, why: outcome }),
    [system("voided", why), system(deny === null ? "cancelled" : "denied", outcome)],
    null,
  );
}

/** Whether an instance has it in hand, or will, and has not sent it: its last look may have been before the policy changed. */
export function isOnItsWay(step: Request): boolean {
  return (step.state === "Approved" || step.state === "Executing") && isDroppable(step);
}

/** A step whose approvals are void waits with its leader for new ones. */
export function back(step: Request, { now, why }: Event<"back">): Decision {
  if (!isStep(step) || !isDroppable(step)) return nothing(step);
  return changed(
    {
      ...step,
      state: "Requested",
      approvals: [],
      executor: null,
      execution: null,
      dueAt: null,
      outcome: null,
      history: note(step, now, null, say("drift.approvalsVoid", { why })),
    },
    [system("voided", why)],
    null,
  );
}

/** The policy asks for more than what was approved: what is not sent yet waits for people anew, as one request. */
export function tightened(leader: Leader, { now, why, verdict, tally }: Event<"tightened">): Decision {
  // Of what was stopped nothing waits any more.
  if (!isUnderWay(leader) || leader.steps.stopped !== undefined) return nothing(leader);
  const { held: _, ...before } = leader.steps;
  const steps: Leading = { ...before, tally, waiting: countOf(tally, "Requested") };
  const { deny } = verdict;
  const next = voided({ ...leader, steps }, { verdict, device: null, newcomer: null, now, why });
  return changed(
    next,
    [system("voided", why), ...(deny === null ? [] : [system("denied", deny)])],
    deny === null
      ? say("drift.needsApprovalAgain", { id: leader.id, why })
      : say("drift.wasDenied", { id: leader.id, why: deny }),
    deny === null ? say("drift.needsApprovalAgainNews", { why }) : undefined,
  );
}
