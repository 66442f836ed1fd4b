import type { Clock } from "../../shared/ports.ts";
import { addTime, forgetOld, untilRoom, type Window } from "../../shared/sliding-windows.ts";

/**
 * Who pays for a call: a person's goes out at all times; the application, and what is done in a person's name while
 * nobody waits for it, leave people a reserve. What only looks whether there is something new (`watch`) has a part of its own.
 */
export type Payer = "person" | "application" | "background" | "watch";

/** Whether a call is made with the application's token. */
export function isApplications(payer: Payer): boolean {
  return payer === "application" || payer === "watch";
}

export interface Budget {
  /**
   * Counts a call. @returns null when it may go, else milliseconds (> 0) until it may be asked again. A person
   * is never held back: whether Defender takes the call only Defender knows, and an isolation must not wait for our sum
   * (docs/decisions/0005).
   */
  take(payer: Payer): number | null;
  /** Stops the application's calls for that many milliseconds (capped at one hour), as a 429 asked for. */
  pauseApplication(ms: number): void;
}

/** Defender's limits for one application in one tenant: 100 calls a minute, 1,500 an hour. */
export const CALLS: readonly Window[] = [
  { most: 100, ms: 60_000 },
  { most: 1_500, ms: 3_600_000 },
];

/** Microsoft's limit of hunting queries in one tenant: 45 a minute. */
export const HUNTS = [{ most: 45, ms: 60_000 }] as const satisfies readonly Window[];

/** The application stops when all calls together are so much of a limit, */
const SHARED = 0.7;
/** but not below so much by itself: whatever people do, what they have started is followed to its end. */
const OWN = 0.2;
/** Looking for what is new goes on too, evenly: an alert does not wait until a minute is over. */
const WATCH = { share: 0.1, pieces: 10 };
const LONGEST_MS = 3_600_000;

/** Counts calls by when they were started. */
export function createBudget(clock: Clock, windows: readonly Window[] = CALLS): Budget {
  const all: number[] = [];
  const own: number[] = [];
  const watching = windows.map((window): Watching => ({ window, beyond: [] }));
  let pausedUntil = 0;
  return {
    take(payer) {
      const now = clock.now();
      for (const starts of [all, own]) forgetOld(starts, windows, now);
      if (pausedUntil > now + LONGEST_MS) pausedUntil = now;
      const share = payer === "watch" ? untilWatch(watching, all, now) : untilOwn(own, all, windows, now);
      const wait = payer === "person" ? 0 : Math.max(share, pausedUntil - now);
      if (wait > 0) return wait;
      if (payer === "watch") noteWatch(watching, all, now);
      else if (payer !== "person") addTime(own, now);
      addTime(all, now);
      return null;
    },
    pauseApplication(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(ms, LONGEST_MS));
    },
  };
}

function untilShared(all: readonly number[], windows: readonly Window[], now: number): number {
  return untilRoom(all, windows, now, { share: SHARED, underWay: 0 });
}

function untilOwn(
  own: readonly number[],
  all: readonly number[],
  windows: readonly Window[],
  now: number,
): number {
  const inOwn = untilRoom(own, windows, now, { share: OWN, underWay: 0 });
  return Math.min(untilShared(all, windows, now), inOwn);
}

/** One window, and the calls that were let through though the others had used their share of it. */
interface Watching {
  readonly window: Window;
  readonly beyond: number[];
}

function untilWatch(watching: readonly Watching[], all: readonly number[], now: number): number {
  const waits = watching.map(({ window, beyond }) => {
    const piece = { most: window.most / WATCH.pieces, ms: window.ms / WATCH.pieces };
    forgetOld(beyond, [piece], now);
    const inPiece = untilRoom(beyond, [piece], now, { share: WATCH.share, underWay: 0 });
    return Math.min(untilShared(all, [window], now), inPiece);
  });
  return Math.max(0, ...waits);
}

function noteWatch(watching: readonly Watching[], all: readonly number[], now: number): void {
  for (const { window, beyond } of watching) if (untilShared(all, [window], now) > 0) addTime(beyond, now);
}
