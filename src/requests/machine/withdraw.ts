import { say } from "../../texts/text.ts";
import { changed, endedAs, hadCall, moved, note, person, refuse, stale } from "./decision.ts";
import { waitsAgain } from "./device-queue.ts";
import type { Decision, EventOf as Event, Request } from "./request.ts";
import { carriedOver } from "./execution.ts";
import { expire, expiresAnew, waitingDue } from "./expiry.ts";
import { isSame } from "../../shared/people.ts";

/** What people take back: requesters their request, approvers their approval. */

/** Whether a person can still stop it: it waits for people, or to be sent again after Defender turned it away. */
export function canBeStopped(request: Request): boolean {
  if (request.steps !== undefined) return request.state === "Requested" || request.state === "Interrupted";
  return request.state === "Requested" || request.state === "Interrupted" || waitsAgain(request);
}

/** Why a request is no longer one that waits for people; null: it is. */
export function notWaiting(request: Request, now: number): Decision | null {
  if (request.state !== "Requested") return stale(request);
  // Checked at every click too: a loop that is late must not make an old request usable.
  return now >= request.expiresAt ? expire(request, now) : null;
}

/** The requester takes their request back. */
export function cancel(request: Request, event: Event<"cancel">): Decision {
  const closed = waitsAgain(request) ? null : notWaiting(request, event.now);
  if (closed !== null) return closed;
  if (!isSame(event.by.person, request.requester)) {
    return refuse(event.by, say("decisions.onlyRequesterCancels"));
  }
  const { upn } = event.by.person;
  return changed(
    endedAs(request, "Cancelled", {
      now: event.now,
      by: upn,
      why: say("decisions.cancelledBy", { upn, earlier: hadCall(request) }),
      noted: say("decisions.cancelledIt"),
    }),
    [person(event.by, "cancelled", "cancelled by the requester")],
    null,
  );
}

/** Whether approvals can still be taken back: nothing that they led to can have reached Defender. */
export function isRevocable(request: Request): boolean {
  const { state, execution } = request;
  if (state === "Requested" || waitsAgain(request)) return true;
  return (state === "Approved" || state === "Interrupted") && execution?.sentAt === null;
}

/**
 * An approver takes their own approval back before the call. It needs no role: whoever has lost theirs can still say
 * no to what they once said yes to.
 */
export function revoke(request: Request, event: Event<"revoke">): Decision {
  const { by, now } = event;
  if (!isRevocable(request)) return stale(request);
  const closed = request.state === "Requested" ? notWaiting(request, now) : null;
  if (closed !== null) return closed;
  const isTheirs = (one: Request["approvals"][number]): boolean => isSame(one.person, by.person);
  if (!request.approvals.some(isTheirs)) {
    const text = say("decisions.nothingToRevoke");
    return moved(text, [person(by, "refused", text)]);
  }
  const next: Request = {
    ...request,
    state: "Requested",
    approvals: request.approvals.filter((approval) => !isTheirs(approval)),
    executor: null,
    execution: carriedOver(request.execution),
    expiresAt: expiresAnew(request, request.verdict.expires, now),
    outcome: null,
    history: note(request, now, by.person.upn, say("decisions.revoked")),
  };
  const words = say("decisions.revokedNews", { name: by.person.name, id: request.id });
  return changed({ ...next, dueAt: waitingDue(next) }, [person(by, "revoked", "approval taken back")], words);
}
