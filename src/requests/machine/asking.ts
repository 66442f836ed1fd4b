import { hasApproval } from "../../policy/approvals.ts";
import { say, type Text } from "../../texts/text.ts";
import { leaseOf } from "./lease-model.ts";
import type { Request } from "./request.ts";

/** How much one person may ask for, so that nobody's requests bury those of others. Triage and emergencies don't count. */

const MOST_OPEN = 10;
const MOST_A_MINUTE = 20;
/** The minute, in milliseconds. */
export const ASKING_WINDOW_MS = 60_000;

/**
 * Why a person may not ask for more now; null: they may.
 * @param own their requests that wait, and those of the last minute
 * @param waits whether one more would wait for approval
 * @param now epoch milliseconds
 */
export function askedTooMuch(own: readonly Request[], waits: boolean, now: number): Text | null {
  const counted = own.filter(isCounted).toSorted((a, b) => a.requestedAt - b.requestedAt);
  // Of a clock that was ahead nobody is locked out once it is right again.
  const recent = counted.filter(({ requestedAt }) => Math.abs(now - requestedAt) < ASKING_WINDOW_MS);
  if (recent.length >= MOST_A_MINUTE) {
    const from = (recent.at(-MOST_A_MINUTE)?.requestedAt ?? now) + ASKING_WINDOW_MS;
    const seconds = Math.max(1, Math.ceil((from - now) / 1000));
    return say("requests.askedTooOften", { times: recent.length, most: MOST_A_MINUTE, seconds });
  }
  const open = counted.filter((one) => one.state === "Requested" && !hasApproval(one) && now < one.expiresAt);
  if (!waits || open.length < MOST_OPEN) return null;
  const first = Math.min(...open.map(({ expiresAt }) => expiresAt));
  return say("requests.tooManyOpen", { open: open.length, most: MOST_OPEN, at: first });
}

/** What a lease has asked for at its end, nobody has asked for. */
function isCounted({ target, emergency, origin }: Request): boolean {
  return target.kind !== "alert" && emergency === undefined && leaseOf(origin) === null;
}
