import { matches, ruleResult } from "./policy-match.ts";
import type { Policy, Question, RuleResult, Terms, Verdict } from "./policy-model.ts";

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

/** Why the policy does not want this person among the approvers; null when it does not mind. */
export function excludedBecause(verdict: Verdict, upn: string, alertOwner: string | null): string | null {
  const named = verdict.exclude.filter((who) => who !== "alert-owner");
  if (matches(named, upn)) return "The policy excludes you from approving this.";
  if (verdict.exclude.includes("alert-owner") && alertOwner?.toLowerCase() === upn.toLowerCase()) {
    return "You own the alert, and the policy asks for somebody else.";
  }
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
