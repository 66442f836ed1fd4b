import type { Words } from "../texts/text.ts";
import type { KnownAccount } from "../defender/account-lookup.ts";
import type { Device } from "../defender/device.ts";
import type { Person } from "../shared/people.ts";

/**
 * What a policy can be about, and what each leaves: a `machine-action`, which bears the mark of its request; a `change` of
 * which nothing tells by whom it was made; or `triage`, work on alerts with the person's own token, which takes an approval
 * only where a rule names it and changes no device.
 */
const LEAVES = {
  isolate: "machine-action",
  release: "machine-action",
  scan: "machine-action",
  restrict: "machine-action",
  unrestrict: "machine-action",
  collect: "machine-action",
  quarantine: "machine-action",
  offboard: "machine-action",
  "cancel-action": "change",
  tag: "change",
  value: "change",
  block: "change",
  unblock: "change",
  run: "machine-action",
  getfile: "machine-action",
  "revoke-sessions": "change",
  suspend: "change",
  reinstate: "change",
  compromised: "change",
  "reset-password": "change",
  ack: "triage",
  assign: "triage",
  resolve: "triage",
  reopen: "triage",
  comment: "triage",
  merge: "triage",
} as const satisfies Readonly<Record<string, "machine-action" | "change" | "triage">>;

export type Action = keyof typeof LEAVES;

export const ACTIONS = Object.keys(LEAVES) as readonly Action[];

/** Whether an action takes no approval unless a rule names it. */
export function isTriage(action: Action): boolean {
  return LEAVES[action] === "triage";
}

/** Whether a machine action tells afterwards which request it was made for. */
export function leavesMachineAction(action: Action): boolean {
  return LEAVES[action] === "machine-action";
}

/** What a policy may say for all of those that the command `contain` proposes. */
export const CONTAIN = "contain";
export const CONTAINMENT = ["isolate", "revoke-sessions", "compromised"] as const satisfies readonly Action[];

/** What a request is for: an action, or several kinds of them under one decision. */
export type Undertaking = Action | typeof CONTAIN;

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Patterns are compared without regard to case; `*` stands for any run of characters. `device-facts.ts` has each key. */
export interface DeviceCondition {
  readonly tag?: readonly string[];
  readonly group?: readonly string[];
  readonly value?: readonly string[];
  readonly name?: readonly string[];
  readonly os?: readonly string[];
}

/** A window of wall-clock time in a zone; it begins at `from` and ends just before `to`. */
export interface HoursCondition {
  /** Days on which the window begins; left out: every day. */
  readonly days?: readonly Weekday[];
  /** `HH:MM`; a window that ends before it begins runs over midnight, one that ends as it begins is a whole day. */
  readonly from: string;
  readonly to: string;
  /** IANA time zone. */
  readonly zone: string;
}

/** Patterns, as for devices; `account-facts.ts` has each key. */
export interface UserCondition {
  readonly upn?: readonly string[];
  /** A directory role of Entra. */
  readonly role?: readonly string[];
  readonly department?: readonly string[];
}

/** What a rule is about; `conditions.ts` has all that has to be known of each key. */
export interface Condition {
  readonly action?: readonly Action[];
  readonly device?: DeviceCondition;
  /** UPN patterns or object ids. */
  readonly requester?: readonly string[];
  readonly hours?: HoursCondition;
  readonly user?: UserCondition;
  readonly targets?: TargetsCondition;
}

/** How many targets are asked for, together with what the same people asked for or approved within the hour. */
export interface TargetsCondition {
  readonly min: number;
}

/** What `exclude` calls the owner of the alert that a request came from. */
export const ALERT_OWNER = "alert-owner";

/** What a rule asks for; `terms.ts` has all that has to be known of each key. */
export interface Terms {
  readonly approvals?: number;
  /** Milliseconds. */
  readonly expires?: number;
  /** The reason to refuse. */
  readonly deny?: string;
  readonly selfApproval?: boolean;
  /**
   * UPN patterns or object ids of people who may not approve; `alert-owner` stands for the owner of the alert that
   * the request came from.
   */
  readonly exclude?: readonly string[];
  /** Conditional Access authentication context the approver's sign-in must satisfy. */
  readonly stepUp?: string;
}

export interface Rule {
  readonly name: string;
  readonly when: Condition;
  readonly then: Terms;
}

/** How many requests of an action may be sent; what nobody has approved does not count. */
export interface Limit {
  /** In the last 60 minutes. */
  readonly perHour?: number;
  /** In the last 24 hours. */
  readonly perDay?: number;
  /** On devices of one device group, in the last 60 minutes. */
  readonly perGroupPerHour?: number;
  /**
   * In the last 24 hours, and never more: with it the others are no end, but take one approval more, since limits must not
   * stop the defence. Left out: the others are the end.
   */
  readonly hard?: number;
}

/** How much of an action's limits is used up. */
export interface Usage {
  readonly hour: number;
  readonly day: number;
  readonly groupHour: number;
  /** When each of them stops counting, in epoch milliseconds, the oldest first; left out: not known. */
  readonly frees?: Readonly<Record<"hour" | "day" | "groupHour", readonly number[]>>;
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
  readonly emergency: {
    readonly enabled: boolean;
    readonly actions: readonly Action[];
    /** How many targets one emergency may have; left out: 10. */
    readonly maxTargets?: number;
  };
  readonly lease: LeaseBounds;
  readonly incidentComments: IncidentComments;
  /** How many targets one command may have; 1 to 500. */
  readonly maxTargets: number;
  /** What whoever wrote the file should know of it, with the place; for people. */
  readonly warnings: readonly string[];
}

/** Whether decisions, and how they end, are written to the incident that they came from. */
export interface IncidentComments {
  readonly enabled: boolean;
  /** Also those about people: whoever may read the incident reads them. */
  readonly people: boolean;
}

/** How long a lease may be, in milliseconds: from 1 s to 30 d, `min` not above `max`. */
export interface LeaseBounds {
  readonly min: number;
  readonly max: number;
}

/** What is asked about; `null` facts could not be looked up. */
export interface Question {
  readonly action: Action;
  readonly requester: Person;
  /** Undefined: the command has no device. Null: it has one that could not be read. */
  readonly device?: Device | null | undefined;
  /** Undefined: it is about no account. Null: about one that could not be read. */
  readonly user?: KnownAccount | null | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How many targets it is asked for, those of the last hour included; null: could not be counted; left out: one. */
  readonly targets?: number | null | undefined;
  /** Null: could not be counted. Left out: limits are not asked about: there are none, or this request has its place already. */
  readonly usage?: Usage | null | undefined;
}

/** `unknown`: a fact was missing; it counts as a match for what is stricter, never as permission. */
export type Match = "yes" | "no" | "unknown";

export interface ConditionResult {
  readonly key: string;
  readonly match: Match;
  /** What was compared, for people. */
  readonly because: Words;
}

/** A rule and why it matches or does not. */
export interface RuleResult {
  readonly name: string;
  readonly match: Match;
  readonly conditions: readonly ConditionResult[];
  /** What the rule says of such a question. */
  readonly then: Terms;
}

/** One limit and how much of it is used. */
export interface LimitResult {
  readonly per: "hour" | "day" | "device group and hour";
  readonly most: number;
  /** Null: could not be counted. */
  readonly used: number | null;
  /** Epoch milliseconds from which there is room for it; absent: there is, or it is not known. */
  readonly freesAt?: number;
  /** Beyond it one approval more is needed; absent: nothing goes beyond it. */
  readonly isSoft?: true;
}

/** What a verdict asks for, also in whatever a rule can say; `terms.ts` has all that has to be known of each. */
export interface VerdictTerms extends Readonly<Record<keyof Terms, unknown>> {
  readonly deny: Words | null;
  /** 0–10 distinct approvers. */
  readonly approvals: number;
  /** Milliseconds that a request stays open. */
  readonly expires: number;
  readonly selfApproval: boolean;
  readonly exclude: readonly string[];
  readonly stepUp: readonly string[];
  readonly reasonRequired: boolean;
  /** Why two people look at it whatever the policy says; null: nothing asks for that. */
  readonly guarded: Words | null;
}

/** The answer, with the tree it follows from. */
export interface Verdict extends VerdictTerms {
  /** Rules that hold: matching, or stricter and not to be ruled out. */
  readonly rules: readonly RuleResult[];
  /** The rules that do not, with the reason. */
  readonly others: readonly RuleResult[];
  /** The limits of the action, used up or not. */
  readonly limits: readonly LimitResult[];
  /** Why one approval more is asked for than by the rules: it goes beyond a limit; absent: it does not. */
  readonly beyond?: Words;
}
