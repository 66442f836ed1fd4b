import { changed, nothing, note, person, system } from "./decision.ts";
import { voided } from "./drift.ts";
import { haltLine, isStoppable, type Halt } from "./halt.ts";
import { isTooEarly } from "./lease.ts";
import { turnOf } from "./queue.ts";
import {
  FRESH_EXECUTION,
  type Decision,
  type EventOf as Event,
  type Report,
  type Request,
} from "./request.ts";

/** From the approval to the call: whose turn it is, and what can still stop it. */

/** An instance takes the request, so that it alone works on it for a while. */
export function claim(request: Request, event: Event<"claim">): Decision {
  const { now, leaseMs } = event;
  if (isTooEarly(request, now)) return nothing(request);
  if (request.state === "Approved" && request.executor !== null) {
    const halted = stopped(request, now, event.halt);
    if (halted !== null) return halted;
    if (event.ahead !== null) return queue(request, event, event.ahead);
    return changed(
      {
        ...request,
        state: "Executing",
        outcome: null,
        dueAt: now + leaseMs,
        history: note(request, now, null, "sending to Defender"),
      },
      [person({ person: request.executor, roles: [] }, "executing", "sending to Defender")],
      null,
    );
  }
  if (["Executing", "Pending", "InProgress"].includes(request.state)) {
    return changed({ ...request, dueAt: now + leaseMs }, [], null);
  }
  return nothing(request);
}

/** A halt stops what has not been sent; a person has to resume it afterwards. */
function stopped(request: Request, now: number, halt: Halt | null): Decision | null {
  if (halt === null || !isStoppable(request.action)) return null;
  return interrupted(request, now, `${haltLine(halt)}.`);
}

/** One call at a time on a device, in the order in which they were approved: none can overtake another. */
function queue(request: Request, event: Event<"claim">, ahead: string): Decision {
  const execution = request.execution ?? FRESH_EXECUTION;
  return changed(
    {
      ...request,
      outcome: `Waits for ${ahead}, which comes first on this device.`,
      dueAt: event.now + event.retryMs,
      execution: { ...execution, queuedAt: turnOf(request, event.now) },
    },
    [],
    null,
  );
}

/** Something is not what was approved any more: the approvals are void before anything was sent. */
export function drift(request: Request, event: Event<"drift">): Decision {
  if (request.state !== "Executing" || request.execution?.phase !== "ready") return nothing(request);
  const { deny } = event.verdict;
  return changed(
    voided(request, event),
    [system("voided", event.why), ...(deny === null ? [] : [system("denied", deny)])],
    deny === null ? `${request.id} needs approval again: ${event.why}.` : `${request.id} was denied: ${deny}`,
    deny === null ? `needs approval again: ${event.why}.` : undefined,
  );
}

/** The mark right before the call. */
export function sending(request: Request, event: Event<"sending">): Decision {
  // The mark is set before the call: after a crash the outcome is unclear, never assumed to be nothing.
  if (request.state !== "Executing" || request.execution?.phase !== "ready") return nothing(request);
  const halted = stopped(request, event.now, event.halt);
  if (halted !== null) return halted;
  return changed(
    {
      ...request,
      dueAt: event.now + event.leaseMs,
      execution: {
        ...request.execution,
        phase: "sending",
        attempts: request.execution.attempts + 1,
        marks: request.execution.marks + 1,
        sentAt: request.execution.sentAt ?? event.now,
        sentBy: [...new Set([...request.execution.sentBy, (request.executor ?? request.requester).upn])],
      },
    },
    [],
    null,
  );
}

/** What an executor reports that it can't go on with; a person has to press Resume. */
export function interrupt(request: Request, event: Event<"interrupt">): Decision {
  return speaksOf(request, event) ? interrupted(request, event.now, event.why) : nothing(request);
}

/** Whether a report is about the call that is under way. */
export function speaksOf({ state, execution }: Request, report: Report): boolean {
  return state === "Executing" && execution?.marks === report.mark;
}

function interrupted(request: Request, now: number, why: string): Decision {
  return changed(
    {
      ...request,
      state: "Interrupted",
      dueAt: null,
      outcome: why,
      history: note(request, now, null, `interrupted: ${why}`),
    },
    [system("interrupted", why)],
    `${request.id} was interrupted: ${why} An Approver can press Resume.`,
  );
}
