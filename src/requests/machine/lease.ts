import { duration, type ArgKind } from "../../grammar/args.ts";
import { durationText } from "../../shared/duration.ts";
import { changed, moved, nothing, note, OLD_VIEW, person, refuse, stale, system } from "./decision.ts";
import { rebound, type Unbound } from "./drift.ts";
import { putOff } from "./late.ts";
import { isOfPending, type Lease, type LeaseEvent } from "./lease-model.ts";
import { withSomebody } from "../../policy/approvals.ts";
import { excludedBecause, strictest } from "../../policy/evaluate.ts";
import type { LeaseBounds } from "../../policy/model.ts";
import type { Decision, EventOf as Event, Request } from "./request.ts";
import { carriedOver } from "./execution.ts";
import { lacksStepUp, subjectOf } from "./step-up.ts";
import { say, worded, type Text, type Words } from "../../texts/text.ts";
import { viewOf } from "./view.ts";
import { isSame } from "../../shared/people.ts";

/**
 * The isolation lease: `isolate … for:4h` is approved together with the release that ends it. That
 * release is a request of its own, Approved from the moment the isolation took effect, and not sent before its time.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What `for:` takes; which of these lengths a lease may have is the policy's to say (`leaseRefusal`). */
export const leaseDuration: ArgKind<number> = {
  ...duration("1s", "30d"),
  allowed: say("allowed.leaseFor"),
  example: "4h",
};

/** Why the policy refuses a lease of this length (milliseconds), or to make one longer by it; null: it does not. */
export function leaseRefusal(ms: number, { min, max }: LeaseBounds): Text | null {
  if (ms >= min && ms <= max) return null;
  const [length, low, high] = [ms, min, max].map(durationText) as [string, string, string];
  return say("asking.outside", { length, min: low, max: high });
}

export type Scheduled = Request & { readonly lease: Lease };

/** Approved together with an isolation, and waiting for its time. */
export function isScheduled(request: Request): request is Scheduled {
  return request.state === "Approved" && request.lease !== undefined;
}

/** One that has not been due yet: nothing is about to be sent for it. */
export function waitsForItsTime(request: Request): boolean {
  return isScheduled(request) && request.dueAt !== null && request.dueAt <= request.lease.endsAt;
}

/** One that nothing was sent for as far as is known: it waits for its time, or to be sent again. */
export function isUnsentRelease(request: Request): request is Scheduled {
  const { state, lease, execution } = request;
  return (
    lease !== undefined && (state === "Approved" || (state === "Executing" && execution?.phase === "ready"))
  );
}

/** The guard of the executor: whatever calls for it, a scheduled release is not sent before its time. */
export function isTooEarly(request: Request, now: number): boolean {
  return isScheduled(request) && now < request.lease.endsAt;
}

/**
 * When to remind of a lease's end: a tenth of its length before, at least 5 min, at most 1 h, and never in its first half.
 * Epoch milliseconds.
 */
export function remindAt(from: number, endsAt: number): number {
  const length = endsAt - from;
  const ahead = Math.min(HOUR_MS, Math.max(5 * MINUTE_MS, length / 10), length / 2);
  return Math.max(from, Math.round(endsAt - ahead));
}

/** What an event makes of a lease's release; `decide` is the way in. */
export function decideLease(request: Request, event: LeaseEvent): Decision {
  if (event.kind === "extend") return isScheduled(request) ? extend(request, event) : stale(request);
  if (event.kind === "remind") return isScheduled(request) ? remind(request, event) : nothing(request);
  if (!isUnsentRelease(request)) return nothing(request);
  switch (event.kind) {
    case "lapse":
      return lapse(request, event);
    case "end-lease":
      return end(request, event);
    case "lease-later":
      return later(request, event);
  }
}

function remind(request: Scheduled, { now }: Event<"remind">): Decision {
  const { lease } = request;
  const due = lease.remindAt !== null && now >= lease.remindAt;
  const next = due ? { ...lease, remindAt: null } : lease;
  return changed({ ...request, lease: next, dueAt: next.remindAt ?? next.endsAt }, [], null);
}

function extend(request: Scheduled, event: Event<"extend">): Decision {
  const { by, now } = event;
  const verdict = strictest(request.verdict, event.verdict);
  const barred = barredFromExtending(request, { ...event, verdict });
  if (barred !== null) return refuse(by, barred);
  if (event.view !== viewOf(request, "extend")) return moved(OLD_VIEW);
  const lacking = lacksStepUp(verdict.stepUp, event, subjectOf("extend", request.id));
  if (lacking !== null) return lacking;
  const endsAt = request.lease.endsAt + event.addMs;
  const late = outOfTime(request, event, endsAt);
  if (late !== null) return { kind: "refused", text: late, audit: [] };
  const remindedAt = remindAt(now, endsAt);
  return changed(
    {
      ...request,
      lease: { ...request.lease, endsAt, remindAt: remindedAt },
      // Should an approval be revoked, it waits for another one until then.
      expiresAt: endsAt,
      dueAt: remindedAt,
      history: note(request, now, by.person.upn, say("extend.extended", { at: endsAt })),
    },
    [person(by, "extended", say("leaseEnd.releasesAt", { at: endsAt }))],
    say("extend.extendedNews", { name: by.person.name, id: request.id, at: endsAt }),
  );
}

/** Prolonging an isolation is approving more of it: the same people may. */
function barredFromExtending(request: Scheduled, event: Event<"extend">): Text | null {
  const { by, verdict, alertOwners } = event;
  if (!by.roles.includes("Approver")) return say("decisions.needsApprover", { verb: "extend" });
  if (isSame(by.person, request.requester) && !verdict.selfApproval) {
    return say("extend.ownIsolation");
  }
  if (verdict.deny !== null) return say("drift.policyDenies", { why: verdict.deny });
  const barred = excludedBecause(verdict, by.person, alertOwners);
  return barred === null ? null : worded(barred);
}

function outOfTime(request: Scheduled, { now, maxMs }: Event<"extend">, endsAt: number): Text | null {
  // The executor may be looking at it right now: what is due is not moved under its hands.
  if (now >= request.lease.endsAt) return say("leaseEnd.due", { id: request.id });
  if (endsAt <= now + maxMs) return null;
  return say("extend.tooLong", { maxMs, at: endsAt });
}

function later(request: Scheduled, event: Event<"lease-later">): Decision {
  const outcome = say("leaseEnd.notYet", { why: event.why });
  const dueAt = event.now + event.retryMs;
  const execution =
    request.state === "Executing" && request.execution !== null
      ? { ...request.execution, retryAt: dueAt }
      : request.execution;
  return putOff({ ...request, outcome, dueAt, execution }, { now: event.now, why: event.why, nextAt: dueAt });
}

/** It needs approval like any other from now on: what was approved can't be done, or not by whom. */
export function lapse(request: Scheduled, event: Omit<Event<"lapse">, "kind">): Decision {
  const { now, why } = event;
  const words = lapseWords(request, why);
  // Somebody has to look at it, also where the policy asks for nobody: what was approved can't be done as it was.
  const verdict = withSomebody(strictest(request.verdict, event.verdict));
  const { lease: _, restoredFrom: __, ...rest } = request;
  const expiresAt = now + verdict.expires;
  const next: Unbound = {
    ...rest,
    state: "Requested",
    verdict,
    device: event.device ?? request.device,
    approvals: [],
    executor: null,
    execution: carriedOver(request.execution),
    expiresAt,
    dueAt: expiresAt,
    outcome: words.outcome,
    history: note(request, now, null, words.noted),
  };
  return changed(
    rebound(next, now, request.seen),
    [system("voided", say("leaseEnd.because", { why }), `lease of ${request.lease.isolationId}`)],
    words.news,
  );
}

function lapseWords({ id, lease: { endsAt: at }, origin }: Scheduled, why: Words) {
  return isOfPending(origin)
    ? {
        outcome: say("leasePending.cancelLapsed", { at, why }),
        noted: say("leasePending.notCancelled", { why }),
        news: say("leasePending.notCancelledNews", { id, why }),
      }
    : {
        outcome: say("leaseEnd.lapsed", { at, why }),
        noted: say("leaseEnd.notReleased", { why }),
        news: say("leaseEnd.notReleasedNews", { id, why }),
      };
}

function end(request: Scheduled, event: Event<"end-lease">): Decision {
  const { now, why } = event;
  return changed(
    {
      ...request,
      state: "Cancelled",
      finishedAt: now,
      dueAt: null,
      outcome: say("leaseEnd.nothingSent", { why }),
      history: note(request, now, null, say("leaseEnd.ended", { why })),
    },
    [system("cancelled", say("leaseEnd.because", { why }), `lease of ${request.lease.isolationId}`)],
    null,
  );
}
