import { count, exactly } from "./format.ts";
import { windowInWords } from "./policy-hours.ts";
import {
  ALERT_OWNER,
  type Condition,
  type DeviceCondition,
  type Limit,
  type LimitResult,
  type Policy,
  type Terms,
} from "./policy-model.ts";

/** The policy in words, for people who don't read its file. */

/** "isolate or scan; device tag Tier0 or DC; asked for by ana@*"; "always" for a rule without conditions. */
export function conditionInWords({ action, device = {}, requester, hours }: Condition): string {
  const parts = [
    ...(action === undefined ? [] : [either(action)]),
    ...(Object.keys(device) as (keyof DeviceCondition)[]).map(
      (key) => `device ${key} ${either(device[key] ?? [])}`,
    ),
    ...(requester === undefined ? [] : [`asked for by ${either(requester)}`]),
    ...(hours === undefined ? [] : [windowInWords(hours)]),
  ];
  return parts.length === 0 ? "always" : parts.join("; ");
}

/** What a rule says, one entry for each key that `then` can have, in the order in which it is told. */
const SAYS: { readonly [K in keyof Terms]-?: (value: NonNullable<Terms[K]>) => string } = {
  deny: (why) => `refused: ${why}`,
  approvals: approvalsInWords,
  expires: (ms) => `open for ${exactly(ms)}`,
  selfApproval: (may) => (may ? "who asked may approve" : "who asked may not approve"),
  exclude: (who) => `${excludedInWords(who).join(", ")} may not approve`,
  stepUp: (context) => `approvers sign in anew (${context})`,
};

/** "2 approvals; open for 30 min"; "nothing" for a rule that has no say in the matter. */
export function termsInWords(then: Terms): string {
  const said = <K extends keyof Terms>(key: K): readonly string[] => {
    const value = then[key];
    return value === undefined ? [] : [SAYS[key](value)];
  };
  const parts = (Object.keys(SAYS) as (keyof Terms)[]).flatMap((key) => said(key));
  return parts.length === 0 ? "nothing" : parts.join("; ");
}

/** "no approval", "1 approval", "2 approvals". */
export function approvalsInWords(approvals: number): string {
  return approvals === 0 ? "no approval" : count(approvals, "approval");
}

/** "eve@*", "the owner of the alert". */
export function excludedInWords(exclude: readonly string[]): readonly string[] {
  return exclude.map((who) => (who === ALERT_OWNER ? "the owner of the alert" : who));
}

/** "20 per hour; 50 per day". */
export function limitInWords({ perHour, perDay, perGroupPerHour }: Limit): string {
  const parts = [
    ...(perHour === undefined ? [] : [`${perHour} per hour`]),
    ...(perDay === undefined ? [] : [`${perDay} per day`]),
    ...(perGroupPerHour === undefined ? [] : [`${perGroupPerHour} per device group and hour`]),
  ];
  return parts.join("; ");
}

/** "3 of 20 per hour". */
export function usageInWords({ per, most, used }: LimitResult): string {
  return used === null
    ? `${most} per ${per}, but they could not be counted`
    : `${used} of ${most} per ${per}`;
}

/** Whether there is a way past the approvals, and for what. */
export function emergencyInWords({ enabled, actions }: Policy["emergency"]): string {
  return enabled ? `With the role BreakGlass: ${actions.join(", ")}` : "Switched off";
}

function either(words: readonly string[]): string {
  return words.join(" or ");
}
