/** Calls allowed; null: no limit. */
export interface RateLimits {
  readonly perMinute: number | null;
  readonly perHour: number | null;
}

/** A call that came too early: the service answers 429 with `Retry-After`. */
export class TooManyCalls extends Error {
  readonly allowed: number;
  /** The window that is full, `hh:mm:ss`. */
  readonly window: string;
  readonly retryAfterSeconds: number;

  constructor(allowed: number, window: string, retryAfterSeconds: number) {
    super(`maximum allowed ${allowed} per ${window}`);
    this.allowed = allowed;
    this.window = window;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Limiter {
  readonly set: (limits: RateLimits | null) => void;
  /** Counts one call. @throws TooManyCalls */
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
        throw new TooManyCalls(allowed, spelled, Math.max(1, Math.ceil((freed + window - at) / 1000)));
      }
      taken.push(at);
    },
  };
}
