import type { Device, Person } from "./model.ts";

/** What a policy can be about (CONTRACT §5). */
export const ACTIONS = [
  "isolate",
  "release",
  "scan",
  "restrict",
  "unrestrict",
  "collect",
  "quarantine",
  "offboard",
  "cancel-action",
  "tag",
  "value",
  "block",
  "unblock",
  "run",
  "getfile",
  "contain",
  "assign",
  "resolve",
  "reopen",
  "comment",
] as const;

export type Action = (typeof ACTIONS)[number];

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Patterns are compared without regard to case; `*` stands for any run of characters. */
export interface DeviceCondition {
  readonly tag?: readonly string[];
  readonly group?: readonly string[];
  readonly value?: readonly string[];
  readonly name?: readonly string[];
  readonly os?: readonly string[];
}

export interface HoursCondition {
  readonly days?: readonly Weekday[];
  /** `HH:MM`; a window that ends before it begins runs over midnight. */
  readonly from: string;
  readonly to: string;
  /** IANA time zone. */
  readonly zone: string;
}

export interface Condition {
  readonly action?: readonly Action[];
  readonly device?: DeviceCondition;
  /** UPN patterns. */
  readonly requester?: readonly string[];
  readonly hours?: HoursCondition;
}

export interface Terms {
  readonly approvals?: number;
  /** Milliseconds. */
  readonly expires?: number;
  /** The reason to refuse. */
  readonly deny?: string;
  readonly selfApproval?: boolean;
  /** UPN patterns of people who may not approve; `alert-owner` stands for the owner of the alert it came from. */
  readonly exclude?: readonly string[];
  /** Conditional Access authentication context the approver's sign-in must satisfy. */
  readonly stepUp?: string;
}

export interface Rule {
  readonly name: string;
  readonly when: Condition;
  readonly then: Terms;
}

export interface Limit {
  readonly perHour?: number;
  readonly perDay?: number;
  readonly perGroupPerHour?: number;
}

export interface Policy {
  readonly version: 1;
  readonly default: {
    readonly approvals: number;
    /** Milliseconds. */
    readonly expires: number;
    readonly selfApproval: boolean;
    readonly reason: "required" | "optional";
  };
  readonly rules: readonly Rule[];
  readonly limits: Readonly<Partial<Record<Action, Limit>>>;
  readonly emergency: { readonly enabled: boolean; readonly actions: readonly Action[] };
}

/** What is asked about; `null` facts could not be looked up. */
export interface Question {
  readonly action: Action;
  /** Triage asks for no approval unless a rule names the action (CONTRACT §5). */
  readonly freeByDefault: boolean;
  readonly requester: Person;
  /** Undefined: the command has no device. Null: it has one that could not be read. */
  readonly device?: Pick<Device, "tags" | "group" | "value" | "name" | "os"> | null;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How many of this action were opened in the last hour and day; null: could not be counted. */
  readonly usage: { readonly hour: number; readonly day: number; readonly groupHour: number } | null;
}

/** `unknown`: a fact was missing; it counts as a match for what is stricter, never as permission. */
export type Match = "yes" | "no" | "unknown";

export interface ConditionResult {
  readonly key: string;
  readonly match: Match;
  /** What was compared, for people. */
  readonly because: string;
}

export interface RuleResult {
  readonly name: string;
  readonly match: Match;
  readonly conditions: readonly ConditionResult[];
  readonly then: Terms;
}

/** The answer, with the tree it follows from. */
export interface Verdict {
  /** 0–10 distinct approvers. */
  readonly approvals: number;
  /** Milliseconds that a request stays open. */
  readonly expires: number;
  readonly deny: string | null;
  readonly selfApproval: boolean;
  readonly exclude: readonly string[];
  readonly stepUp: readonly string[];
  readonly reasonRequired: boolean;
  /** Rules that hold (matching, or not to be ruled out). */
  readonly rules: readonly RuleResult[];
}

const REGEX_SPECIAL = /[.+?^${}()|[\]\\]/g;

/** Whether `value` fits one of the patterns (`*` is any run of characters, case does not count). */
export function matches(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) =>
    new RegExp(`^${pattern.replace(REGEX_SPECIAL, "\\$&").replace(/\*+/g, ".*")}$`, "is").test(value),
  );
}

/**
 * Evaluates a policy. Pure. All matching rules apply: a deny wins, then most approvals, shortest expiry; a rule's
 * `approvals` replaces the default's (CONTRACT §5).
 */
export function evaluate(question: Question, policy: Policy): Verdict {
  const results = policy.rules.map((rule) => ruleResult(rule, question));
  const sure = results.filter((result) => result.match === "yes");
  const base: Terms = {
    approvals: question.freeByDefault ? 0 : policy.default.approvals,
    expires: policy.default.expires,
    selfApproval: policy.default.selfApproval,
  };
  const certain = combine(base, sure);
  const unsure = results.filter((result) => result.match === "unknown" && isStricter(result.then, certain));
  const held = results.filter((result) => sure.includes(result) || unsure.includes(result));
  const limit = limitDenial(question, policy);
  const terms = combine(certain, unsure, "keep");
  return {
    approvals: terms.approvals ?? 1,
    expires: terms.expires ?? policy.default.expires,
    deny: terms.deny ?? limit,
    selfApproval: terms.selfApproval ?? false,
    exclude: terms.exclude ?? [],
    stepUp: held.flatMap((rule) => (rule.then.stepUp === undefined ? [] : [rule.then.stepUp])),
    reasonRequired: policy.default.reason === "required",
    rules: held,
  };
}

function combine(
  base: Terms,
  rules: readonly RuleResult[],
  baseApprovals: "replace" | "keep" = "replace",
): Terms {
  const thens = rules.map((rule) => rule.then);
  const given = thens.flatMap((then) => then.approvals ?? []);
  const kept = baseApprovals === "keep" || given.length === 0 ? [base.approvals ?? 0] : [];
  const selves = thens.flatMap((then) => then.selfApproval ?? []);
  const self = selves.length === 0 ? base.selfApproval : selves.every(Boolean);
  const deny = base.deny ?? thens.find((then) => then.deny !== undefined)?.deny;
  return {
    approvals: Math.max(...given, ...kept),
    expires: Math.min(base.expires ?? Infinity, ...thens.map((then) => then.expires ?? Infinity)),
    selfApproval:
      baseApprovals === "keep" ? (base.selfApproval ?? false) && (self ?? false) : (self ?? false),
    exclude: [...new Set([...(base.exclude ?? []), ...thens.flatMap((then) => then.exclude ?? [])])],
    ...(deny === undefined ? {} : { deny }),
  };
}

function isStricter(then: Terms, certain: Terms): boolean {
  return (
    then.deny !== undefined ||
    (then.approvals ?? 0) > (certain.approvals ?? 0) ||
    (then.expires ?? Infinity) < (certain.expires ?? Infinity) ||
    (then.exclude?.length ?? 0) > 0 ||
    then.stepUp !== undefined ||
    (then.selfApproval === false && certain.selfApproval === true)
  );
}

function limitDenial(question: Question, policy: Policy): string | null {
  const limit = policy.limits[question.action];
  if (limit === undefined) return null;
  if (question.usage === null) return `The limits of "${question.action}" could not be checked.`;
  const reached: readonly (readonly [number | undefined, number, string])[] = [
    [limit.perHour, question.usage.hour, "hour"],
    [limit.perDay, question.usage.day, "day"],
    [limit.perGroupPerHour, question.usage.groupHour, "device group and hour"],
  ];
  for (const [most, used, per] of reached) {
    if (most !== undefined && used >= most) {
      return `The policy allows ${most} "${question.action}" per ${per}, and ${used} were asked for.`;
    }
  }
  return null;
}

function ruleResult(rule: Rule, question: Question): RuleResult {
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

/**
 * What has become stricter from one verdict to another, in words; null when nothing has. A stricter verdict voids
 * the approvals given under the old one (CONTRACT §5).
 */
export function stricterThan(before: Verdict, now: Verdict): string | null {
  if (now.deny !== null && before.deny === null) return `policy now denies it: ${now.deny}`;
  if (now.approvals > before.approvals) {
    return `${now.approvals} approvals are needed now, ${before.approvals} before`;
  }
  const known = new Set(before.rules.map((rule) => rule.name));
  const added = now.rules.filter((rule) => !known.has(rule.name)).map((rule) => `"${rule.name}"`);
  if (added.length > 0) return `now under rule ${added.join(", ")}`;
  if (before.selfApproval && !now.selfApproval) return "self-approval is no longer allowed";
  if (now.exclude.some((who) => !before.exclude.includes(who)))
    return "more people are excluded from approving";
  if (now.stepUp.some((context) => !before.stepUp.includes(context)))
    return "a stronger sign-in is needed now";
  return null;
}

/** The built-in policy (CONTRACT §5): one approval; scans, tags and values free; no offboarding. */
export const DEFAULT_POLICY: Policy = {
  version: 1,
  default: { approvals: 1, expires: 60 * 60_000, selfApproval: false, reason: "required" },
  rules: [
    {
      name: "no offboarding from chat",
      when: { action: ["offboard"] },
      then: { deny: "Offboard in the portal." },
    },
    { name: "scans are free", when: { action: ["scan", "tag", "value"] }, then: { approvals: 0 } },
  ],
  limits: { isolate: { perHour: 20, perDay: 50 } },
  emergency: { enabled: false, actions: ["isolate"] },
};
