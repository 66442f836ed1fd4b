/** Limits of the kind "so many in any stretch of time", counted without a refilling bucket's double share at the start. */

export interface Window {
  /** How long it is, in milliseconds. */
  readonly ms: number;
  /** How many fit into it. */
  readonly most: number;
}

export interface Use {
  /** The part of each window that may be used, from 0 to 1. */
  readonly share: number;
  /** How many are under way: they count as of this moment, whenever they began. */
  readonly underWay: number;
}

const WHOLE: Use = { share: 1, underWay: 0 };

/**
 * Adds one, in place and in order: what a clock that was set back has left in the future is forgotten first.
 * @param times epoch milliseconds, oldest first
 */
export function addTime(times: number[], now: number): void {
  forgetFuture(times, now);
  times.push(now);
}

function forgetFuture(times: number[], now: number): void {
  while ((times.at(-1) ?? now) > now) times.pop();
}

/**
 * Forgets, in place, what has left the longest window, and what a clock that was set back has left in the future.
 * @param times epoch milliseconds, oldest first
 */
export function forgetOld(times: number[], windows: readonly Window[], now: number): void {
  forgetFuture(times, now);
  const longest = Math.max(...windows.map(({ ms }) => ms));
  const kept = times.findIndex((at) => at > now - longest);
  times.splice(0, kept === -1 ? times.length : kept);
}

/** Milliseconds until one more fits into each window; 0: it fits now. Asks each when the oldest that counts leaves it. */
export function untilRoom(
  times: readonly number[],
  windows: readonly Window[],
  now: number,
  { share, underWay } = WHOLE,
): number {
  const waits = windows.map(({ ms, most }) => {
    const left = Math.floor(most * share) - underWay;
    const decisive = left > 0 ? times.at(-left) : now;
    return decisive === undefined ? 0 : decisive + ms - now;
  });
  return Math.max(0, ...waits);
}

/** How many more fit into each window now; below 0: more are in one of them than this share allows. */
export function roomIn(
  times: readonly number[],
  windows: readonly Window[],
  now: number,
  { share, underWay } = WHOLE,
): number {
  const rooms = windows.map(({ ms, most }) => {
    const first = times.findLastIndex((at) => at <= now - ms) + 1;
    return Math.floor(most * share) - underWay - (times.length - first);
  });
  return Math.min(...rooms);
}
