import { changed, earlierCall, nothing, note, system } from "./decision.ts";
import { clockTime, count } from "../../shared/format.ts";
import { excludedInWords, missing } from "../../policy/approvals.ts";
import { leaseOf } from "./lease-model.ts";
import type { Decision, Request } from "./request.ts";

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
  const words = `still waits: ${waitsFor(request)}. It expires at ${clockTime(request.expiresAt)}.`;
  return changed(reminded, [], null, words);
}

/** The end of a request that nobody approved in time. */
export function expire(request: Request, now: number): Decision {
  if (request.state !== "Requested" || now < request.expiresAt) return nothing(request);
  return changed(
    {
      ...request,
      state: "Expired",
      finishedAt: now,
      dueAt: null,
      outcome: `Nobody approved it in time. Ask again if it is still needed.${earlierCall(request)}`,
      history: note(request, now, null, "expired"),
    },
    [system("expired", `${request.approvals.length} of ${request.verdict.approvals} approvals`)],
    ...newsOf(request, `${request.id} expired before it was approved.`, STAYS_ISOLATED),
  );
}

/**
 * Whom it concerns that a request has come to this: who asked; or everybody, where it was to end an isolation that was
 * promised to end.
 * @param besides what everybody has to know as well then
 */
export function newsOf(
  { origin }: Pick<Request, "origin">,
  news: string,
  besides: string,
): readonly [tell: string | null, announce?: string] {
  return leaseOf(origin) === null ? [news] : [null, `${news} ${besides}`];
}

/** Of a lease's release that comes to nothing. */
const STAYS_ISOLATED = "Until somebody releases it, the device stays isolated.";

/** Who or what a request waits for, as a part of a sentence. */
export function waitsFor(request: Request): string {
  switch (request.state) {
    case "Requested": {
      const barred = barredPeople(request);
      const but = barred.length === 0 ? "" : `, not ${barred.join(", ")}`;
      const left = Math.max(1, missing(request.verdict, request.approvals));
      return `needs ${count(left, "more approval")}${but}`;
    }
    case "Interrupted":
      return `waits for an Approver to press Resume${request.verdict.selfApproval ? "" : `, not ${request.requester.name}`}`;
    case "Approved":
    case "Executing":
      return request.outcome ?? `is being sent with the token of ${request.executor?.name ?? "its approver"}`;
    case "Pending":
    case "InProgress":
      return "waits for the device";
    case "Denied":
    case "Expired":
    case "Cancelled":
    case "Succeeded":
    case "Failed":
    case "TimedOut":
      return "waits for nothing";
  }
}

function barredPeople(request: Request): readonly string[] {
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
