import { say, worded, type Text, type Words } from "../../texts/text.ts";
import { hasApproval, missing } from "../../policy/approvals.ts";
import {
  changed,
  endedAs,
  hadCall,
  moved,
  note,
  OLD_VIEW,
  person,
  refuse,
  refuseHalted,
  stale,
  system,
} from "./decision.ts";
import { accountSeen } from "./account-seen.ts";
import { refusedAsAccused } from "./accused.ts";
import { driftOf, voided } from "./drift.ts";
import { decideReview } from "./emergency.ts";
import { progress } from "./outcome.ts";
import { isStoppable, type Halt } from "./halt.ts";
import { decideLease } from "./lease.ts";
import { decideSteps, endingSteps, isStepEvent, resumedSteps } from "./lead.ts";
import { excludedBecause, strictest } from "../../policy/evaluate.ts";
import type { Verdict } from "../../policy/model.ts";
import type {
  ApprovalEvent,
  AuditNote,
  Decision,
  EventOf as Event,
  LookingClick,
  Request,
} from "./request.ts";
import { carriedOver, FRESH_EXECUTION, type Execution } from "./execution.ts";
import { isAlreadySo, moot } from "./moot.ts";
import { BEYOND_RESUMING, isBeyondResuming, restored, resumedAnew } from "./restored.ts";
import { isResumable } from "./verbs.ts";
import { lacksStepUp, subjectOf } from "./step-up.ts";
import type { StepEvent } from "./steps-model.ts";
import { viewOf } from "./view.ts";
import { expire, halfTime } from "./expiry.ts";
import { cancel, canBeStopped, notWaiting, revoke } from "./withdraw.ts";
import { type Person, isSame } from "../../shared/people.ts";
import type { Clicker } from "./clicker.ts";

/**
 * The state machine of a request: what an event makes of it, or why it makes nothing. Pure; time comes with the
 * event.
 */
export function decide(request: Request, event: ApprovalEvent): Decision {
  return refusedAsAccused(request, event) ?? decided(request, event);
}

function decided(request: Request, event: ApprovalEvent): Decision {
  return isStepEvent(event) ? decideSteps(request, event) : endingSteps(decideOne(request, event), event.now);
}

function decideOne(request: Request, event: Exclude<ApprovalEvent, StepEvent>): Decision {
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
    case "half-time":
    case "moot":
    case "restored":
      return happens(request, event);
    case "dispatch":
    case "overtaken":
    case "drift":
    case "sending":
    case "accepted":
    case "not-sent":
    case "unclear":
    case "refused":
    case "interrupt":
    case "foreign":
    case "tracked":
    case "poll-later":
      return progress(request, event);
    case "review":
      return decideReview(request, event);
    case "remind":
    case "extend":
    case "lapse":
    case "end-lease":
    case "lease-later":
      return decideLease(request, event);
  }
}

/** What no person does, while a request waits for people. */
function happens(request: Request, event: Event<"expire" | "half-time" | "moot" | "restored">): Decision {
  switch (event.kind) {
    case "expire":
      return expire(request, event.now);
    case "half-time":
      return halfTime(request, event.now);
    case "moot":
      return moot(request, event);
    case "restored":
      return restored(request, event);
  }
}

function approve(request: Request, event: Event<"approve">): Decision {
  const { by, now } = event;
  const verdict = standingVerdict(request, event);
  const closed = notWaiting(request, now);
  if (closed !== null) return closed;
  if (isSame(by.person, request.requester) && !verdict.selfApproval) return refuse(by, OWN_REQUEST);
  if (!by.roles.includes("Approver")) return refuse(by, say("decisions.needsApprover", { verb: "approve" }));
  const halted = stopped(request, by, event.halt);
  if (halted !== null) return halted;
  if (event.view !== viewOf(request, "approve")) return moved(OLD_VIEW);
  if (isAlreadySo(request, event)) return moot(request, { now, why: event.already });
  const drift = driftOf(request, event);
  if (drift !== null) return voidApprovals(request, event, drift);
  if (verdict.deny !== null) return refuse(by, say("drift.policyDenies", { why: verdict.deny }));
  if (request.approvals.some((approval) => isSame(approval.person, by.person))) {
    const text = say("decisions.approvedAlready");
    return moved(text, [person(by, "refused", text)]);
  }
  const barred = excludedBecause(verdict, by.person, event.alertOwners);
  if (barred !== null) return refuse(by, worded(barred));
  const lacking = withoutStepUp(request, event, verdict);
  if (lacking !== null) return lacking;
  return withApproval(withoutLost(request, event), { ...event, verdict });
}

/**
 * The strictest of what was asked when the request was shown and what is asked now. Only a release at a lease's end waits
 * under a `deny`; that is asked anew at each click, since a freeze that is over must not keep a device off the network.
 */
function standingVerdict(request: Request, event: LookingClick): Verdict {
  return { ...strictest(request.verdict, event.verdict), deny: event.verdict.deny };
}

/** The request without the approvals of people who no longer count, and what the audit says of that. */
function withoutLost(
  request: Request,
  { lost = [], now }: Event<"approve">,
): { readonly request: Request; readonly audit: readonly AuditNote[] } {
  const isLost = (one: Person): boolean => lost.some(({ person: gone }) => isSame(gone, one));
  const gone = lost.filter(({ person: one }) => request.approvals.some((given) => isSame(given.person, one)));
  const words = gone.map(({ person: one, why }) => say("finalCheck.approvalLost", { upn: one.upn, why }));
  return {
    request: {
      ...request,
      approvals: request.approvals.filter((given) => !isLost(given.person)),
      history: [...request.history, ...words.map((text) => ({ at: now, by: null, text }))],
    },
    audit: words.map((text) => system("voided", text)),
  };
}

function withApproval({ request, audit }: ReturnType<typeof withoutLost>, event: Event<"approve">): Decision {
  const { by, now, verdict } = event;
  const approvals = [...request.approvals, { person: by.person, at: now }];
  const left = missing(verdict, approvals);
  const complete = left === 0;
  return changed(
    {
      ...request,
      ...accountSeen(request, event),
      approvals,
      state: complete ? "Approved" : "Requested",
      executor: complete ? by.person : null,
      execution: complete ? (request.execution ?? FRESH_EXECUTION) : request.execution,
      dueAt: complete ? now : request.dueAt,
      history: note(
        request,
        now,
        by.person.upn,
        complete ? say("decisions.approved") : say("decisions.approvedOf", { left }),
      ),
    },
    [
      ...audit,
      person(by, "approved", complete ? "complete" : `${left} more needed`, `saw ${request.seen.digest}`),
    ],
    null,
  );
}

const OWN_REQUEST = say("decisions.ownRequest");

function stopped(request: Request, by: Clicker, halt: Halt | null): Decision | null {
  return halt !== null && isStoppable(request.action) ? refuseHalted(by, halt) : null;
}

function voidApprovals(request: Request, event: Event<"approve">, drift: Words): Decision {
  const { verdict, by } = event;
  const { deny } = verdict;
  return changed(
    voided(request, { ...event, why: drift }),
    [person(by, "voided", drift), ...(deny === null ? [] : [system("denied", deny)])],
    deny === null ? null : say("drift.wasDenied", { id: request.id, why: deny }),
    deny === null && hasApproval(request) ? say("decisions.lostApprovals", { why: drift }) : undefined,
  );
}

/**
 * The refusal of a click without the sign-in that it needs. Asked last of all: nobody is sent to a sign-in for a click
 * that would be refused anyway.
 */
function withoutStepUp(
  request: Request,
  event: Event<"approve" | "resume">,
  { stepUp }: Verdict,
): Decision | null {
  return lacksStepUp(stepUp, event, subjectOf(event.kind, request.id));
}

function deny(request: Request, event: Event<"deny">): Decision {
  // What was interrupted waits for a person as well, and need not be resumed; nor need what was turned away be sent again.
  const isPast = request.state !== "Requested" && canBeStopped(request);
  const closed = isPast ? null : notWaiting(request, event.now);
  if (closed !== null) return closed;
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, say("decisions.needsApprover", { verb: "deny" }));
  const why = event.reason ?? say("decisions.noReason");
  const { upn, name } = event.by.person;
  return changed(
    endedAs(request, "Denied", {
      now: event.now,
      by: upn,
      why: say("decisions.deniedBy", { upn, why, earlier: hadCall(request) }),
      noted: say("decisions.denied", { why }),
    }),
    [person(event.by, "denied", why)],
    say("decisions.deniedNews", { name, id: request.id, why }),
  );
}

function resume(request: Request, event: Event<"resume">): Decision {
  if (!isResumable(request) || request.execution === null) return stale(request);
  if (isBeyondResuming(request)) return refuse(event.by, BEYOND_RESUMING);
  if (!event.by.roles.includes("Approver"))
    return refuse(event.by, say("decisions.needsApprover", { verb: "resume" }));
  const verdict = strictest(request.verdict, event.verdict);
  if (isSame(event.by.person, request.requester) && !verdict.selfApproval) {
    return refuse(event.by, say("decisions.ownResume"));
  }
  const halted = stopped(request, event.by, event.halt);
  if (halted !== null) return halted;
  if (event.view !== viewOf(request, "resume")) return moved(OLD_VIEW);
  if (isAlreadySo(request, event)) return moot(request, { now: event.now, why: event.already });
  const barred = barredFromResuming(request, event, verdict);
  if (barred !== null) return refuse(event.by, barred);
  const lacking = withoutStepUp(request, event, verdict);
  if (lacking !== null) return lacking;
  const anew = resumedAnew(request, event);
  if (request.steps !== undefined) return resumedSteps(request, event, anew);
  return anew ?? sendsAgain(request, request.execution, event);
}

function sendsAgain(request: Request, execution: Execution, event: Event<"resume">): Decision {
  return changed(
    {
      ...request,
      ...accountSeen(request, event),
      // From here on as after the last approval: halt and the device's queue are asked when it is dispatched.
      state: "Approved",
      executor: event.by.person,
      execution: resumed(execution),
      outcome: null,
      dueAt: event.now,
      history: note(request, event.now, event.by.person.upn, say("decisions.resumed")),
    },
    [person(event.by, "resumed", "sends again after an interruption")],
    null,
  );
}

/** Who heard that the call is late is to hear how it ends. */
function resumed(execution: Execution): Execution {
  const carried = carriedOver(execution) ?? FRESH_EXECUTION;
  return execution.toldLate === true ? { ...carried, toldLate: true } : carried;
}

/** The approvals were given for what was shown: what is another thing now needs a new request, not a Resume. */
function barredFromResuming(request: Request, event: LookingClick, verdict: Verdict): Text | null {
  const drift = driftOf(request, event);
  if (drift !== null) return say("decisions.cantResume", { why: drift });
  const barred = excludedBecause(verdict, event.by.person, event.alertOwners);
  return barred === null ? null : worded(barred);
}
