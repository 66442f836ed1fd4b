import { say, type Text } from "../../texts/text.ts";
import { isComplete, missing, withSomebody } from "../../policy/approvals.ts";
import { strictest } from "../../policy/evaluate.ts";
import { CONTAIN, leavesMachineAction, type Verdict } from "../../policy/model.ts";
import { changed, nothing, note, person, system } from "./decision.ts";
import { rebound, type Unbound } from "./drift.ts";
import type { Decision, EventOf as Event, Request } from "./request.ts";
import { carriedOver, FRESH_EXECUTION } from "./execution.ts";
import { expiresAnew, waitingDue } from "./expiry.ts";
import { isFinal } from "./state.ts";
import type { Leading } from "./steps-model.ts";

/**
 * What becomes of a request in a store that was put back from a copy. What people said and what was sent since the copy
 * is not in it: an approval may have been revoked, a call may have been made. So nothing goes out on what the copy says.
 */
export function restored(request: Request, event: Event<"restored">): Decision {
  if (request.of !== undefined) return restoredStep(request, event);
  if (request.steps !== undefined) return restoredLeader(request, request.steps, event);
  if (isFinal(request.state)) return nothing(request);
  switch (request.state) {
    case "Requested":
    case "Approved":
    case "Interrupted":
      return waitsAnew(request, event);
    case "Executing":
      return interrupted(request, event);
    case "Pending":
    case "InProgress":
      return followed(request, event);
  }
}

/** A step that is not sent waits for its leader's approvals anew; what became of the others is found out as ever. */
function restoredStep(step: Request, event: Event<"restored">): Decision {
  if (isFinal(step.state)) return nothing(step);
  switch (step.state) {
    case "Executing":
      return interrupted(step, event);
    case "Pending":
    case "InProgress":
      return followed(step, event);
    case "Requested":
    case "Approved":
    case "Interrupted":
      return waitsForLeader(step, event);
  }
}

function waitsForLeader(step: Request, event: Event<"restored">): Decision {
  const why = because(event);
  const { restoredFrom: _, ...plain } = step;
  const next: Request = {
    ...plain,
    state: "Requested",
    approvals: [],
    executor: null,
    execution: mayHaveBeenSent(step),
    dueAt: null,
    outcome: null,
    history: note(step, event.now, null, say("drift.approvalsVoid", { why })),
  };
  return changed(next, [system("voided", why)], null);
}

/** Its steps have been settled before it, and are counted in the event. */
function restoredLeader(leader: Request, steps: Leading, event: Event<"restored">): Decision {
  const tally = event.tally ?? steps.tally;
  const waiting = tally.Requested ?? 0;
  const { held: _, ...before } = steps;
  const counted: Request = { ...leader, steps: { ...before, tally, waiting, phase: "canary" } };
  if (isFinal(leader.state)) return nothing(leader);
  if (waiting > 0 && steps.stopped === undefined) return waitsAnew(counted, event);
  return followed(counted, event);
}

/** It may have been sent since the copy: that is looked up before anything is sent. */
function mayHaveBeenSent({ execution }: Request): Request["execution"] {
  return carriedOver({ ...(execution ?? FRESH_EXECUTION), lookFirst: true });
}

/** A part of a sentence. */
function because({ copiedAt }: Event<"restored">): Text {
  return say("restored.storeRestored", { copiedAt });
}

function waitsAnew(request: Request, event: Event<"restored">): Decision {
  const { now } = event;
  const why = because(event);
  const { verdict } = request;
  // A lease's release is still not sent before its time; and an emergency, which may have run since, is still reviewed.
  const { restoredFrom: _, ...plain } = request;
  const next: Unbound = {
    ...plain,
    state: "Requested",
    verdict: withSomebody(verdict),
    approvals: [],
    executor: null,
    execution: mayHaveBeenSent(request),
    expiresAt: expiresAnew(request, verdict.expires, now),
    outcome: say("restored.restoredOutcome", { why }),
    history: note(request, now, null, say("drift.approvalsVoid", { why })),
  };
  return changed(
    rebound({ ...next, dueAt: waitingDue(next) }, now, request.seen),
    [system("voided", why)],
    say("drift.needsApprovalAgain", { id: request.id, why }),
  );
}

function interrupted(request: Request, event: Event<"restored">): Decision {
  const why = say("restored.wasBeingSent", { why: because(event) });
  const { verdict } = request;
  return changed(
    rebound(
      {
        ...request,
        state: "Interrupted",
        verdict: withSomebody(verdict),
        approvals: [],
        executor: null,
        execution: mayHaveBeenSent(request),
        restoredFrom: event.copiedAt,
        dueAt: null,
        outcome: why,
        history: note(request, event.now, null, say("outcomes.interrupted", { why })),
      },
      event.now,
      request.seen,
    ),
    [system("interrupted", why)],
    say("restored.wasInterrupted", { id: request.id, why }),
  );
}

/** Defender has taken it: it is followed to its end. What was approved together with it is not approved any more. */
function followed(request: Request, event: Event<"restored">): Decision {
  const history = note(request, event.now, null, because(event));
  return changed({ ...request, restoredFrom: event.copiedAt, dueAt: event.now, history }, [], null);
}

/**
 * Whether nobody can tell what became of it: it may have been sent before the copy, and leaves no machine action to look
 * for. Ask again, then. Of steps of several kinds each is asked by itself.
 */
export function isBeyondResuming({ restoredFrom, action }: Request): boolean {
  return restoredFrom !== undefined && action !== CONTAIN && !leavesMachineAction(action);
}

/** Why it can't be resumed then. */
export const BEYOND_RESUMING: Text = say("restored.beyondResuming");

/**
 * Whether a Resume of it is an approval: it was put back from a copy, or fewer people stand behind it than are asked for.
 * @param asked what people have to approve under; absent: what its card shows
 */
export function isResumedAnew(
  { restoredFrom, verdict, approvals }: Request,
  asked: Verdict = verdict,
): boolean {
  return restoredFrom !== undefined || !isComplete(asked, approvals);
}

/**
 * A Resume of what has fewer approvals than the policy asks for: those of before a restore are void, and nobody has
 * approved an emergency. It is an approval like the first; what may have been sent is looked up first. Null: the request is
 * no such one.
 */
export function resumedAnew(request: Request, { by, now, verdict }: Event<"resume">): Decision | null {
  const { restoredFrom: _, ...plain } = request;
  const asked = strictest(request.verdict, verdict);
  if (!isResumedAnew(request, asked)) return null;
  const approvals = [{ person: by.person, at: now }];
  const left = missing(asked, approvals);
  const words = left > 0 ? `${left} more needed` : "complete";
  const expiresAt = now + request.verdict.expires;
  const carried = carriedOver(request.execution);
  return changed(
    {
      ...plain,
      state: left > 0 ? "Requested" : "Approved",
      approvals,
      executor: left > 0 ? null : by.person,
      execution: left > 0 ? carried : (carried ?? FRESH_EXECUTION),
      expiresAt,
      dueAt: left > 0 ? expiresAt : now,
      outcome: null,
      history: note(request, now, by.person.upn, say("restored.approvedAnew", { left })),
    },
    [
      person(by, "approved", words, `saw ${request.seen.digest}`),
      person(by, "resumed", "looks whether it was sent, then sends"),
    ],
    null,
  );
}
