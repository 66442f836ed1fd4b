import type { AuditEvent } from "./audit.ts";
import { claim, drift, interrupt, sending, speaksOf } from "./claim.ts";
import { changed, executorNote, nothing, note, system, type Changed } from "./decision.ts";
import type { MachineAction } from "./model.ts";
import type { ApprovalEvent, Decision, EventOf as Event, Request } from "./request.ts";
import { lapse } from "./lease.ts";
import type { LeaseEvent } from "./lease-model.ts";

type ClickKind = "approve" | "deny" | "cancel" | "revoke" | "resume" | "review";

/** What became of the one changing call of a request (CONTRACT §6.2); `decide` is the way in. */
export function progress(
  request: Request,
  event: Exclude<ApprovalEvent, LeaseEvent | { kind: ClickKind | "expire" | "half-time" | "moot" }>,
): Decision {
  switch (event.kind) {
    case "claim":
      return claim(request, event);
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
    case "tracked":
      return tracked(request, event);
    case "poll-later":
      return isTracked(request) ? keep(request, event.now, event.nextPollMs) : nothing(request);
  }
}

function accepted(request: Request, event: Event<"accepted">): Decision {
  if (request.state !== "Executing") return nothing(request);
  const executed = executorNote(request, "executed", event.action?.id ?? "done");
  if (event.action === null) {
    const done = finish(request, event.now, "Succeeded", null);
    return done.kind === "changed" ? { ...done, audit: [executed, ...done.audit] } : done;
  }
  const next: Request = {
    ...request,
    state: "Pending",
    machineActionId: event.action.id,
    dueAt: event.now + event.nextPollMs,
    history: note(request, event.now, null, "Defender has accepted it"),
  };
  const status = applyStatus(next, event.action, event.now, event.nextPollMs);
  return { ...status, audit: [executed, ...status.audit] };
}

/** A lease's release that Defender refuses to its approver becomes a request for others (CONTRACT §5). */
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
  const { lookFirst, sentAt, sentBy, phase, attempts } = request.execution;
  return changed(
    {
      ...request,
      outcome: event.why,
      dueAt: event.now + event.retryMs,
      execution: {
        ...request.execution,
        phase: "ready",
        sentAt: lookFirst ? sentAt : null,
        sentBy: lookFirst ? sentBy : [],
        // What failed before the mark counts as an attempt too, so that it comes to an end.
        attempts: phase === "ready" ? attempts + 1 : attempts,
      },
    },
    [],
    null,
  );
}

function unclear(request: Request, event: Event<"unclear">): Decision {
  if (!speaksOf(request, event) || request.execution === null) return nothing(request);
  return changed(
    {
      ...request,
      outcome: "Defender's answer got lost; looking whether the action was started.",
      dueAt: event.now + event.nextLookMs,
      execution: {
        ...request.execution,
        phase: "looking",
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

/** Defender has taken it; only its machine action decides from here on. */
function isTracked(request: Request): boolean {
  return request.state === "Pending" || request.state === "InProgress";
}

function applyStatus(request: Request, action: MachineAction, now: number, nextPollMs: number): Changed {
  switch (action.status) {
    case "Succeeded":
      return finish(request, now, "Succeeded", null);
    case "Failed":
      return finish(request, now, "Failed", "Defender reports that the action failed on the device.");
    case "TimeOut":
      return finish(
        request,
        now,
        "TimedOut",
        "The device did not answer in time. Ask again when it is online.",
      );
    case "Cancelled": {
      const who = action.cancelledBy ?? "somebody";
      return finish(request, now, "Failed", `Cancelled in Defender by ${who}.`);
    }
    case "InProgress":
      if (request.state === "InProgress") return keep(request, now, nextPollMs);
      return changed(
        {
          ...request,
          state: "InProgress",
          dueAt: now + nextPollMs,
          history: note(request, now, null, "in progress"),
        },
        [],
        null,
      );
    case "Pending":
    case "Unknown":
      return keep(request, now, nextPollMs);
  }
}

function keep(request: Request, now: number, nextPollMs: number): Changed {
  return changed({ ...request, dueAt: now + nextPollMs }, [], null);
}

function finish(
  request: Request,
  now: number,
  state: "Succeeded" | "Failed" | "TimedOut",
  why: string | null,
): Changed {
  const event: AuditEvent = state === "Succeeded" ? "succeeded" : "failed";
  const words = { Succeeded: "done", Failed: "failed", TimedOut: "timed out" }[state];
  return changed(
    {
      ...request,
      state,
      finishedAt: now,
      dueAt: null,
      outcome: why,
      history: note(request, now, null, why === null ? words : `${words}: ${why}`),
    },
    [system(event, state, why ?? undefined)],
    why === null ? `${request.id} succeeded.` : `${request.id} ${words}: ${why}`,
  );
}
