import { say, type Text, type Words } from "../../texts/text.ts";
import { changed, endedAs, hadCall, nothing, system } from "./decision.ts";
import { excludedInWords, missing } from "../../policy/approvals.ts";
import { isOfPending, leaseOf } from "./lease-model.ts";
import type { Decision, Request } from "./request.ts";
import { isFinal } from "./state.ts";

/** A request that waits for approvals: whom it waits for, the reminder at half time, the end of its time. */

/** Requests that live shorter are not worth a reminder. */
const WORTH_REMINDING_MS = 10_000;

/** When a waiting request has to be looked at next: at half time, then at its end. Epoch milliseconds. */
export function waitingDue(request: Pick<Request, "requestedAt" | "expiresAt" | "remindedAt">): number {
  const { requestedAt, expiresAt, remindedAt } = request;
  const life = expiresAt - requestedAt;
  return remindedAt !== null || life < WORTH_REMINDING_MS ? expiresAt : requestedAt + Math.floor(life / 2);
}

/**
 * Until when a request that has lost approvals waits for new ones (epoch milliseconds). What was approved already gets its
 * whole time anew, the release at a lease's end from that end on; what was still waiting ends when it would have ended, or
 * sooner where less time is allowed now.
 */
export function expiresAnew(
  { state, expiresAt, lease, verdict }: Pick<Request, "state" | "expiresAt" | "lease" | "verdict">,
  allowed: number,
  now: number,
): number {
  if (state === "Requested") return expiresAt - Math.max(0, verdict.expires - allowed);
  return Math.max(now, lease?.endsAt ?? now) + allowed;
}

/** The reminder at half time, once. */
export function halfTime(request: Request, now: number): Decision {
  const due = waitingDue(request);
  if (request.state !== "Requested" || due === request.expiresAt || now < due) return nothing(request);
  const reminded: Request = { ...request, remindedAt: now, dueAt: request.expiresAt };
  const words = say("waiting.stillWaits", { what: waitsFor(request), at: request.expiresAt });
  return changed(reminded, [], null, words);
}

/** The end of a request that nobody approved in time. */
export function expire(request: Request, now: number): Decision {
  if (request.state !== "Requested" || now < request.expiresAt) return nothing(request);
  return changed(
    endedAs(request, "Expired", {
      now,
      why: say("waiting.nobodyApproved", { earlier: hadCall(request) }),
      noted: say("waiting.expired"),
    }),
    [system("expired", `${request.approvals.length} of ${request.verdict.approvals} approvals`)],
    ...newsOf(request, say("waiting.expiredNews", { id: request.id }), STAYS_ISOLATED),
  );
}

/**
 * Whom it concerns that a request has come to this: who asked; or everybody, where it was to end an isolation that was
 * promised to end.
 * @param besides what everybody has to know as well then
 */
export function newsOf(
  { origin }: Pick<Request, "origin">,
  news: Text,
  besides: Text,
): readonly [tell: Text | null, announce?: Text] {
  if (leaseOf(origin) === null) return [news];
  return [null, say("waiting.alarm", { news, besides: isOfPending(origin) ? STILL_COMES : besides })];
}

/** Of an isolation that never took effect and is not cancelled. */
const STILL_COMES = say("waiting.stillComes");

/** Of a lease's release that comes to nothing. */
const STAYS_ISOLATED = say("waiting.staysIsolated");

/** Who or what a request waits for, as a part of a sentence. */
export function waitsFor(request: Request): Words {
  if (isFinal(request.state)) return say("waiting.waitsForNothing");
  switch (request.state) {
    case "Requested": {
      const left = Math.max(1, missing(request.verdict, request.approvals));
      return say("waiting.needsMore", { left, barred: barredPeople(request) });
    }
    case "Interrupted":
      return say("waiting.waitsForResume", {
        barred: request.verdict.selfApproval ? null : request.requester.name,
      });
    case "Approved":
    case "Executing":
      return request.outcome ?? say("waiting.beingSent", { name: request.executor?.name ?? null });
    case "Pending":
    case "InProgress":
      return say("waiting.waitsForDevice");
  }
}

function barredPeople(request: Request): readonly Words[] {
  const { verdict, requester, approvals } = request;
  const own = verdict.selfApproval ? [] : [requester.name];
  return [
    ...new Set([
      ...own,
      ...approvals.map((approval) => approval.person.name),
      ...excludedInWords(verdict.exclude),
    ]),
  ];
}
