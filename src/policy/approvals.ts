import { say, type Text, type Words } from "../texts/text.ts";
import { concerns } from "./match.ts";
import { ALERT_OWNER, type Action, type Policy, type VerdictTerms } from "./model.ts";

/** How many people have to approve, and who of them may not. Only this room compares these numbers. */

type Asked = Pick<VerdictTerms, "approvals">;

/** Whether nobody has to approve. */
export function needsNobody({ approvals }: Asked): boolean {
  return approvals === 0;
}

/** How many approvals are still missing; 0: it is approved. @param given those of different people that count */
export function missing({ approvals }: Asked, given: readonly unknown[]): number {
  return Math.max(0, approvals - given.length);
}

/** Whether enough people have approved. @param given the approvals of different people that count */
export function isComplete(asked: Asked, given: readonly unknown[]): boolean {
  return missing(asked, given) === 0;
}

interface Given {
  readonly approvals: readonly unknown[];
}

/** Whether anybody has approved, so that it does not stand on the policy alone. */
export function hasApproval({ approvals }: Given): boolean {
  return approvals.length > 0;
}

/** Whether somebody has approved in between. */
export function hasGained(before: Given, now: Given): boolean {
  return now.approvals.length > before.approvals.length;
}

/** The same verdict where somebody has to look at it in any case: it is not what was asked for or approved any more. */
export function withSomebody<V extends Asked>(verdict: V): V {
  return { ...verdict, approvals: Math.max(1, verdict.approvals) };
}

/** The same verdict where two people have to look at it in any case: what one of them relies on could not be read. */
export function withTwo<V extends Asked>(verdict: V): V {
  return { ...verdict, approvals: Math.max(2, verdict.approvals) };
}

/** As `withTwo`, and the card says why: it is asked for whatever the policy says, and not as an emergency either. */
export function guardedBy<V extends Asked & Pick<VerdictTerms, "guarded">>(verdict: V, why: Words): V {
  return { ...withTwo(verdict), guarded: why };
}

/** Whether the policy may let such an action run without approval, for some device. */
export function mayRunFree(policy: Pick<Policy, "default" | "rules">, action: Action): boolean {
  const says = policy.rules.filter((rule) => concerns(rule, action)).map((rule) => rule.then.approvals);
  return [policy.default.approvals, ...says].includes(0);
}

/** "no approval", "1 approval", "2 approvals". */
export function approvalsInWords(approvals: number): Text {
  return say("policy.approvals", { n: approvals });
}

/** "eve@*", "the owner of the alert". */
export function excludedInWords(exclude: readonly string[]): readonly Words[] {
  return exclude.map((who) => (who === ALERT_OWNER ? say("policy.alertOwner") : who));
}
