import type { DueShare, PostRow } from "./rows.ts";
import type { Obstacle } from "./messenger.ts";

/** How often and when a message is tried again, and whose turn it is. Pure: the rows are moved by `messaging/deliver.ts`. */

/** How often a message is tried as it is, before something smaller goes in its place. */
const TRIES = 3;
const BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 120_000;
/** With that pause between them, a day. */
const ATTEMPTS_OF_A_DAY = 720;
/** From then on: what stands in the way may be the bot's own secret, which expired while everybody was away. */
const RARELY_MS = 600_000;
/** A quarter of a year, as long as alerts and finished requests are kept where nothing else is said. */
const MAX_ATTEMPTS = ATTEMPTS_OF_A_DAY + 90 * 144;
/** A closed conversation is tried again after a quarter of the time that it has been closed, within these bounds. */
const MIN_PROBE_MS = 2_000;
const MAX_PROBE_MS = 3_600_000;
/** Nobody is told by a message that has been on its way for so long. */
export const LONG_MS = 30_000;
/** The attempts that take about so long. */
const LONG_ATTEMPTS = 5;

/**
 * When a message that failed for its own sake, or Teams', is tried again (epoch milliseconds); null: never. An outage, however
 * long, must not swallow a card.
 * @param attempts how often it had failed before
 */
export function nextAttempt(attempts: number, now: number): number | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  if (attempts >= ATTEMPTS_OF_A_DAY) return now + RARELY_MS;
  return now + Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** Math.min(attempts, 10));
}

/** When a conversation that refuses messages is tried again (epoch milliseconds). */
export function nextProbe(closedSince: number, now: number): number {
  return now + Math.min(MAX_PROBE_MS, Math.max(MIN_PROBE_MS, Math.round((now - closedSince) / 4)));
}

/** How much of a message is sent: all of it, what it is about, or only where to look. */
export type Fullness = "whole" | "minimal" | "bare";

/** A message that Teams does not want is made smaller, since nothing at all is the worst that can be shown. */
export function fullnessOf({ refusals }: { readonly refusals: number }): Fullness {
  if (refusals < TRIES) return "whole";
  return refusals < 2 * TRIES ? "minimal" : "bare";
}

/** Stands for the id of a message that Teams has taken without saying it. */
const NAMELESS = "nameless";

/** The id that such a message is given here. */
export function namelessId(postId: string): string {
  return `${NAMELESS} ${postId}`;
}

/** Whether an id is one of those. */
export function isNameless(activityId: string): boolean {
  return activityId.startsWith(NAMELESS);
}

/**
 * Whether a message that stands there without an id is left as it is. News need none; a card that people act on and that is
 * edited is posted again, in the hope for an id, but not without end.
 */
export function isGoodNameless({ kind, attempts }: Pick<PostRow, "kind" | "attempts">): boolean {
  return kind === "notice" || attempts >= TRIES - 1;
}

/** Whether a message that could not be edited is posted anew: it is not there, or has refused all tries. */
export function isBeyondEditing(obstacle: Obstacle, { attempts }: { readonly attempts: number }): boolean {
  if (obstacle === "gone") return true;
  return (obstacle === "closed" || obstacle === "refused") && attempts >= TRIES - 1;
}

/** Whether somebody will still be told soon by a message that is not there yet. */
export function isOnItsWay(
  post: { readonly attempts: number; readonly dueAt: number | null },
  closedSince: number | null,
  now: number,
): boolean {
  const closedLong = closedSince !== null && now - closedSince >= LONG_MS;
  return post.dueAt !== null && post.attempts < LONG_ATTEMPTS && !closedLong;
}

/** Whether that failure made a message one that will not tell anybody soon. */
export function isNowLate(attemptsBefore: number): boolean {
  return attemptsBefore + 1 === LONG_ATTEMPTS;
}

/** What one round takes of a share. */
export interface Portion extends Omit<DueShare, "count"> {
  readonly take: number;
}

/**
 * Deals `total` posts out: people take turns, one post each, and everybody's conversations in turn, so that a hundred
 * that one person has asked for delay nobody else's by more than one.
 * @param room how many more posts a conversation takes of somebody who has so many due there
 */
export function deal(
  shares: readonly DueShare[],
  room: (place: string, count: number) => number,
  total: number,
): readonly Portion[] {
  const queues = Map.groupBy(shares, ({ asker }) => asker);
  const taken = new Map<DueShare, number>();
  const used = new Map<string, number>();
  const takeOne = (queue: DueShare[]): boolean => {
    for (let looked = 0; looked < queue.length; looked += 1) {
      const share = queue.shift();
      if (share === undefined) return false;
      queue.push(share);
      const { place, count } = share;
      const [mine, there] = [taken.get(share) ?? 0, used.get(place) ?? 0];
      if (mine >= count || there >= room(place, count)) continue;
      taken.set(share, mine + 1);
      used.set(place, there + 1);
      return true;
    }
    return false;
  };
  let left = total;
  for (let some = true; some && left > 0;) {
    some = false;
    for (const queue of queues.values()) {
      if (left === 0 || !takeOne(queue)) continue;
      left -= 1;
      some = true;
    }
  }
  return [...taken].map(([{ place, asker }, take]) => ({ place, asker, take }));
}
