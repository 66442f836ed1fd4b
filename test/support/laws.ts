import fc from "fast-check";
import { IS_FULL } from "./how-often.ts";

/** The number of runs for a law that is worth `full` of them; `few`: in `npm test`, where each of them takes long. */
export function runs(full: number, few = Math.max(20, Math.ceil(full / 4))): number {
  return IS_FULL ? full : few;
}

/** What `npm test` tries is the same everywhere and each time: docs/decisions/0017. */
const SEED = 20_261_129;

// As a set-up file of vitest: for the laws that name no number, and no seed.
fc.configureGlobal(IS_FULL ? { numRuns: 1000 } : { numRuns: 50, seed: SEED });
