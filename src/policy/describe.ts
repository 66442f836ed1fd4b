import { count, exactly } from "../shared/format.ts";
import { windowInWords } from "./hours.ts";
import {
  ALERT_OWNER,
  type Condition,
  type DeviceCondition,
  type Limit,
  type LimitResult,
  type Policy,
  type Terms,
} from "./model.ts";

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

/** What a rule says, one entry for each key that `then` can have, in the order in which it is told; null: nothing. */
const SAYS: { readonly [K in keyof Terms]-?: (then: Terms) => string | null } = {
  deny: ({ deny }) => (deny === undefined ? null : `refused: ${deny}`),
  approvals: ({ approvals }) => (approvals === undefined ? null : approvalsInWords(approvals)),
  expires: ({ expires }) => (expires === undefined ? null : `open for ${exactly(expires)}`),
  selfApproval: ({ selfApproval: may }) =>
    may === undefined ? null : may ? "who asked may approve" : "who asked may not approve",
  exclude: ({ exclude }) =>
    exclude === undefined ? null : `${excludedInWords(exclude).join(", ")} may not approve`,
  stepUp: ({ stepUp }) => (stepUp === undefined ? null : `approvers sign in anew (${stepUp})`),
};

/** "2 approvals; open for 30 min"; "nothing" for a rule that has no say in the matter. */
export function termsInWords(then: Terms): string {
  const parts = Object.values(SAYS).flatMap((say) => say(then) ?? []);
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
