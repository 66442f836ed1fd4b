import { say, type Text } from "../texts/text.ts";
import { approvalsBeyond, limitDemand, limitDenial, limitsOf } from "./limits.ts";
import { needsNobody } from "./approvals.ts";
import { namesPerson } from "./canonical.ts";
import {
  asksForMore,
  needsApprover,
  stricterTerms,
  strictestTerms,
  tightened,
  usualTerms,
  withRules,
} from "./combine.ts";
import { ruleResult } from "./match.ts";
import { ALERT_OWNER, isTriage, type Policy, type Question, type RuleResult, type Verdict } from "./model.ts";
import type { Person } from "../shared/people.ts";

/**
 * Evaluates a policy. Pure. All matching rules apply: a deny wins, then most approvals, shortest expiry; a rule's
 * `approvals` replaces the default's. A demand on approvers (a sign-in, who must not be one) is kept by asking for one
 * at least. The verdict explains itself: every rule is in it, with what was compared, and every limit with what is used.
 */
export function evaluate(question: Question, policy: Policy): Verdict {
  const results = policy.rules.map((rule) => ruleResult(rule, question));
  const certain = withRules(
    usualTerms(policy, isTriage(question.action)),
    results.filter((result) => result.match === "yes").map((result) => result.then),
  );
  const holds = (result: RuleResult): boolean =>
    result.match === "yes" || (result.match === "unknown" && asksForMore(result.then, certain));
  const held = results.filter(holds);
  // Those that match for certain are in already: once more they change nothing.
  const decided = held.reduce((terms, result) => tightened(terms, result.then), certain);
  const limits = limitsOf(question.action, question.usage, policy);
  const approvals = Math.max(decided.approvals, fewestApprovals(held, question));
  const beyond = limitDemand(question.action, limits);
  return {
    ...decided,
    ...(beyond === null ? { approvals } : { approvals: approvalsBeyond(approvals), beyond }),
    deny: decided.deny ?? limitDenial(question.action, limits),
    rules: held,
    others: results.filter((result) => !holds(result)),
    limits,
  };
}

/** One where a rule makes demands on approvers; in triage only a rule that names the action asks for anybody. */
function fewestApprovals(held: readonly RuleResult[], { action }: Question): 0 | 1 {
  const speaks = ({ conditions }: RuleResult): boolean =>
    !isTriage(action) || conditions.some(({ key }) => key === "action");
  return held.some((result) => speaks(result) && needsApprover(result.then)) ? 1 : 0;
}

/**
 * The verdict that satisfies both, in every term. A request that waits keeps it: what has become looser since it was
 * asked for changes nothing, what has become stricter holds. The limits are the first one's.
 */
export function strictest(a: Verdict, b: Verdict): Verdict {
  const known = new Set(a.rules.map((rule) => rule.name));
  const rules = [...a.rules, ...b.rules.filter((rule) => !known.has(rule.name))];
  const held = new Set(rules.map((rule) => rule.name));
  return {
    ...strictestTerms(a, b),
    rules,
    others: a.others.filter((rule) => !held.has(rule.name)),
    limits: a.limits,
    ...beyondOf(a.beyond ?? b.beyond),
  };
}

function beyondOf(beyond: Verdict["beyond"]): Pick<Verdict, "beyond"> {
  return beyond === undefined ? {} : { beyond };
}

/**
 * What has become stricter from one verdict to another, in words; null when nothing has. A stricter verdict voids
 * the approvals given under the old one.
 */
export function stricterThan(before: Verdict, now: Verdict): Text | null {
  const terms = stricterTerms(before, now);
  const known = new Set(before.rules.map((rule) => rule.name));
  const added = now.rules.filter((rule) => !known.has(rule.name)).map((rule) => rule.name);
  const told = [
    ...terms.filter((one) => one.toldFirst).map((one) => one.words),
    ...(added.length > 0 ? [say("policy.underRules", { names: added })] : []),
    ...terms.filter((one) => !one.toldFirst).map((one) => one.words),
  ];
  return told[0] ?? null;
}

/**
 * Why the policy does not want this person among the approvers; null when it does not mind.
 * @param alertOwners UPNs of all who own an alert or an incident that it is about, or came from
 */
export function excludedBecause(
  verdict: Verdict,
  person: Person,
  alertOwners: readonly string[],
): Text | null {
  const named = verdict.exclude.filter((who) => who !== ALERT_OWNER);
  // Who can't be compared may be the one who is excluded.
  if (namesPerson(named, person) !== "no") return say("policy.excludesYou");
  const owners = verdict.exclude.includes(ALERT_OWNER) ? alertOwners : [];
  return namesPerson(owners, person) === "no" ? null : say("policy.ownsAlert");
}

/** Whether a rule that a verdict was found without would be in it with so many targets, for all that is known. */
export function isReached(verdict: Pick<Verdict, "others">, { rules }: Policy, targets: number): boolean {
  return verdict.others.some(({ name, conditions }) => {
    const { min } = rules.find((rule) => rule.name === name)?.when.targets ?? {};
    const isElse = conditions.every(({ key, match }) => key === "targets" || match !== "no");
    return isElse && min !== undefined && targets >= min;
  });
}

/** Whether the policy lets such an action run without approval, as far as no device or account makes it ask for one. */
export function isUsuallyFree(
  question: Pick<Question, "action" | "requester" | "now">,
  policy: Policy,
): boolean {
  return needsNobody(evaluate(question, policy));
}

/** The built-in policy: one approval; scans, tags and values free; no offboarding. */
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
    { name: "many at once", when: { targets: { min: 10 } }, then: { approvals: 2 } },
  ],
  limits: { isolate: { perHour: 100, perDay: 300, hard: 500 } },
  emergency: { enabled: false, actions: ["isolate"], maxTargets: 10 },
  maxTargets: 100,
  lease: { min: 15 * 60_000, max: 7 * 24 * 3_600_000 },
  incidentComments: { enabled: true, people: false },
  warnings: [],
};
