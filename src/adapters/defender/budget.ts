import type { Clock } from "../../shared/ports.ts";

/** Who pays for a call: a person's goes out at all times, the application leaves people a reserve. */
export type Payer = "person" | "application";

export interface Budget {
  /**
   * Counts a call. @returns null when it may go, else milliseconds (> 0) until the application may ask again. A person
   * is never held back: whether Defender takes the call only Defender knows, and an isolation must not wait for our sum
   * (docs/decisions/0005).
   */
  take(payer: Payer): number | null;
  /** Stops the application's calls for that many milliseconds (capped at one hour), as a 429 asked for. */
  pauseApplication(ms: number): void;
}

/** Defender's limits for one application in one tenant: 100 calls a minute, 1,500 an hour. */
const WINDOWS = [
  { calls: 100, ms: 60_000 },
  { calls: 1_500, ms: 3_600_000 },
] as const;

/** The application stops when all calls together are so much of a limit, */
const SHARED = 0.7;
/** but not below so much by itself: whatever people do, what they have started is followed to its end. */
const OWN = 0.2;
const LONGEST_MS = 3_600_000;

/**
 * Counts calls over sliding windows. A refilling bucket would let nearly twice the limit through in the
 * first minute; counting start times never lets the application through beyond its share in any window.
 */
export function createBudget(clock: Clock): Budget {
  let starts: Start[] = [];
  let pausedUntil = 0;
  return {
    take(payer) {
      const now = clock.now();
      // A clock set back would leave starts in the future and block calls until it has caught up.
      starts = starts.filter(({ at }) => at > now - LONGEST_MS && at <= now);
      if (pausedUntil > now + LONGEST_MS) pausedUntil = now;
      const wait = payer === "person" ? 0 : Math.max(waitOfApplication(starts, now), pausedUntil - now);
      if (wait > 0) return wait;
      starts.push({ at: now, payer });
      return null;
    },
    pauseApplication(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(ms, LONGEST_MS));
    },
  };
}

interface Start {
  readonly at: number;
  readonly payer: Payer;
}

function waitOfApplication(starts: readonly Start[], now: number): number {
  const own = starts.filter(({ payer }) => payer === "application");
  return Math.min(waitFor(starts, SHARED, now), waitFor(own, OWN, now));
}

function waitFor(starts: readonly Start[], share: number, now: number): number {
  const waits = WINDOWS.map((window) => {
    const blocking = starts.at(-Math.floor(window.calls * share));
    return blocking === undefined ? 0 : blocking.at + window.ms - now;
  });
  return Math.max(0, ...waits);
}
