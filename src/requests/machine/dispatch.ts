import { accountSeen } from "./account-seen.ts";
import { say, type Words } from "../../texts/text.ts";
import { changed, endedAs, nothing, note, person, system } from "./decision.ts";
import { voided } from "./drift.ts";
import { haltLine, isStoppable, type Halt } from "./halt.ts";
import { putOff } from "./late.ts";
import { isTooEarly } from "./lease.ts";
import { isUnsentStep, turnOf, waitsAgain } from "./device-queue.ts";
import type { Decision, EventOf as Event, Report, Request } from "./request.ts";
import { FRESH_EXECUTION } from "./execution.ts";
import { newsOf } from "./expiry.ts";
import { isUnsent } from "./moot.ts";

/** From the approval to the call: whose turn it is, and what can still stop it. */

/** An instance takes the request, so that it alone works on it for a while. */
export function dispatch(request: Request, event: Event<"dispatch">): Decision {
  const { now, leaseMs } = event;
  if (isTooEarly(request, now)) return nothing(request);
  if (event.stop != null && isUnsent(request)) return calledOff(request, now, event.stop);
  const halted = request.state === "Approved" ? stopped(request, now, event.halt) : null;
  if (halted !== null) return halted;
  if (event.ahead !== null && isToBeSent(request)) return queue(request, event, event.ahead);
  const dueAt = now + leaseMs;
  if (request.state === "Approved" && request.executor !== null) {
    return changed(
      {
        ...request,
        state: "Executing",
        outcome: null,
        dueAt,
        execution: {
          ...FRESH_EXECUTION,
          ...request.execution,
          queuedAt: turnOf(request, now),
          retryAt: null,
        },
        history: note(request, now, null, say("waiting.sending")),
      },
      [person({ person: request.executor, roles: [] }, "executing", "sending to Defender")],
      null,
    );
  }
  if (request.state === "Executing" && request.execution !== null) {
    return changed({ ...request, dueAt, execution: { ...request.execution, retryAt: null } }, [], null);
  }
  if (request.state === "Pending" || request.state === "InProgress") {
    const { execution } = request;
    return changed({ ...request, dueAt, execution: execution && { ...execution, retryAt: null } }, [], null);
  }
  return nothing(request);
}

/** Whether this is for a call, not for looking what became of one. */
function isToBeSent({ state, executor, execution }: Request): boolean {
  return (
    (state === "Approved" && executor !== null) || (state === "Executing" && execution?.phase === "ready")
  );
}

/** A halt stops what has not been sent; a person has to resume it afterwards. */
function stopped(request: Request, now: number, halt: Halt | null): Decision | null {
  if (halt === null || !isStoppable(request.action)) return null;
  return interrupted(request, now, say("waiting.stoppedBy", { halted: haltLine(halt) }));
}

/** Calls that undo one another are made one at a time, in the order in which they were decided. */
function queue(request: Request, event: Event<"dispatch">, ahead: string): Decision {
  const execution = request.execution ?? FRESH_EXECUTION;
  const dueAt = event.now + event.retryMs;
  const retryAt = request.state === "Executing" ? dueAt : null;
  const next: Request = {
    ...request,
    outcome: say("waiting.waitsFor", { id: ahead }),
    dueAt,
    execution: { ...execution, queuedAt: turnOf(request, event.now), retryAt },
  };
  return putOff(next, { now: event.now, why: say("waiting.itWaitsFor", { id: ahead }), nextAt: dueAt });
}

/** A later decision has taken the place of what waits to be sent, or to be sent again. */
export function overtaken(request: Request, event: Event<"overtaken">): Decision {
  if (!waitsAgain(request) && !isUnsentStep(request)) return nothing(request);
  const { by } = event;
  const why = say("waiting.overtaken", { by });
  const outcome = say("waiting.overtakenOutcome", { by });
  const ended = endedAs(request, "Cancelled", { now: event.now, why: outcome, noted: why });
  return changed(ended, [system("cancelled", why)], null);
}

/** Something is not what was approved any more: the approvals are void before anything was sent. */
export function drift(request: Request, event: Event<"drift">): Decision {
  if (request.state !== "Executing" || request.execution?.phase !== "ready") return nothing(request);
  const { deny } = event.verdict;
  return changed(
    voided(request, event),
    [system("voided", event.why), ...(deny === null ? [] : [system("denied", deny)])],
    deny === null
      ? say("drift.needsApprovalAgain", { id: request.id, why: event.why })
      : say("drift.wasDenied", { id: request.id, why: deny }),
    deny === null ? say("drift.needsApprovalAgainNews", { why: event.why }) : undefined,
  );
}

/** The mark right before the call. */
export function sending(request: Request, event: Event<"sending">): Decision {
  // The mark is set before the call: after a crash the outcome is unclear, never assumed to be nothing.
  if (request.state !== "Executing" || request.execution?.phase !== "ready") return nothing(request);
  if (event.stop != null) return calledOff(request, event.now, event.stop);
  const halted = stopped(request, event.now, event.halt);
  if (halted !== null) return halted;
  return changed(
    {
      ...request,
      ...accountSeen(request, event),
      dueAt: event.now + event.leaseMs,
      execution: {
        ...request.execution,
        phase: "sending",
        retryAt: null,
        attempts: request.execution.attempts + 1,
        marks: request.execution.marks + 1,
        sentAt: request.execution.sentAt ?? event.now,
      },
    },
    [],
    null,
  );
}

/** The request that it is a step of was stopped before this one was sent. */
function calledOff(request: Request, now: number, why: Words): Decision {
  return changed(endedAs(request, "Cancelled", { now, why }), [system("cancelled", why)], null);
}

/** What an executor reports that it can't go on with; a person has to press Resume. */
export function interrupt(request: Request, event: Event<"interrupt">): Decision {
  return speaksOf(request, event) ? interrupted(request, event.now, event.why) : nothing(request);
}

/** Whether a report is about the call that is under way. */
export function speaksOf({ state, execution }: Request, report: Report): boolean {
  return state === "Executing" && execution?.marks === report.mark;
}

/** Of a lease's release: its outcome may be unclear. */
const MAY_STAY_ISOLATED = say("waiting.mayStayIsolated");

/** Ends the work on a request until a person presses Resume. */
export function interrupted(request: Request, now: number, why: Words): Decision {
  return changed(
    {
      ...request,
      state: "Interrupted",
      dueAt: null,
      outcome: why,
      history: note(request, now, null, say("outcomes.interrupted", { why })),
    },
    [system("interrupted", why)],
    ...newsOf(request, say("waiting.interruptedNews", { id: request.id, why }), MAY_STAY_ISOLATED),
  );
}
