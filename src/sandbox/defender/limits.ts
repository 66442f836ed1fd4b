import { DefenderFault } from "./errors.ts";

/** Calls allowed per caller; null: no limit. */
export interface RateLimits {
  readonly perMinute: number | null;
  readonly perHour: number | null;
}

export const DEFENDER_LIMITS: RateLimits = { perMinute: 100, perHour: 1500 };

export interface Limiter {
  readonly set: (limits: RateLimits | null) => void;
  /** Counts one call. @throws DefenderFault 429 with Retry-After */
  count(): void;
}

/** The longer one first: when both are full, its Retry-After is the true one. */
const WINDOWS = [
  ["perHour", 3_600_000, "01:00:00"],
  ["perMinute", 60_000, "00:01:00"],
] as const;

/** Sliding windows over all calls of the one application in the one tenant. `now` in epoch milliseconds. */
export function createLimiter(initial: RateLimits | null, now: () => number): Limiter {
  let limits = initial;
  let taken: number[] = [];
  return {
    set: (next) => {
      limits = next;
      taken = [];
    },
    count: () => {
      const at = now();
      taken = taken.filter((one) => one > at - 3_600_000);
      for (const [name, window, spelled] of WINDOWS) {
        const allowed = limits?.[name] ?? null;
        const inWindow = taken.filter((one) => one > at - window);
        if (allowed === null || inWindow.length < allowed) continue;
        const freed = inWindow[inWindow.length - allowed] ?? at;
        const retry = String(Math.max(1, Math.ceil((freed + window - at) / 1000)));
        const text = `API calls quota exceeded! maximum allowed ${allowed} per ${spelled}`;
        throw new DefenderFault(429, "429", text, { "retry-after": retry });
      }
      taken.push(at);
    },
  };
}
