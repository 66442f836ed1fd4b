import { createLimiter, TooManyCalls } from "../../api/limits.ts";
import { GraphFault } from "../errors.ts";
import { timespanText } from "./values.ts";

/** What hunting may cost the tenant, and whether it is part of its licence. */
export interface HuntingSwitches {
  /** False: as a tenant without Defender for Endpoint Plan 2 or Defender XDR is answered. */
  setLicensed(licensed: boolean): void;
  /** Rows that all queries of a quarter of an hour may go through; null: as many as they like. */
  setWork(rows: number | null): void;
  /** Calls a minute; null: no limit. */
  setCalls(perMinute: number | null): void;
  /** Bytes of an answer. */
  setLargest(bytes: number): void;
}

export interface HuntingQuota extends HuntingSwitches {
  readonly largest: () => number;
  /** Counts one call. @throws GraphFault 403 without a licence, 429 beyond the quotas */
  enter(): void;
  /** Counts what a query has gone through. */
  worked(rows: number): void;
}

const QUARTER = 900_000;
const CALLS_PER_MINUTE = 45;
const LARGEST = 50 * 1024 * 1024;

/** Microsoft's limits for one tenant. `now` in epoch milliseconds. */
export function createHuntingQuota(now: () => number): HuntingQuota {
  const limiter = createLimiter({ perMinute: CALLS_PER_MINUTE, perHour: null }, now);
  let licensed = true;
  let largest = LARGEST;
  let most: number | null = null;
  let spent: { readonly at: number; readonly rows: number }[] = [];
  function assertWork(): void {
    spent = spent.filter(({ at }) => at > now() - QUARTER);
    const used = spent.reduce((all, { rows }) => all + rows, 0);
    if (most === null || used < most) return;
    const wait = (spent[0]?.at ?? now()) + QUARTER - now();
    const again = `You can run queries again in ${timespanText(wait)}.`;
    throw tooMany(`You have exceeded processing resources allocated to this tenant. ${again}`, wait / 1000);
  }
  return {
    setLicensed: (next) => void (licensed = next),
    setWork: (rows) => void (most = rows),
    setCalls: (perMinute) => limiter.set(perMinute === null ? null : { perMinute, perHour: null }),
    setLargest: (bytes) => void (largest = bytes),
    largest: () => largest,
    enter() {
      if (!licensed) throw new GraphFault(403, "Forbidden", NO_LICENCE);
      countCall(limiter);
      assertWork();
    },
    worked: (rows) => void spent.push({ at: now(), rows }),
  };
}

/** What a tenant without the licence is told. */
export const NO_LICENCE = "The tenant is not licensed for advanced hunting.";

function countCall(limiter: ReturnType<typeof createLimiter>): void {
  try {
    limiter.count();
  } catch (error) {
    if (!(error instanceof TooManyCalls)) throw error;
    throw tooMany(`API calls quota exceeded! ${error.message}`, error.retryAfterSeconds);
  }
}

function tooMany(message: string, seconds: number): GraphFault {
  // Hunting writes the status in the place of a code.
  return new GraphFault(429, "429", message, { "retry-after": String(Math.max(1, Math.ceil(seconds))) });
}
