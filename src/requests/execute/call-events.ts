import { say, type Words } from "../../texts/text.ts";
import type { UserError } from "../../shared/errors.ts";
import { latestEnd } from "../machine/lease-pending.ts";
import type { ApprovalEvent, EventOf, Report, Request } from "../machine/request.ts";
import type { Deps } from "../deps.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import { DefenderError } from "../../defender/error.ts";

/** What an executor reports of the one changing call, as events of the request. */

/** Milliseconds for one exchange with Defender, its token included. */
export const CALL_TIMEOUT_MS = 12_000;
/** So long a call is looked for whose outcome is unclear. */
export const LOOK_FOR_MS = 60_000;
export const NEXT_LOOK_MS = 2000;
const MAX_ATTEMPTS = 8;
const RETRY_MS = 2000;
const MAX_RETRY_MS = 60_000;

type Now = Pick<Deps, "clock">;

/** When, and about which mark. */
export function report(deps: Now, request: Request): Report {
  return { now: deps.clock.now(), mark: request.execution?.marks ?? 0 };
}

/** Defender has taken it; `action` null: it leaves none, and is done. */
export function acceptedEvent(
  deps: Now,
  request: Request,
  action: MachineAction | null,
  lacking?: Words,
): EventOf<"accepted"> {
  const now = deps.clock.now();
  return {
    kind: "accepted",
    now,
    action,
    nextPollMs: pollIn(request, now),
    ...(lacking === undefined ? {} : { lacking }),
  };
}

/** Nobody knows what became of the call: it is looked for, and not sent again. */
export function unclearEvent(
  deps: Now,
  request: Request,
  nextLookMs: number = NEXT_LOOK_MS,
): EventOf<"unclear"> {
  return { kind: "unclear", ...report(deps, request), lookForMs: LOOK_FOR_MS, nextLookMs };
}

/** Proven: this attempt did nothing. It is made again, ever later, for a while. */
export function retryLater(deps: Now, request: Request, error: UserError): ApprovalEvent {
  const about = report(deps, request);
  const attempts = request.execution?.attempts ?? 0;
  if (attempts >= MAX_ATTEMPTS) {
    return { kind: "interrupt", ...about, why: say("outcomes.gaveUp", { why: error.text, attempts }) };
  }
  const backoff = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.max(0, attempts - 1));
  return { kind: "not-sent", ...about, why: error.text, retryMs: Math.max(pauseOf(error), backoff) };
}

/** For how long Defender wants to be left alone, in milliseconds. */
export function pauseOf(error: unknown): number {
  return error instanceof DefenderError ? (error.retryAfterMs ?? 0) : 0;
}

const MIN_POLL_MS = 1500;
const MAX_POLL_MS = 60_000;
const LONG_AFTER_MS = 30 * 60_000;
const LONG_POLL_MS = 15 * 60_000;

/** Whole milliseconds to the next look at a machine action: a quarter of its age, 1.5 s to 1 min; after 30 min, 15 min. */
export function pollIn(request: Request, now: number): number {
  const end = latestEnd(request) ?? -Infinity;
  const usual = usualPoll(now - (request.execution?.sentAt ?? now));
  // What has not taken effect by its latest end is cancelled then.
  return end > now ? Math.min(usual, end - now) : usual;
}

function usualPoll(age: number): number {
  if (age > LONG_AFTER_MS) return LONG_POLL_MS;
  return Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, Math.ceil(age / 4)));
}
