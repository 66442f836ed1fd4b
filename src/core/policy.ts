import { exactly } from "./format.ts";
import type { Person } from "./model.ts";
import { limitDenial, limitsOf } from "./policy-limits.ts";
import { namesPerson, ruleResult } from "./policy-match.ts";
import {
  ALERT_OWNER,
  type Policy,
  type Question,
  type RuleResult,
  type Terms,
  type Verdict,
} from "./policy-model.ts";

/**
 * Evaluates a policy. Pure. All matching rules apply: a deny wins, then most approvals, shortest expiry; a rule's
 * `approvals` replaces the default's (CONTRACT §5). The verdict explains itself: every rule is in it, with what was
 * compared, and every limit with what is used.
 */
export function evaluate(question: Question, policy: Policy): Verdict {
  const results = policy.rules.map((rule) => ruleResult(rule, question));
  const certain = withRules(
    {
      approvals: question.freeByDefault ? 0 : policy.default.approvals,
      expires: policy.default.expires,
      deny: null,
      selfApproval: policy.default.selfApproval,
      exclude: [],
      stepUp: [],
    },
    results.filter((result) => result.match === "yes").map((result) => result.then),
  );
  const holds = (result: RuleResult): boolean =>
    result.match === "yes" || (result.match === "unknown" && isStricter(result.then, certain));
  const held = results.filter(holds);
  // Those that match for certain are in already: once more they change nothing.
  const decided = held.reduce((terms, result) => tightened(terms, result.then), certain);
  const limits = limitsOf(question.action, question.usage, policy);
  return {
    ...decided,
    deny: decided.deny ?? limitDenial(question.action, limits),
    reasonRequired: policy.default.reason === "required",
    rules: held,
    others: results.filter((result) => !holds(result)),
    limits,
  };
}

/** What rules decide. */
type Decided = Pick<Verdict, "approvals" | "expires" | "deny" | "selfApproval" | "exclude" | "stepUp">;

/** The default with the rules that match for certain: they may loosen it, among them the strictest wins. */
function withRules(base: Decided, rules: readonly Terms[]): Decided {
  const approvals = rules.flatMap((then) => then.approvals ?? []);
  const selfApproval = rules.flatMap((then) => then.selfApproval ?? []);
  const loosest: Decided = {
    ...base,
    approvals: approvals.length === 0 ? base.approvals : 0,
    selfApproval: selfApproval.length === 0 ? base.selfApproval : true,
  };
  return rules.reduce(tightened, loosest);
}

/** The terms with one more rule, which can only make them stricter. */
function tightened(terms: Decided, then: Terms): Decided {
  return {
    approvals: Math.max(terms.approvals, then.approvals ?? 0),
    expires: Math.min(terms.expires, then.expires ?? Infinity),
    deny: terms.deny ?? then.deny ?? null,
    selfApproval: terms.selfApproval && then.selfApproval !== false,
    exclude: [...new Set([...terms.exclude, ...(then.exclude ?? [])])],
    stepUp: [...new Set([...terms.stepUp, ...(then.stepUp === undefined ? [] : [then.stepUp])])],
  };
}

function isStricter(then: Terms, certain: Decided): boolean {
  return (
    then.deny !== undefined ||
    (then.approvals ?? 0) > certain.approvals ||
    (then.expires ?? Infinity) < certain.expires ||
    (then.exclude?.length ?? 0) > 0 ||
    then.stepUp !== undefined ||
    (then.selfApproval === false && certain.selfApproval)
  );
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
  if (now.expires < before.expires) {
    return `it has to be approved within ${exactly(now.expires)} now, ${exactly(before.expires)} before`;
  }
  if (before.selfApproval && !now.selfApproval) return "self-approval is no longer allowed";
  if (now.exclude.some((who) => !before.exclude.includes(who)))
    return "more people are excluded from approving";
  if (now.stepUp.some((context) => !before.stepUp.includes(context)))
    return "a stronger sign-in is needed now";
  return null;
}

/** Why the policy does not want this person among the approvers; null when it does not mind. */
export function excludedBecause(verdict: Verdict, person: Person, alertOwner: string | null): string | null {
  const named = verdict.exclude.filter((who) => who !== ALERT_OWNER);
  // Who can't be compared may be the one who is excluded.
  if (namesPerson(named, person) !== "no") return "The policy excludes you from approving this.";
  const owners = verdict.exclude.includes(ALERT_OWNER) && alertOwner !== null ? [alertOwner] : [];
  return namesPerson(owners, person) === "no"
    ? null
    : "You own the alert, and the policy asks for somebody else.";
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
