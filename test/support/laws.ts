import fc from "fast-check";

/**
 * How often a law is tried: a few times in `npm test`, where it guards against what somebody has just changed, and often in
 * `npm run test:laws`, which looks for what nobody has thought of.
 */
const IS_FULL = process.env["LAWS"] === "full";

/** The number of runs for a law that is worth `full` of them. */
export function runs(full: number): number {
  return IS_FULL ? full : Math.max(20, Math.ceil(full / 4));
}

// As a set-up file of vitest: for the laws that name no number.
fc.configureGlobal({ numRuns: IS_FULL ? 1000 : 50 });
