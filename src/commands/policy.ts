import { card, type LabelValue } from "../messaging/card.ts";
import { say, type Words } from "../texts/text.ts";
import { reads } from "./command.ts";
import { DEFAULT_POLICY } from "../policy/evaluate.ts";
import type { Policy } from "../policy/model.ts";
import { approvalsInWords } from "../policy/approvals.ts";
import {
  conditionInWords,
  emergencyInWords,
  incidentCommentsInWords,
  limitInWords,
  termsInWords,
} from "../policy/describe.ts";

export type PolicyCardData = {
  readonly heading: Words;
  readonly intro: Words;
  readonly facts: readonly LabelValue[];
  /** The rules. */
  readonly rows: readonly { readonly title: Words; readonly when: Words; readonly then: Words }[];
};

export const policy = reads({
  name: "policy",
  summary: say("summary.policy"),
  args: {},
  example: "policy",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    return card<PolicyCardData>("policy", policyData(context.policy()), say("explain.policy"));
  },
});

function policyData(inForce: Policy): PolicyCardData {
  const usual = inForce.default;
  return {
    heading: say("explain.policy"),
    intro: inForce === DEFAULT_POLICY ? say("explain.builtIn") : say("explain.fromFile"),
    facts: [
      { label: say("explain.usually"), value: approvalsInWords(usual.approvals) },
      { label: say("explain.openFor"), value: say("explain.length", { ms: usual.expires }) },
      { label: say("explain.whoAsked"), value: say("explain.selfApproval", { allowed: usual.selfApproval }) },
      { label: say("explain.reason"), value: say("explain.reasonIs", { reason: usual.reason }) },
      ...Object.entries(inForce.limits).map(([action, limit]) => ({
        label: say("explain.limitOf", { action }),
        value: limitInWords(limit),
      })),
      { label: say("explain.emergency"), value: emergencyInWords(inForce.emergency) },
      {
        label: say("explain.leases"),
        value: say("explain.leaseRange", inForce.lease),
      },
      { label: say("explain.incidentComments"), value: incidentCommentsInWords(inForce.incidentComments) },
      ...inForce.warnings.map((value) => ({ label: say("explain.note"), value })),
    ],
    rows: inForce.rules.map((rule) => ({
      title: rule.name,
      when: conditionInWords(rule.when),
      then: termsInWords(rule.then),
    })),
  };
}
