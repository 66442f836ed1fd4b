/**
 * How often a law is tried: a few times in `npm test`, where it guards against what somebody has just changed, and often in
 * `npm run test:laws`, which looks for what nobody has thought of.
 */
export const IS_FULL = process.env["LAWS"] === "full";

/** What `npm test` always draws from, so that what it says follows from the code alone. */
const SAME_SEED = 20_260;

/** What everything random is drawn from: in the full run from a seed that it has drawn and printed. */
export const SEED = IS_FULL ? Number(process.env["LAWS_SEED"]) : SAME_SEED;
