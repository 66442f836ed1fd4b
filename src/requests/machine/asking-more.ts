import { guardedBy } from "../../policy/approvals.ts";
import { approvalsBeyond } from "../../policy/limits.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Changed } from "./decision.ts";
import { bound, rebound, type Unbound } from "./drift.ts";
import type { EventOf, Request } from "./request.ts";
import { carriedOver } from "./execution.ts";
import { waitingDue } from "./expiry.ts";

/**
 * What goes beyond a limit that is not the end takes one approval more, and what would leave too few holders of a role with
 * their devices takes two: neither limits nor guards must stop the defence.
 */

/** Why a request takes more approvals than the policy's rules ask for. */
export interface More {
  readonly because: "limit" | "guard";
  readonly why: Text;
}

function asksMore(
  { verdict, warnings }: Request,
  { because, why }: More,
): Pick<Request, "verdict" | "warnings"> {
  // A verdict tells of its guard by itself.
  if (because === "guard") return { verdict: guardedBy(verdict, why), warnings };
  const approvals = approvalsBeyond(verdict.approvals);
  return { verdict: { ...verdict, approvals, beyond: why }, warnings: [...warnings, why] };
}

/** The request as it waits for the approvals that it takes more. */
function waiting(request: Request, more: More, now: number): Unbound {
  const { history } = request;
  const { why } = more;
  const next: Unbound = {
    ...request,
    ...asksMore(request, more),
    state: "Requested",
    executor: null,
    execution: carriedOver(request.execution),
    history: [...history, { at: now, by: null, text: why }],
  };
  return { ...next, dueAt: waitingDue(next) };
}

/** A request that takes more approvals when it is opened. One that a guard makes wait is no emergency any more. */
export function openedAskingMore(drafted: Request, more: More): Request {
  const { emergency, ...plain } = drafted;
  const kept = more.because === "limit" && emergency !== undefined ? drafted : plain;
  return bound(waiting(kept, more, drafted.requestedAt), drafted.requestedAt);
}

const OUTCOMES: Readonly<Record<More["because"], string>> = {
  limit: "1 more needed, beyond a limit",
  guard: "1 more needed, so that holders of a role are left",
};

/** The approval, or the Resume, counts; but it does not complete what takes more of them. */
export function takingMore(
  { request, audit }: Changed,
  { kind, now }: Pick<EventOf<"approve" | "resume">, "kind" | "now">,
  more: More,
): Changed {
  // What was interrupted has its whole time anew.
  const expiresAt = kind === "resume" ? now + request.verdict.expires : request.expiresAt;
  const next = rebound(waiting({ ...request, expiresAt }, more, now), now, request.seen);
  const noted = audit.map((one) =>
    one.event === "approved" ? { ...one, outcome: OUTCOMES[more.because] } : one,
  );
  return {
    kind: "changed",
    request: next,
    audit: noted,
    tell: null,
    announce: say("joining.takesMore", { id: request.id, why: more.why }),
  };
}
