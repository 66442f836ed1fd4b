import { approvalsBeyond } from "../../policy/limits.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Changed } from "./decision.ts";
import { bound, rebound, type Unbound } from "./drift.ts";
import type { EventOf, Request } from "./request.ts";
import { carriedOver } from "./execution.ts";
import { waitingDue } from "./expiry.ts";

/** What goes beyond a limit that is not the end takes one approval more: limits must not stop the defence. */

/** The request as it waits for one approval more than the policy's rules ask for. */
function beyond(request: Request, why: Text, now: number): Unbound {
  const { verdict, warnings, history } = request;
  const next: Unbound = {
    ...request,
    verdict: { ...verdict, approvals: approvalsBeyond(verdict.approvals), beyond: why },
    warnings: [...warnings, why],
    state: "Requested",
    executor: null,
    execution: carriedOver(request.execution),
    history: [...history, { at: now, by: null, text: why }],
  };
  return { ...next, dueAt: waitingDue(next) };
}

/** A request that goes beyond a limit when it is opened. */
export function openedBeyond(drafted: Request, why: Text): Request {
  return bound(beyond(drafted, why, drafted.requestedAt), drafted.requestedAt);
}

/** The approval, or the Resume, counts; but it does not complete what goes beyond a limit. */
export function takingMore(
  { request, audit }: Changed,
  { kind, now }: Pick<EventOf<"approve" | "resume">, "kind" | "now">,
  why: Text,
): Changed {
  // What was interrupted has its whole time anew.
  const expiresAt = kind === "resume" ? now + request.verdict.expires : request.expiresAt;
  const next = rebound(beyond({ ...request, expiresAt }, why, now), now, request.seen);
  const noted = audit.map((one) =>
    one.event === "approved" ? { ...one, outcome: "1 more needed, beyond a limit" } : one,
  );
  return {
    kind: "changed",
    request: next,
    audit: noted,
    tell: null,
    announce: say("requests.takesMore", { id: request.id, why }),
  };
}
