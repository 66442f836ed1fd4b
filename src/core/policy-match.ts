import {
  WEEKDAYS,
  type ConditionResult,
  type DeviceCondition,
  type HoursCondition,
  type Match,
  type Question,
  type Rule,
  type RuleResult,
  type Weekday,
} from "./policy-model.ts";

/** Whether a rule's conditions hold, with what was compared. */

const REGEX_SPECIAL = /[.+?^${}()|[\]\\]/g;

/** Whether `value` fits one of the patterns (`*` is any run of characters, case does not count). */
export function matches(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) =>
    new RegExp(`^${pattern.replace(REGEX_SPECIAL, "\\$&").replace(/\*+/g, ".*")}$`, "is").test(value),
  );
}

/** The result of one rule: keys of `when` are and-ed, the values of a key or-ed (CONTRACT §5). */
export function ruleResult(rule: Rule, question: Question): RuleResult {
  const conditions: ConditionResult[] = [];
  const { action, device, requester, hours } = rule.when;
  if (action !== undefined) {
    conditions.push(result("action", action.includes(question.action), action.join(", ")));
  }
  if (device !== undefined) conditions.push(...deviceConditions(device, question.device));
  if (requester !== undefined) {
    conditions.push(result("requester", matches(requester, question.requester.upn), requester.join(", ")));
  }
  if (hours !== undefined) conditions.push(hoursCondition(hours, question.now));
  return { name: rule.name, match: all(conditions), conditions, then: rule.then };
}

function deviceConditions(when: DeviceCondition, device: Question["device"]): readonly ConditionResult[] {
  const values: Readonly<Record<keyof DeviceCondition, readonly (string | null)[] | null>> = {
    tag: device?.tags ?? null,
    group: device ? [device.group] : null,
    value: device ? [device.value] : null,
    name: device ? [device.name] : null,
    os: device ? [device.os] : null,
  };
  return (Object.keys(when) as (keyof DeviceCondition)[]).flatMap((key) => {
    const patterns = when[key];
    if (patterns === undefined) return [];
    const label = `device.${key}`;
    if (device === undefined) return [result(label, false, "the command has no device")];
    const actual = values[key];
    if (actual === null)
      return [{ key: label, match: "unknown" as const, because: "could not be looked up" }];
    const known = actual.filter((value) => value !== null);
    if (known.some((value) => matches(patterns, value))) return [result(label, true, patterns.join(", "))];
    if (actual.includes(null))
      return [{ key: label, match: "unknown" as const, because: "Defender gives none" }];
    return [result(label, false, patterns.join(", "))];
  });
}

function result(key: string, match: boolean, because: string): ConditionResult {
  return { key, match: match ? "yes" : "no", because };
}

function all(conditions: readonly ConditionResult[]): Match {
  if (conditions.some((condition) => condition.match === "no")) return "no";
  return conditions.some((condition) => condition.match === "unknown") ? "unknown" : "yes";
}

const MINUTES_PER_DAY = 1440;

function hoursCondition(hours: HoursCondition, now: number): ConditionResult {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: hours.zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(now));
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const minute = Number(part("hour")) * 60 + Number(part("minute"));
  const today = WEEKDAYS.indexOf(part("weekday").toLowerCase() as Weekday);
  const from = minutesOf(hours.from);
  const length = (minutesOf(hours.to) - from + MINUTES_PER_DAY) % MINUTES_PER_DAY || MINUTES_PER_DAY;
  const since = (minute - from + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  // After midnight a night window still belongs to the day on which it began.
  const began = WEEKDAYS[(today - (minute < from ? 1 : 0) + WEEKDAYS.length) % WEEKDAYS.length];
  const onDay = hours.days === undefined || (began !== undefined && hours.days.includes(began));
  return result("hours", since < length && onDay, `${hours.from}–${hours.to} ${hours.zone}`);
}

function minutesOf(clock: string): number {
  const [hour = "0", minute = "0"] = clock.split(":");
  return Number(hour) * 60 + Number(minute);
}
