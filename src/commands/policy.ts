import { durationText } from "../shared/duration.ts";
import { card, type LabelValue } from "../messaging/card.ts";
import type { Words } from "../texts/text.ts";
import { reads } from "./command.ts";
import { exactly } from "../shared/format.ts";
import { DEFAULT_POLICY } from "../policy/evaluate.ts";
import type { Policy } from "../policy/model.ts";
import { approvalsInWords } from "../policy/approvals.ts";
import { conditionInWords, emergencyInWords, limitInWords, termsInWords } from "../policy/describe.ts";
import { say } from "../shared/safe-text.ts";

export type PolicyCardData = {
  readonly heading: Words;
  readonly intro: Words;
  readonly facts: readonly LabelValue[];
  /** The rules. */
  readonly rows: readonly { readonly title: Words; readonly when: Words; readonly then: Words }[];
};

export const policy = reads({
  name: "policy",
  summary: "The rules in force: what needs whose approval, and what is limited",
  args: {},
  example: "policy",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    return card<PolicyCardData>("policy", policyData(context.policy()), say`The policy in force`);
  },
});

function policyData(inForce: Policy): PolicyCardData {
  const usual = inForce.default;
  return {
    heading: "The policy in force",
    intro: inForce === DEFAULT_POLICY ? BUILT_IN : FROM_FILE,
    facts: [
      { label: "Usually", value: approvalsInWords(usual.approvals) },
      { label: "Open for", value: exactly(usual.expires) },
      { label: "Who asked", value: usual.selfApproval ? "may approve" : "may not approve" },
      { label: "Reason", value: usual.reason },
      ...Object.entries(inForce.limits).map(([action, limit]) => ({
        label: `Limit: ${action}`,
        value: limitInWords(limit),
      })),
      { label: "Emergency", value: emergencyInWords(inForce.emergency) },
      {
        label: "Leases",
        value: `from ${durationText(inForce.lease.min)} to ${durationText(inForce.lease.max)}`,
      },
      ...inForce.warnings.map((value) => ({ label: "Note", value })),
    ],
    rows: inForce.rules.map((rule) => ({
      title: rule.name,
      when: conditionInWords(rule.when),
      then: termsInWords(rule.then),
    })),
  };
}

const BUILT_IN = "The built-in policy: there is no policy file.";
const FROM_FILE =
  "From the policy file. All rules that match apply: a refusal wins, then the most approvals and the shortest time.";
