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
