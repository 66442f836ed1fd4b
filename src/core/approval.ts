import { changed, nothing, note, person, refuse, system } from "./decision.ts";
import { decideReview } from "./emergency.ts";
import { progress } from "./execution.ts";
import { decideLease } from "./lease.ts";
import { excludedBecause, stricterThan } from "./policy.ts";
import {
  isSame,
  type ApprovalEvent,
  type Decision,
  type EventOf as Event,
  type Execution,
  type Request,
  type RequestState,
} from "./request.ts";

/** States in which nothing has been sent to Defender, so that a request can still be taken back. */
const WAITING: readonly RequestState[] = ["Requested"];

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
    case "resume":
      return resume(request, event);
    case "expire":
      return expire(request, event.now);
    case "claim":
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
  const drift = driftOf(request, event);
  if (drift !== null) return voidApprovals(request, event, drift);
  if (verdict.deny !== null) return refuse(by, `The policy denies it: ${verdict.deny}`);
  const barred = barredFromApproving(request, event);
  if (barred !== null) return refuse(by, barred);
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
      execution: complete ? FRESH_EXECUTION : null,
      dueAt: complete ? now : request.dueAt,
      history: note(request, now, by.person.upn, complete ? "approved" : `approved (${left} more needed)`),
    },
    [person(by, "approved", complete ? "complete" : `${left} more needed`)],
    null,
  );
}

const OWN_REQUEST = "You asked for this yourself, so somebody else with the role Approver has to approve it.";

/** The execution of a request whose approvals are complete: nothing has been sent. */
export const FRESH_EXECUTION: Execution = {
  phase: "ready",
  sentAt: null,
  attempts: 0,
  lookUntil: null,
  lookFirst: false,
};

/** What makes the thing approved another thing than the one shown; null when all is as it was. */
function driftOf(request: Request, event: Event<"approve">): string | null {
  if (request.device !== null && event.device !== null && request.device.id !== event.device.id) {
    return "the device is another one now";
  }
  return stricterThan(request.verdict, event.verdict);
}

function voidApprovals(request: Request, event: Event<"approve">, drift: string): Decision {
  const { now, verdict, by } = event;
  const denied = verdict.deny !== null;
  const expiresAt = Math.min(request.expiresAt, request.requestedAt + verdict.expires);
  return changed(
    {
      ...request,
      state: denied ? "Denied" : "Requested",
      verdict,
      device: event.device ?? request.device,
      approvals: [],
      expiresAt,
      finishedAt: denied ? now : null,
      dueAt: denied ? null : expiresAt,
      outcome: denied ? `The policy denies it: ${verdict.deny ?? ""}` : `Please look again: ${drift}.`,
      history: note(request, now, null, `approvals so far are void: ${drift}`),
    },
    [person(by, "voided", drift), ...(denied ? [system("denied", verdict.deny ?? drift)] : [])],
    denied ? `${request.id} was denied: ${verdict.deny ?? drift}` : null,
  );
}

function barredFromApproving(request: Request, event: Event<"approve">): string | null {
  const { by, verdict } = event;
  if (request.approvals.some((approval) => isSame(approval.person, by.person))) {
    return "You have approved this already; another person has to be next.";
  }
  const excluded = excludedBecause(verdict, by.person, event.alertOwner);
  if (excluded !== null) return excluded;
  if (verdict.stepUp.length > 0) {
    return `The policy asks for a stronger sign-in (${verdict.stepUp.join(", ")}), which could not be checked.`;
  }
  return null;
}

function deny(request: Request, event: Event<"deny">): Decision {
  const closed = notWaiting(request, event.now);
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
      outcome: `Denied by ${event.by.person.upn}: ${why}`,
      history: note(request, event.now, event.by.person.upn, `denied: ${why}`),
    },
    [person(event.by, "denied", why)],
    `${event.by.person.name} denied ${request.id}: ${why}`,
  );
}

function cancel(request: Request, event: Event<"cancel">): Decision {
  const closed = notWaiting(request, event.now);
  if (closed !== null) return closed;
  if (!isSame(event.by.person, request.requester)) {
    return refuse(event.by, "Only the person who asked can cancel this. An Approver can deny it.");
  }
  return changed(
    {
      ...request,
      state: "Cancelled",
      finishedAt: event.now,
      dueAt: null,
      outcome: `Cancelled by ${event.by.person.upn}`,
      history: note(request, event.now, event.by.person.upn, "cancelled the request"),
    },
    [person(event.by, "cancelled", "cancelled by the requester")],
    null,
  );
}

function resume(request: Request, event: Event<"resume">): Decision {
  if (request.state !== "Interrupted" || request.execution === null) {
    return {
      kind: "refused",
      text: `${request.id} is ${request.state}: there is nothing to resume.`,
      audit: [],
    };
  }
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, "You need the role Approver to resume this.");
  if (isSame(event.by.person, request.requester) && !request.verdict.selfApproval) {
    return refuse(event.by, "You asked for this yourself, so another Approver has to resume it.");
  }
  return changed(
    {
      ...request,
      state: "Executing",
      executor: event.by.person,
      execution: {
        ...request.execution,
        phase: "ready",
        lookUntil: null,
        lookFirst: request.execution.sentAt !== null,
      },
      outcome: null,
      dueAt: event.now,
      history: note(request, event.now, event.by.person.upn, "resumed it"),
    },
    [person(event.by, "resumed", "sends again after an interruption")],
    null,
  );
}

function expire(request: Request, now: number): Decision {
  if (!WAITING.includes(request.state) || now < request.expiresAt) return nothing(request);
  return changed(
    {
      ...request,
      state: "Expired",
      finishedAt: now,
      dueAt: null,
      outcome: "Nobody approved it in time. Ask again if it is still needed.",
      history: note(request, now, null, "expired"),
    },
    [system("expired", `${request.approvals.length} of ${request.verdict.approvals} approvals`)],
    `${request.id} expired before it was approved.`,
  );
}

function notWaiting(request: Request, now: number): Decision | null {
  if (WAITING.includes(request.state)) {
    // Checked at every click too: a loop that is late must not make an old request usable.
    return now >= request.expiresAt ? expire(request, now) : null;
  }
  return { kind: "refused", text: `${request.id} is ${request.state}; nothing was changed.`, audit: [] };
}
