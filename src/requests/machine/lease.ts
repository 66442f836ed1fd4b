import { duration, durationText, type ArgKind } from "../../grammar/args.ts";
import { changed, moved, nothing, note, OLD_VIEW, person, refuse, stale, system } from "./decision.ts";
import { rebound, type Unbound } from "./drift.ts";
import { clockOn, count, exactly } from "../../shared/format.ts";
import type { Lease, LeaseEvent } from "./lease-model.ts";
import { isMarked, isOwn } from "./ownership.ts";
import { excludedBecause, stricterThan, strictest } from "../../policy/evaluate.ts";
import type { LeaseBounds, Verdict } from "../../policy/model.ts";
import { carriedOver, type Decision, type EventOf as Event, type Request } from "./request.ts";
import { lacksStepUp, subjectOf } from "./step-up.ts";
import { say } from "../../texts/text.ts";
import { viewOf } from "./view.ts";
import { type Role, isSame } from "../../shared/people.ts";
import { isolationOf, type MachineAction } from "../../defender/machine-action.ts";
import { OPERATIONS } from "../../defender/operations.ts";

/**
 * The isolation lease: `isolate … for:4h` is approved together with the release that ends it. That
 * release is a request of its own, Approved from the moment the isolation took effect, and not sent before its time.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What `for:` takes; which of these lengths a lease may have is the policy's to say (`leaseRefusal`). */
export const leaseDuration: ArgKind<number> = {
  ...duration("1s", "30d"),
  allowed: say("requests.leaseDuration"),
  example: "4h",
};

/** Why the policy refuses a lease of this length (milliseconds), or to make one longer by it; null: it does not. */
export function leaseRefusal(ms: number, { min, max }: LeaseBounds): string | null {
  if (ms >= min && ms <= max) return null;
  const range = `${durationText(min)} to ${durationText(max)}`;
  return `"for:${durationText(ms)}" is not possible: the policy allows ${range}. Please choose a time in between.`;
}

export type Scheduled = Request & { readonly lease: Lease };

/** Approved together with an isolation, and waiting for its time. */
export function isScheduled(request: Request): request is Scheduled {
  return request.state === "Approved" && request.lease !== undefined;
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
  const words = `releases at ${clockOn(endsAt)}`;
  return changed(
    {
      ...request,
      lease: { ...request.lease, endsAt, remindAt: remindedAt },
      // Should an approval be revoked, it waits for another one until then.
      expiresAt: endsAt,
      dueAt: remindedAt,
      history: note(request, now, by.person.upn, `extended the isolation: ${words}`),
    },
    [person(by, "extended", words)],
    `${by.person.name} extended the isolation: ${request.id} ${words}.`,
  );
}

/** Prolonging an isolation is approving more of it: the same people may. */
function barredFromExtending(request: Scheduled, event: Event<"extend">): string | null {
  const { by, verdict, alertOwner } = event;
  if (!by.roles.includes("Approver")) return "You need the role Approver to extend this.";
  if (isSame(by.person, request.requester) && !verdict.selfApproval) {
    return "You asked for this isolation yourself, so another Approver has to extend it.";
  }
  if (verdict.deny !== null) return `The policy denies it: ${verdict.deny}`;
  return excludedBecause(verdict, by.person, alertOwner);
}

function outOfTime(request: Scheduled, { now, maxMs }: Event<"extend">, endsAt: number): string | null {
  // The executor may be looking at it right now: what is due is not moved under its hands.
  if (now >= request.lease.endsAt) return `${request.id} is due: it is being released.`;
  if (endsAt <= now + maxMs) return null;
  return `A lease ends at most ${daysOr(maxMs)} from now, and this one would end at ${clockOn(endsAt)}. Nothing was changed.`;
}

/** "7 days", or else "36 h". */
function daysOr(ms: number): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? count(days, "day") : exactly(ms);
}

function later(request: Scheduled, event: Event<"lease-later">): Decision {
  const outcome = `Not sent yet: ${clause(event.why)}.`;
  const dueAt = event.now + event.retryMs;
  const execution =
    request.state === "Executing" && request.execution !== null
      ? { ...request.execution, retryAt: dueAt }
      : request.execution;
  return changed({ ...request, outcome, dueAt, execution }, [], null);
}

/** Reasons come from policies and services too, some with a full stop and some without. */
function clause(why: string): string {
  return why.replace(/\.$/, "");
}

/** It needs approval like any other from now on: what was approved can't be done, or not by whom. */
export function lapse(request: Scheduled, event: Omit<Event<"lapse">, "kind">): Decision {
  const { now } = event;
  const why = clause(event.why);
  // Somebody has to look at it, also where the policy asks for nobody: what was approved can't be done as it was.
  const both = strictest(request.verdict, event.verdict);
  const verdict: Verdict = { ...both, approvals: Math.max(1, both.approvals) };
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
    outcome: `It was to be released at ${clockOn(request.lease.endsAt)}, but ${why}. It needs approval now.`,
    history: note(request, now, null, `not released by itself: ${why}`),
  };
  return changed(
    rebound(next, now, request.seen),
    [system("voided", why, `lease of ${request.lease.isolationId}`)],
    `${request.id} was not released by itself: ${why}. It needs approval now.`,
  );
}

function end(request: Scheduled, event: Event<"end-lease">): Decision {
  const { now } = event;
  const why = clause(event.why);
  return changed(
    {
      ...request,
      state: "Cancelled",
      finishedAt: now,
      dueAt: null,
      outcome: `Nothing was sent: ${why}.`,
      history: note(request, now, null, `ended the lease: ${why}`),
    },
    [system("cancelled", why, `lease of ${request.lease.isolationId}`)],
    null,
  );
}

/** What is to become of a scheduled release whose time has come. */
export type Finding =
  | { readonly kind: "send" }
  /** It becomes a normal request. */
  | { readonly kind: "lapse"; readonly why: string }
  /** Nothing is left to release. */
  | { readonly kind: "end"; readonly why: string }
  /** Not now. */
  | { readonly kind: "later"; readonly why: string };

/** What was found out about a scheduled release, with its executor's own token. */
export interface Evidence {
  readonly roles: readonly Role[];
  /** The policy on the release as things are now. */
  readonly verdict: Verdict;
  /** The device's newest machine actions. */
  readonly actions: readonly MachineAction[];
}

/** Whether what was approved may be sent now: the same isolation, the same policy, the same rights. Pure. */
export function judge(request: Scheduled, evidence: Evidence): Finding {
  const { roles, verdict, actions } = evidence;
  // Its own call has been made: the executor, which looks before it sends, finds it.
  if (actions.some((action) => isOwn(action, request, OPERATIONS.unisolate.type))) return { kind: "send" };
  const changed = judgeState(actions, request.lease);
  if (changed !== null) return changed;
  if (request.restoredFrom !== undefined) return { kind: "lapse", why: RESTORED };
  if (verdict.deny !== null) return { kind: "lapse", why: `the policy denies it: ${verdict.deny}` };
  const stricter = stricterThan(request.verdict, verdict);
  if (stricter !== null) return { kind: "lapse", why: stricter };
  const { approvals } = strictest(request.verdict, verdict);
  if (request.approvals.length < approvals) return { kind: "lapse", why: "nobody has approved it" };
  const { executor, requester } = request;
  // Where nobody was asked, it is the requester who sends, or the approver who has pressed Resume.
  const isAsker = request.approvals.length === 0 && (executor === null || isSame(executor, requester));
  const needed: Role = isAsker ? "Responder" : "Approver";
  if (roles.includes(needed)) return { kind: "send" };
  return {
    kind: "lapse",
    why: `${request.executor?.upn ?? "the approver"} no longer has the role ${needed}`,
  };
}

/** The lease may have been extended after the copy. */
const RESTORED = "the bot's store was restored while the isolation was under way";

/**
 * Null: the device is isolated by the very action that the lease belongs to. A list without that action is not the whole
 * truth, and no proof that the device is free.
 */
function judgeState(actions: readonly MachineAction[], lease: Lease): Finding | null {
  const isListed = actions.some(({ id }) => id === lease.isolationActionId);
  const newestFirst = actions.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  const latest = (type: string) =>
    newestFirst.find((action) => action.type === type && action.status === "Succeeded");
  switch (isolationOf(actions).kind) {
    case "off":
      if (!isListed) return { kind: "lapse", why: UNTOLD };
      return { kind: "end", why: `the device was released already${by(latest(OPERATIONS.unisolate.type))}` };
    case "ending":
      return { kind: "later", why: "another release of the device is under way" };
    case "beginning":
      return { kind: "lapse", why: "the device is being isolated anew" };
    case "unknown":
      return { kind: "lapse", why: UNTOLD };
    case "on": {
      const isolation = latest(OPERATIONS.isolate.type);
      if (isolation?.id === lease.isolationActionId) return isolationOfOurs(isolation, lease);
      return { kind: "lapse", why: `the device was isolated anew meanwhile${by(isolation)}` };
    }
  }
}

const UNTOLD = "the isolation state of the device can't be told";

/** A lease ends the isolation that its request made, and nobody else's. */
function isolationOfOurs(isolation: MachineAction, { isolationId }: Lease): Finding | null {
  if (isMarked(isolation, isolationId)) return null;
  return {
    kind: "lapse",
    why: `the isolation in force is not that of ${isolationId} but one${by(isolation)}`,
  };
}

function by(action: MachineAction | undefined): string {
  return action?.requestor ? ` by ${action.requestor}` : "";
}
