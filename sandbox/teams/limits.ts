/** Limits of the Teams service, per bot and thread (msteams-docs `bots/how-to/rate-limit.md`), and over all. */
const PER_CONVERSATION = [
  { calls: 7, windowMs: 1_000 },
  { calls: 8, windowMs: 2_000 },
  { calls: 60, windowMs: 30_000 },
  { calls: 1_800, windowMs: 3_600_000 },
] as const;
const OVERALL = [{ calls: 50, windowMs: 1_000 }] as const;

interface Window {
  readonly calls: number;
  readonly windowMs: number;
}

/** Milliseconds until a call fits into all windows; 0: it fits now. `times` is ascending. */
function waitFor(times: readonly number[], windows: readonly Window[], now: number): number {
  let wait = 0;
  for (const { calls, windowMs } of windows) {
    const decisive = times[times.length - calls];
    if (decisive !== undefined && decisive > now - windowMs) wait = Math.max(wait, decisive + windowMs - now);
  }
  return wait;
}

export interface Limiter {
  /** Switch. */
  enabled: boolean;
  /** Takes one call; 0 when it is allowed, else the seconds for Retry-After. */
  take(conversation: string, now: number): number;
  clear(): void;
}

/** Sliding-window limiter of the connector. A refused call does not count. */
export function createLimiter(enabled: boolean): Limiter {
  const byConversation = new Map<string, number[]>();
  let overall: number[] = [];
  const limiter: Limiter = {
    enabled,
    take(conversation, now) {
      if (!limiter.enabled) return 0;
      const own = (byConversation.get(conversation) ?? []).filter((at) => at > now - 3_600_000);
      overall = overall.filter((at) => at > now - 1_000);
      const wait = Math.max(waitFor(own, PER_CONVERSATION, now), waitFor(overall, OVERALL, now));
      byConversation.set(conversation, own);
      if (wait > 0) return Math.ceil(wait / 1000);
      own.push(now);
      overall.push(now);
      return 0;
    },
    clear() {
      byConversation.clear();
      overall = [];
    },
  };
  return limiter;
}
