import { NO_GROUP } from "../defender/device.ts";
import { hoursCondition } from "./hours.ts";
import type { ConditionResult, DeviceCondition, Match, Question, Rule, RuleResult, Terms } from "./model.ts";
import { comparable, fitting } from "./canonical.ts";
import type { Person } from "../shared/people.ts";

/** Whether a rule's conditions hold, with what was compared. */

/** Whether the patterns name this person, by UPN or by object id; unknown when Entra gave no UPN to compare. */
export function namesPerson(patterns: readonly string[], person: Person): Match {
  if (patterns.some((pattern) => pattern.toLowerCase() === person.oid.toLowerCase())) return "yes";
  if (comparable(person.upn) === "" && patterns.length > 0) return "unknown";
  return fitting(patterns, person.upn) === null ? "no" : "yes";
}

/** The result of one rule: keys of `when` are and-ed, the values of a key or-ed. */
export function ruleResult(rule: Rule, question: Question): RuleResult {
  const conditions: ConditionResult[] = [];
  const { action, device, requester, hours } = rule.when;
  if (action !== undefined) {
    const match = action.includes(question.action) ? "yes" : "no";
    conditions.push({ key: "action", match, because: compared([question.action], match, action) });
  }
  if (device !== undefined) conditions.push(...deviceConditions(device, question.device));
  if (requester !== undefined) {
    const match = namesPerson(requester, question.requester);
    const because = match === "unknown" ? "Entra gives no name" : undefined;
    const found = [question.requester.upn];
    conditions.push({ key: "requester", match, because: because ?? compared(found, match, requester) });
  }
  if (hours !== undefined) conditions.push(hoursCondition(hours, question.now));
  return { name: rule.name, match: all(conditions), conditions, then: termsFor(rule, question) };
}

/** Triage needs approvals only from a rule that names its action. */
function termsFor(rule: Rule, question: Question): Terms {
  if (!question.freeByDefault || rule.when.action !== undefined) return rule.then;
  const { approvals: _, ...then } = rule.then;
  return then;
}

/** Whether a device is what a rule's `device` says. */
export function deviceMatch(when: DeviceCondition, device: Question["device"]): Match {
  return all(deviceConditions(when, device));
}

function deviceConditions(when: DeviceCondition, device: Question["device"]): readonly ConditionResult[] {
  return (Object.keys(when) as (keyof DeviceCondition)[]).flatMap((key) => {
    const patterns = when[key];
    return patterns === undefined ? [] : [deviceCondition(key, patterns, device)];
  });
}

function deviceCondition(
  key: keyof DeviceCondition,
  patterns: readonly string[],
  device: Question["device"],
): ConditionResult {
  const label = `device ${key}`;
  if (device === undefined) return { key: label, match: "no", because: "there is no device" };
  if (device === null) return { key: label, match: "unknown", because: "it could not be looked up" };
  const known = valuesOf(key, device);
  if (known === null) return { key: label, match: "unknown", because: unknownBecause(key, device) };
  const fits = key === "group" && device.group === NO_GROUP ? withoutGroup : fitting;
  for (const value of known) {
    const pattern = fits(patterns, value);
    if (pattern !== null) return { key: label, match: "yes", because: compared([value], "yes", [pattern]) };
  }
  return { key: label, match: "no", because: compared(known, "no", patterns) };
}

/** What a rule calls "in no group"; no other pattern fits that, not even `*`. */
const NONE = "none";

function withoutGroup(patterns: readonly string[]): string | null {
  return patterns.find((pattern) => comparable(pattern) === NONE) ?? null;
}

function unknownBecause(key: keyof DeviceCondition, { tagsCut }: KnownDevice): string {
  return key === "tag" && tagsCut === true ? "not all of them could be read" : "Defender gives none";
}

/** A sensor that has not reported its DNS name yet is named by its id. */
const ID = /^[0-9a-f]{40}$/i;

type KnownDevice = NonNullable<Question["device"]>;

/** What a device condition looks at; null: Defender does not say all. A device is called by its first label too. */
function valuesOf(key: keyof DeviceCondition, device: KnownDevice): readonly string[] | null {
  if (key === "tag") return device.tagsCut === true ? null : device.tags;
  if (key === "name") {
    const name = comparable(device.name);
    return ID.test(name) ? null : [...new Set([device.name, name.split(".", 1)[0] ?? ""])];
  }
  if (key === "group" && device.group === NO_GROUP) return [NONE];
  return device[key] === null ? null : [device[key]];
}

function compared(found: readonly string[], match: Match, wanted: readonly string[]): string {
  const left = found.length === 0 ? "none" : found.join(", ");
  return `${left} ${match === "yes" ? "=" : "≠"} ${wanted.join(" or ")}`;
}

function all(conditions: readonly ConditionResult[]): Match {
  if (conditions.some((condition) => condition.match === "no")) return "no";
  return conditions.some((condition) => condition.match === "unknown") ? "unknown" : "yes";
}
