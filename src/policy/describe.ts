import { LIMIT_KEYS, LIMITS } from "./limits.ts";
import { eachSaid } from "./match.ts";
import type { Condition, Limit, LimitResult, Policy, Terms } from "./model.ts";
import { RULE_TERMS } from "./terms.ts";

/** The policy in words, for people who don't read its file: those of each key stand in the table of keys. */

/** "isolate or scan; device tag Tier0 or DC; asked for by ana@*"; "always" for a rule without conditions. */
export function conditionInWords(when: Condition): string {
  const parts = eachSaid(when, (key, said) => [key.words(said)]);
  return parts.length === 0 ? "always" : parts.join("; ");
}

/** "2 approvals; open for 30 min"; "nothing" for a rule that has no say in the matter. */
export function termsInWords(then: Partial<Required<Terms>>): string {
  const one = <K extends keyof Terms>(key: K): readonly string[] => {
    const said = then[key];
    return said === undefined ? [] : [RULE_TERMS[key].words(said)];
  };
  const parts = (Object.keys(RULE_TERMS) as readonly (keyof Terms)[]).flatMap(one);
  return parts.length === 0 ? "nothing" : parts.join("; ");
}

/** "20 per hour; 50 per day". */
export function limitInWords(limit: Limit): string {
  const parts = LIMIT_KEYS.filter((key) => limit[key] !== undefined);
  return parts.map((key) => `${limit[key]} per ${LIMITS[key].per}`).join("; ");
}

/** "3 of 20 per hour". */
export function usageInWords({ per, most, used }: LimitResult): string {
  return used === null
    ? `${most} per ${per}, but they could not be counted`
    : `${used} of ${most} per ${per}`;
}

/** Whether there is a way past the approvals, and for what. */
export function emergencyInWords({ enabled, actions }: Policy["emergency"]): string {
  return enabled ? `With the role BreakGlass: ${actions.join(", ")}` : "Switched off";
}
