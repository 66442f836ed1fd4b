import fc from "fast-check";
import { IS_FULL, SEED } from "./how-often.ts";

/** The number of runs for a law that is worth `full` of them; `few`: in `npm test`, where each of them takes long. */
export function runs(full: number, few = Math.max(20, Math.ceil(full / 4))): number {
  return IS_FULL ? full : few;
}

// As a set-up file of vitest: for the laws that name no number, and the seed for all.
fc.configureGlobal({ seed: SEED, numRuns: IS_FULL ? 1000 : 50 });
