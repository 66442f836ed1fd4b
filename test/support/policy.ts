import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";

/**
 * The built-in policy without its rule on how many targets are asked for within the hour: tests that share a store ask for more
 * than anybody does.
 */
export const USUAL_POLICY: Policy = {
  ...DEFAULT_POLICY,
  rules: DEFAULT_POLICY.rules.filter(({ when }) => when.targets === undefined),
};
