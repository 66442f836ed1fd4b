import { changed, earlierCall, note, person, refuse, refuseHalted, stale, system } from "./decision.ts";
import { driftOf, voided } from "./drift.ts";
import { decideReview } from "./emergency.ts";
import { progress } from "./execution.ts";
import { isStoppable, type Halt } from "./halt.ts";
import { decideLease } from "./lease.ts";
import { excludedBecause } from "./policy.ts";
import {
  carriedOver,
  FRESH_EXECUTION,
  isSame,
  type ApprovalEvent,
  type Clicker,
  type Decision,
  type EventOf as Event,
  type LookingClick,
  type Request,
} from "./request.ts";
import { isAlreadySo, moot } from "./moot.ts";
import { lacksStepUp, subjectOf } from "./step-up.ts";
import { expire, halfTime } from "./waiting.ts";
import { cancel, notWaiting, revoke } from "./withdrawal.ts";

/**
 * The state machine of a request: what an event makes of it, or why it makes nothing. Pure; time comes with the
 * event. CONTRACT §5 and §6 are its rules.
 */
export function decide(request: Request, event: ApprovalEvent): Decision {
  switch (event.kind) {
    case "approve":
      return approve(request, event);
    case "deny":
      return deny(request, event);
    case "cancel":
      return cancel(request, event);
    case "revoke":
      return revoke(request, event);
    case "resume":
      return resume(request, event);
    case "expire":
      return expire(request, event.now);
    case "moot":
      return moot(request, event);
    case "half-time":
      return halfTime(request, event.now);
    case "claim":
    case "drift":
    case "sending":
    case "accepted":
    case "not-sent":
    case "unclear":
    case "refused":
    case "interrupt":
    case "tracked":
    case "poll-later":
      return progress(request, event);
    case "remind":
    case "extend":
    case "lapse":
    case "end-lease":
    case "lease-later":
      return decideLease(request, event);
    case "review":
      return decideReview(request, event);
  }
}

function approve(request: Request, event: Event<"approve">): Decision {
  const { by, now, verdict } = event;
  const closed = notWaiting(request, now);
  if (closed !== null) return closed;
  if (isSame(by.person, request.requester) && !verdict.selfApproval) return refuse(by, OWN_REQUEST);
  if (!by.roles.includes("Approver")) return refuse(by, "You need the role Approver to approve this.");
  const halted = stopped(request, by, event.halt);
  if (halted !== null) return halted;
  if (isAlreadySo(request, event)) return moot(request, { now, why: event.already });
  const drift = driftOf(request, event);
  if (drift !== null) return voidApprovals(request, event, drift);
  if (verdict.deny !== null) return refuse(by, `The policy denies it: ${verdict.deny}`);
  const barred = request.approvals.some((approval) => isSame(approval.person, by.person))
    ? "You have approved this already; another person has to be next."
    : barredBecause(event);
  if (barred !== null) return refuse(by, barred);
  const lacking = withoutStepUp(request, event);
  if (lacking !== null) return lacking;
  const approvals = [...request.approvals, { person: by.person, at: now }];
  // A policy that asks for less since the card was shown does not lower what the people before him saw.
  const needed = Math.max(verdict.approvals, request.verdict.approvals);
  const complete = approvals.length >= needed;
  const left = needed - approvals.length;
  return changed(
    {
      ...request,
      approvals,
      state: complete ? "Approved" : "Requested",
      executor: complete ? by.person : null,
      execution: complete ? (request.execution ?? FRESH_EXECUTION) : request.execution,
      dueAt: complete ? now : request.dueAt,
      history: note(request, now, by.person.upn, complete ? "approved" : `approved (${left} more needed)`),
    },
    [person(by, "approved", complete ? "complete" : `${left} more needed`, `saw ${request.seen.digest}`)],
    null,
  );
}

const OWN_REQUEST = "You asked for this yourself, so somebody else with the role Approver has to approve it.";

function stopped(request: Request, by: Clicker, halt: Halt | null): Decision | null {
  return halt !== null && isStoppable(request.action) ? refuseHalted(by, halt) : null;
}

function voidApprovals(request: Request, event: Event<"approve">, drift: string): Decision {
  const { verdict, by } = event;
  const { deny } = verdict;
  return changed(
    voided(request, { ...event, why: drift }),
    [person(by, "voided", drift), ...(deny === null ? [] : [system("denied", deny)])],
    deny === null ? null : `${request.id} was denied: ${deny}`,
    deny === null && request.approvals.length > 0 ? `has lost its approvals: ${drift}.` : undefined,
  );
}

/** Why the policy bars this person; null: it does not. */
function barredBecause({ by, verdict, alertOwner }: LookingClick): string | null {
  return excludedBecause(verdict, by.person, alertOwner);
}

/**
 * The refusal of a click without the sign-in that it needs; a policy that asks for less than the card is no reason for
 * less. Asked last of all: nobody is sent to a sign-in for a click that would be refused anyway.
 */
function withoutStepUp(request: Request, event: Event<"approve" | "resume">): Decision | null {
  const wanted = new Set([...request.verdict.stepUp, ...event.verdict.stepUp]);
  return lacksStepUp([...wanted], event, subjectOf(event.kind, request.id));
}

function deny(request: Request, event: Event<"deny">): Decision {
  // What was interrupted waits for a person as well, and need not be resumed.
  const closed = request.state === "Interrupted" ? null : notWaiting(request, event.now);
  if (closed !== null) return closed;
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, "You need the role Approver to deny this.");
  const why = event.reason ?? "no reason given";
  return changed(
    {
      ...request,
      state: "Denied",
      finishedAt: event.now,
      dueAt: null,
      outcome: `Denied by ${event.by.person.upn}: ${why}${earlierCall(request)}`,
      history: note(request, event.now, event.by.person.upn, `denied: ${why}`),
    },
    [person(event.by, "denied", why)],
    `${event.by.person.name} denied ${request.id}: ${why}`,
  );
}

function resume(request: Request, event: Event<"resume">): Decision {
  if (request.state !== "Interrupted" || request.execution === null) return stale(request);
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, "You need the role Approver to resume this.");
  if (isSame(event.by.person, request.requester) && !request.verdict.selfApproval) {
    return refuse(event.by, "You asked for this yourself, so another Approver has to resume it.");
  }
  const halted = stopped(request, event.by, event.halt);
  if (halted !== null) return halted;
  if (isAlreadySo(request, event)) return moot(request, { now: event.now, why: event.already });
  const barred = barredFromResuming(request, event);
  if (barred !== null) return refuse(event.by, barred);
  const lacking = withoutStepUp(request, event);
  if (lacking !== null) return lacking;
  return changed(
    {
      ...request,
      // From here on as after the last approval: halt and the device's queue are asked when it is claimed.
      state: "Approved",
      executor: event.by.person,
      execution: carriedOver(request.execution) ?? FRESH_EXECUTION,
      outcome: null,
      dueAt: event.now,
      history: note(request, event.now, event.by.person.upn, "resumed it"),
    },
    [person(event.by, "resumed", "sends again after an interruption")],
    null,
  );
}

/** The approvals were given for what was shown: what is another thing now needs a new request, not a Resume. */
function barredFromResuming(request: Request, event: LookingClick): string | null {
  const drift = driftOf(request, event);
  if (drift === null) return barredBecause(event);
  return `It can't be resumed: ${drift}. Ask for it again if it is still needed.`;
}
