import { say, type Text, type Words } from "../texts/text.ts";
import { LIMIT_KEYS, LIMITS } from "./limits.ts";
import { eachSaid } from "./match.ts";
import type { Condition, IncidentComments, Limit, Policy, Terms } from "./model.ts";
import { RULE_TERMS } from "./terms.ts";

/** The policy in words, for people who don't read its file: those of each key stand in the table of keys. */

/** "isolate or scan; device tag Tier0 or DC; asked for by ana@*"; "always" for a rule without conditions. */
export function conditionInWords(when: Condition): Text {
  const parts = eachSaid(when, (key, said) => [key.words(said)]);
  return parts.length === 0 ? say("policy.always") : say("policy.parts", { parts });
}

/** "2 approvals; open for 30 min"; "nothing" for a rule that has no say in the matter. */
export function termsInWords(then: Partial<Required<Terms>>): Text {
  const one = <K extends keyof Terms>(key: K): readonly Words[] => {
    const said = then[key];
    return said === undefined ? [] : [RULE_TERMS[key].words(said)];
  };
  const parts = (Object.keys(RULE_TERMS) as readonly (keyof Terms)[]).flatMap(one);
  return parts.length === 0 ? say("policy.nothing") : say("policy.parts", { parts });
}

/** "20 per hour; 50 per day", and what is the end. */
export function limitInWords(limit: Limit): Text {
  const parts = LIMIT_KEYS.flatMap((key) => {
    const n = limit[key];
    if (n === undefined) return [];
    return [
      key === "hard" ? say("policy.atMost", { n }) : say("policy.perTime", { n, per: LIMITS[key].per }),
    ];
  });
  return say("policy.parts", { parts });
}

/** Whether there is a way past the approvals, and for what. */
export function emergencyInWords({ enabled, actions }: Policy["emergency"]): Text {
  return enabled ? say("policy.emergencyFor", { actions }) : say("policy.emergencyOff");
}

/** What of decisions is written to incidents. */
export function incidentCommentsInWords({ enabled, people }: IncidentComments): Text {
  if (!enabled) return say("policy.nothing");
  return people ? say("policy.commentsAll") : say("policy.commentsWithoutPeople");
}
