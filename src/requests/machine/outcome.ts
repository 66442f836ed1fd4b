import { needsNobody } from "../../policy/approvals.ts";
import { isStoppable } from "./halt.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import type { AuditEvent } from "../../audit/record.ts";
import { dispatch, drift, interrupt, interrupted, overtaken, sending, speaksOf } from "./dispatch.ts";
import { changed, endedAs, executorNote, nothing, note, system, type Changed } from "./decision.ts";
import type { ApprovalEvent, Decision, EventOf as Event, Request } from "./request.ts";
import { newsOfEnd, putOff } from "./late.ts";
import { lapse } from "./lease.ts";
import type { LeaseEvent } from "./lease-model.ts";
import type { StepEvent } from "./steps-model.ts";
import type { RequestVerb } from "./verbs.ts";
import type { MachineAction } from "../../defender/machine-action.ts";

/** What became of the one changing call of a request; `decide` is the way in. */
export function progress(
  request: Request,
  event: Exclude<
    ApprovalEvent,
    LeaseEvent | StepEvent | { kind: RequestVerb | "expire" | "half-time" | "restored" | "moot" }
  >,
): Decision {
  switch (event.kind) {
    case "dispatch":
      return dispatch(request, event);
    case "overtaken":
      return overtaken(request, event);
    case "drift":
      return drift(request, event);
    case "sending":
      return sending(request, event);
    case "accepted":
      return accepted(request, event);
    case "not-sent":
      return waitAndSend(request, event);
    case "unclear":
      return unclear(request, event);
    case "refused":
      return refused(request, event);
    case "interrupt":
      return interrupt(request, event);
    case "foreign":
      return foreign(request, event);
    case "tracked":
      return tracked(request, event);
    case "poll-later":
      return isTracked(request) ? readAgain(request, event) : nothing(request);
  }
}

function accepted(request: Request, event: Event<"accepted">): Decision {
  if (request.state !== "Executing") return nothing(request);
  const executed = executorNote(request, "executed", event.action?.id ?? "done");
  if (event.action === null) {
    const done = finish(request, event.now, "Succeeded", event.lacking ?? null);
    return done.kind === "changed" ? { ...done, audit: [executed, ...done.audit] } : done;
  }
  const next: Request = {
    ...request,
    state: "Pending",
    machineActionId: event.action.id,
    dueAt: event.now + event.nextPollMs,
    history: note(request, event.now, null, say("outcomes.accepted")),
  };
  const status = applyStatus(next, event.action, event.now, event.nextPollMs);
  return { ...status, audit: [executed, ...status.audit] };
}

/** A lease's release that Defender refuses to its approver becomes a request for others. */
function refused(request: Request, event: Event<"refused">): Decision {
  if (!speaksOf(request, event)) return nothing(request);
  const { now, why } = event;
  const { lease, verdict } = request;
  if (lease === undefined) return finish(request, now, "Failed", why);
  // Refused is proof that this call did nothing; an earlier one whose answer got lost is still looked for.
  const execution = request.execution?.lookFirst === true ? request.execution : null;
  return lapse({ ...request, lease, execution }, { now, why, verdict, device: null });
}

function waitAndSend(request: Request, event: Event<"not-sent">): Decision {
  if (!speaksOf(request, event) || request.execution === null) return nothing(request);
  const { lookFirst, sentAt, phase, attempts } = request.execution;
  const { now, why } = event;
  const dueAt = now + event.retryMs;
  const next: Request = {
    ...request,
    outcome: why,
    dueAt,
    execution: {
      ...request.execution,
      phase: "ready",
      retryAt: dueAt,
      sentAt: lookFirst ? sentAt : null,
      // What failed before the mark counts as an attempt too, so that it comes to an end.
      attempts: phase === "ready" ? attempts + 1 : attempts,
    },
  };
  return putOff(next, { now, why, nextAt: dueAt });
}

function unclear(request: Request, event: Event<"unclear">): Decision {
  if (!speaksOf(request, event) || request.execution === null) return nothing(request);
  return changed(
    {
      ...request,
      outcome: say("outcomes.answerLost"),
      dueAt: event.now + event.nextLookMs,
      execution: {
        ...request.execution,
        phase: "looking",
        retryAt: null,
        lookUntil: request.execution.lookUntil ?? event.now + event.lookForMs,
      },
    },
    [],
    null,
  );
}

function tracked(request: Request, event: Event<"tracked">): Decision {
  if (request.state === "Executing") {
    return accepted(request, { ...event, kind: "accepted" });
  }
  if (!isTracked(request)) return nothing(request);
  return applyStatus(request, event.action, event.now, event.nextPollMs);
}

/** What others have started is never followed as ours; whether ours was started is looked up before it is sent again. */
function foreign(request: Request, event: Event<"foreign">): Decision {
  const isAbout = request.execution?.marks === event.mark && isTracked(request);
  if (!isAbout && (event.action === null || !speaksOf(request, event))) return nothing(request);
  const why = event.action === null ? goneWords(request) : foreignWords(event.action);
  return interrupted({ ...request, machineActionId: null }, event.now, why);
}

function foreignWords({ type, id, requestor }: MachineAction): Text {
  return say("outcomes.foreignAction", { type, id, who: requestor?.slice(0, LONGEST_NAME) ?? null });
}

function goneWords({ machineActionId }: Request): Text {
  return say("outcomes.actionGone", { id: machineActionId ?? "" });
}

const LONGEST_NAME = 100;

/** Defender has taken it; only its machine action decides from here on. */
function isTracked(request: Request): boolean {
  return request.state === "Pending" || request.state === "InProgress";
}

function applyStatus(request: Request, action: MachineAction, now: number, nextPollMs: number): Changed {
  switch (action.status) {
    case "Succeeded":
      // What one of its commands has not done was not done, whatever the session says.
      if (action.commands?.some(({ status }) => status === "Failed") !== true)
        return finish(request, now, "Succeeded", null);
      return finish(request, now, "Failed", say("outcomes.failedOnDevice", { said: saidOf(action) }));
    case "Failed":
      return finish(request, now, "Failed", say("outcomes.failedOnDevice", { said: saidOf(action) }));
    case "TimeOut":
      return finish(request, now, "TimedOut", say("outcomes.timedOut", { said: saidOf(action) }));
    case "Cancelled":
      return finish(request, now, "Failed", cancelledWords(action));
    case "InProgress":
      if (request.state === "InProgress") return keep(request, now, nextPollMs);
      return changed(
        {
          ...request,
          state: "InProgress",
          dueAt: now + nextPollMs,
          history: note(request, now, null, say("outcomes.inProgress")),
        },
        [],
        null,
      );
    case "Pending":
    case "Unknown":
      return keep(request, now, nextPollMs);
  }
}

/** Defender's code and hint. */
function saidOf({ errorCode, hint }: MachineAction): readonly Words[] {
  const code = errorCode === null ? [] : [say("outcomes.defenderCode", { code: errorCode })];
  return hint === null ? code : [...code, hint];
}

function cancelledWords({ cancelledBy, cancelComment }: MachineAction): Text {
  const who = cancelledBy?.slice(0, LONGEST_NAME) ?? null;
  return say("outcomes.cancelledInDefender", { who, why: cancelComment?.slice(0, LONGEST_COMMENT) ?? null });
}

const LONGEST_COMMENT = 300;

function keep(request: Request, now: number, nextPollMs: number): Changed {
  return changed({ ...request, dueAt: now + nextPollMs }, [], null);
}

/** It could not be read, or not yet: Defender may have said from when on it can be. */
function readAgain(request: Request, { now, nextPollMs }: Event<"poll-later">): Changed {
  const { execution } = request;
  const retryAt = now + nextPollMs;
  return keep({ ...request, execution: execution && { ...execution, retryAt } }, now, nextPollMs);
}

function finish(
  request: Request,
  now: number,
  state: "Succeeded" | "Failed" | "TimedOut",
  why: Words | null,
): Changed {
  const event: AuditEvent = state === "Succeeded" ? "succeeded" : "failed";
  const noted = say("outcomes.ended", { state, why });
  const news = say("outcomes.endedNews", { id: request.id, state, why });
  // Triage that needs nobody is answered by what the alert has become: unless there is more to say, news would only repeat it.
  const isWhole = state === "Succeeded" && why === null;
  const isAnswered = isWhole && !isStoppable(request.action) && needsNobody(request.verdict);
  return changed(
    { ...endedAs(request, state, { now, why: noted, noted }), outcome: why },
    [system(event, state, why ?? undefined)],
    ...(isAnswered ? ([null] as const) : newsOfEnd(request, news)),
  );
}
