import { hasApproval } from "../../policy/approvals.ts";
import { say, type Text } from "../../texts/text.ts";
import { leaseOf } from "./lease-model.ts";
import { CONTAIN, isTriage } from "../../policy/model.ts";
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
  const recent = commandsIn(
    counted.filter(({ requestedAt }) => Math.abs(now - requestedAt) < ASKING_WINDOW_MS),
  );
  if (recent.length >= MOST_A_MINUTE) {
    const from = (recent.at(-MOST_A_MINUTE)?.requestedAt ?? now) + ASKING_WINDOW_MS;
    const seconds = Math.max(1, Math.ceil((from - now) / 1000));
    return say("asking.askedTooOften", { times: recent.length, most: MOST_A_MINUTE, seconds });
  }
  const open = commandsIn(
    counted.filter((one) => one.state === "Requested" && !hasApproval(one) && now < one.expiresAt),
  );
  if (!waits || open.length < MOST_OPEN) return null;
  const first = Math.min(...open.map(({ expiresAt }) => expiresAt));
  return say("asking.tooManyOpen", { open: open.length, most: MOST_OPEN, at: first });
}

/** What a lease has asked for at its end, or what has left its request, nobody has asked for. */
function isCounted({ action, emergency, origin }: Request): boolean {
  const isAsked = leaseOf(origin) === null && !origin.startsWith(DROPPED);
  return (action === CONTAIN || !isTriage(action)) && emergency === undefined && isAsked;
}

const SPLIT = "|split ";
const DROPPED = "dropped|";

/** Where the n-th request comes from that the policy makes of one command, from 0 on. */
export function originOfSplit(origin: string, n: number): string {
  return n === 0 ? origin : `${origin}${SPLIT}${n}`;
}

/** Where a request comes from that a step has become when it was left out. */
export function originOfDropped(step: string): string {
  return `${DROPPED}${step}`;
}

/** One for each command: what the policy has made several requests of was asked for once. */
function commandsIn(requests: readonly Request[]): readonly Request[] {
  const first = new Map<string, Request>();
  for (const one of requests) {
    const [command = ""] = one.origin.split(SPLIT, 1);
    if (!first.has(command)) first.set(command, one);
  }
  return [...first.values()];
}
