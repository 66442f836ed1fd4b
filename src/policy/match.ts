import type { Text } from "../texts/text.ts";
import type { KnownAccount } from "../defender/account-lookup.ts";
import type { Device } from "../defender/device.ts";
import { CONDITIONS, type About, type ConditionKey } from "./conditions.ts";
import type { Digested } from "./device-facts.ts";
import {
  isTriage,
  type Action,
  type Condition,
  type ConditionResult,
  type Match,
  type Policy,
  type Question,
  type Rule,
  type RuleResult,
  type Terms,
} from "./model.ts";

/** Whether a rule's conditions hold, with what was compared. */

const KEYS = Object.keys(CONDITIONS) as readonly (keyof Condition)[];

/** The result of one rule: keys of `when` are and-ed, the values of a key or-ed. */
export function ruleResult(rule: Rule, question: Question): RuleResult {
  const conditions = resultsOf(rule.when, question);
  return { name: rule.name, match: all(conditions), conditions, then: termsFor(rule, question) };
}

/** Triage needs approvals only from a rule that names its action. */
function termsFor(rule: Rule, { action }: Question): Terms {
  if (!isTriage(action) || names(rule.when, "action")) return rule.then;
  const { approvals: _, ...then } = rule.then;
  return then;
}

function resultsOf(when: Condition, question: Question): readonly ConditionResult[] {
  return eachSaid(when, (key, said) => key.results(said, question));
}

/** Whether the device is what the rule says of it, whatever else the rule says. */
export function deviceMatch(when: Condition, question: Question): Match {
  return all(resultsOf(onlyAbout(when, ["device"]), question));
}

/** Whether a rule may be about this action. */
export function concerns({ when }: Rule, action: Action): boolean {
  return when.action?.includes(action) ?? true;
}

/** Whether a rule looks at the device. */
export function looksAtDevice({ when }: Rule): boolean {
  return names(when, "device");
}

/** Whether the policy looks at the device for this action. */
export function asksAboutDevice({ rules }: Pick<Policy, "rules">, action: Action): boolean {
  return rules.some((rule) => looksAtDevice(rule) && concerns(rule, action));
}

/** The rule as if it were for everybody and at all hours. */
export function forEverybody({ name, then, when }: Rule): Rule {
  return { name, then, when: onlyAbout(when, ["action", "device", "user"]) };
}

/** What of a device approvals are bound to, whatever the rules: those of tomorrow may look at more than those of today. */
export function digestOfDevice(device: Device): readonly Digested[] {
  return KEYS.flatMap((key) => {
    const condition = CONDITIONS[key];
    return condition.about === "device" ? condition.digest(device) : [];
  });
}

/** What has become of that, in parts of a sentence; empty: nothing. */
export function driftOfDevice(before: Device, now: Device): readonly Text[] {
  return KEYS.flatMap((key) => {
    const condition = CONDITIONS[key];
    return condition.about === "device" ? condition.drift(before, now) : [];
  });
}

/** What of an account approvals are bound to, whatever the rules. */
export function digestOfAccount(account: KnownAccount): readonly Digested[] {
  return KEYS.flatMap((key) => {
    const condition = CONDITIONS[key];
    return condition.about === "user" ? condition.digest(account) : [];
  });
}

/** What has become of that, in parts of a sentence; empty: nothing. */
export function driftOfAccount(before: KnownAccount, now: KnownAccount): readonly Text[] {
  return KEYS.flatMap((key) => {
    const condition = CONDITIONS[key];
    return condition.about === "user" ? condition.drift(before, now) : [];
  });
}

function names(when: Condition, about: About): boolean {
  return eachSaid(when, (key) => [key.about]).includes(about);
}

function onlyAbout(when: Condition, about: readonly About[]): Condition {
  const kept = Object.entries(when).filter(([key]) =>
    about.includes(CONDITIONS[key as keyof Condition].about),
  );
  return Object.fromEntries(kept);
}

/** What is made of each key that the rule has, in the order of the table. */
export function eachSaid<T>(
  when: Partial<Required<Condition>>,
  make: <V>(key: ConditionKey<V>, said: V) => readonly T[],
): readonly T[] {
  const one = <K extends keyof Condition>(key: K): readonly T[] => {
    const said = when[key];
    return said === undefined ? [] : make(CONDITIONS[key], said);
  };
  return KEYS.flatMap(one);
}

function all(conditions: readonly ConditionResult[]): Match {
  if (conditions.some((condition) => condition.match === "no")) return "no";
  return conditions.some((condition) => condition.match === "unknown") ? "unknown" : "yes";
}
