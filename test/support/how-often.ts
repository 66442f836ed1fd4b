/**
 * How often a law is tried: a few times in `npm test`, where it guards against what somebody has just changed, and often in
 * `npm run test:laws`, which looks for what nobody has thought of.
 */
export const IS_FULL = process.env["LAWS"] === "full";
