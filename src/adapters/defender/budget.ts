import type { Clock } from "../../shared/ports.ts";
import { addTime, forgetOld, untilRoom, type Window } from "../../shared/sliding-windows.ts";

/**
 * Who pays for a call: a person's goes out at all times; the application, and what is done in a person's name while
 * nobody waits for it, leave people a reserve. A `reader` is a person who only looks something up: as a person, but for a
 * while after Defender has turned calls away. What only looks whether there is something new (`watch`) has a part of its own.
 */
export type Payer = "person" | "reader" | "application" | "background" | "watch";

/** Whether a call is made with the application's token. */
export function isApplications(payer: Payer): boolean {
  return payer === "application" || payer === "watch";
}

export interface Budget {
  /**
   * Counts a call. @returns null when it may go, else milliseconds (> 0) until it may be asked again. A person
   * is never held back: whether Defender takes the call only Defender knows, and an isolation must not wait for our sum
   * (docs/decisions/0005).
   * @param who whose call a reader's is
   */
  take(payer: Payer, who?: string): number | null;
  /**
   * Defender has turned a call away and asks to wait so many milliseconds: the application's calls stop for that long (one
   * hour at most). Where it is these calls that have used the limit up, no reader takes more than 70 % of it for five minutes.
   */
  turnedAway(ms: number): void;
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
/** So that one who looks up again and again leaves others room to decide, once Defender has said that there is little. */
const FAIR = { share: 0.7, underWay: 0 } as const;
const FAIR_MS = 300_000;

/** Counts calls by when they were started. */
export function createBudget(clock: Clock, windows: readonly Window[] = CALLS): Budget {
  const all: number[] = [];
  const own: number[] = [];
  const readers = createReaders(windows);
  const watching = windows.map((window): Watching => ({ window, beyond: [] }));
  let [pausedUntil, fairUntil] = [0, 0];
  return {
    take(payer, who = "") {
      const now = clock.now();
      for (const starts of [all, own]) forgetOld(starts, windows, now);
      if (fairUntil > now + FAIR_MS) fairUntil = now;
      if (payer === "reader") {
        const starts = readers.of(who, now);
        const longer = now < fairUntil ? untilRoom(starts, windows, now, FAIR) : 0;
        if (longer > 0) return longer;
        addTime(starts, now);
        addTime(all, now);
        return null;
      }
      if (pausedUntil > now + LONGEST_MS) pausedUntil = now;
      const share = payer === "watch" ? untilWatch(watching, all, now) : untilOwn(own, all, windows, now);
      const wait = payer === "person" ? 0 : Math.max(share, pausedUntil - now);
      if (wait > 0) return wait;
      if (payer === "watch") noteWatch(watching, all, now);
      else if (payer !== "person") addTime(own, now);
      addTime(all, now);
      return null;
    },
    turnedAway(ms) {
      const now = clock.now();
      pausedUntil = Math.max(pausedUntil, now + Math.min(ms, LONGEST_MS));
      // What others have used up, nobody here can leave to anybody.
      if (untilShared(all, windows, now) > 0) fairUntil = now + FAIR_MS;
    },
  };
}

/** When each reader's calls were started; who has made none of late is forgotten. */
function createReaders(windows: readonly Window[]) {
  const starts = new Map<string, number[]>();
  return {
    of(who: string, now: number): number[] {
      for (const [reader, times] of starts) {
        forgetOld(times, windows, now);
        if (times.length === 0) starts.delete(reader);
      }
      const own = starts.get(who) ?? [];
      starts.set(who, own);
      return own;
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
