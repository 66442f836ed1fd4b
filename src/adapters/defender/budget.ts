import type { Clock } from "../../core/ports.ts";

/** Who pays for a call: people may use the whole budget, the application leaves them a reserve. */
export type Payer = "person" | "application";

export interface Budget {
  /** Takes one call out of the budget. @returns null when taken, else milliseconds (> 0) until it is worth asking again. */
  take(payer: Payer): number | null;
  /** Stops the application's calls for that many milliseconds (capped at one hour), as a 429 asked for. */
  pauseApplication(ms: number): void;
}

/** Defender's limits for one application in one tenant (facts §4): 100 calls a minute, 1,500 an hour. */
const WINDOWS = [
  { calls: 100, ms: 60_000 },
  { calls: 1_500, ms: 3_600_000 },
] as const;

const APPLICATION_SHARE = 0.7;
const LONGEST_MS = 3_600_000;

/**
 * Counts calls over sliding windows. A refilling bucket would let nearly twice the limit through in the
 * first minute; counting start times never lets more than the limit through in any window.
 */
export function createBudget(clock: Clock): Budget {
  let starts: number[] = [];
  let pausedUntil = 0;
  return {
    take(payer) {
      const now = clock.now();
      // A clock set back would leave starts in the future and block calls until it has caught up.
      starts = starts.filter((start) => start > now - LONGEST_MS && start <= now);
      if (pausedUntil > now + LONGEST_MS) pausedUntil = now;
      const wait = Math.max(waitFor(starts, payer, now), payer === "application" ? pausedUntil - now : 0);
      if (wait > 0) return wait;
      starts.push(now);
      return null;
    },
    pauseApplication(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(ms, LONGEST_MS));
    },
  };
}

function waitFor(starts: readonly number[], payer: Payer, now: number): number {
  const share = payer === "application" ? APPLICATION_SHARE : 1;
  const waits = WINDOWS.map((window) => {
    const blocking = starts.at(-Math.floor(window.calls * share));
    return blocking === undefined ? 0 : blocking + window.ms - now;
  });
  return Math.max(0, ...waits);
}
