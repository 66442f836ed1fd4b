import {
  approving,
  asking,
  askingForTwo,
  askingInTwoGroups,
  tellingIncident,
  type Setting,
} from "./asking-under.ts";
import { timeOfDay, weekdayAt } from "./wall-clock.ts";

/** For every key of policy.json two policies that differ in it alone, and what comes of asking under each. */

const byCarla = (setting: Setting) => approving(setting, "ana");
const byHerself = (setting: Setting) => approving(setting, "carla");
const withoutReason = (setting: Setting) => asking(setting, `isolate ${setting.device}`);
const inEmergency = (setting: Setting) =>
  asking(setting, `isolate ${setting.device} emergency:true beaconing`);
const forTwentyMinutes = (setting: Setting) => asking(setting, `isolate ${setting.device} for:20m beaconing`);
const twoInEmergency = (setting: Setting) => askingForTwo(setting, " emergency:true");

const onIncident = (key: string, action: string) => ({
  ...{ one: () => ({ incidentComments: { [key]: true } }), how: tellingIncident(action) },
  ...{ other: () => ({ incidentComments: { [key]: false } }), otherwise: /^$/ },
});
const three = { approvals: 3 };
const rule = (when: object, then: object = three, name = "r") => ({ rules: [{ name, when, then }] });
const then = (terms: object) => rule({ action: ["isolate"] }, terms);
const limit = (limits: object) => ({ limits: { isolate: limits } });

const THREE = /^Requested: 3 by r in 60 min$/;
const ONE = /^Requested: 1 by {2}in 60 min$/;

export interface Row {
  /** A policy, what comes of it, and the same for one that differs in this key alone. */
  readonly one: () => object;
  readonly gives: RegExp;
  readonly other: () => object;
  readonly otherwise: RegExp;
  readonly how?: (setting: Setting) => Promise<string>;
}

function when(fits: () => object, other: () => object): Row {
  return { one: fits, gives: THREE, other, otherwise: ONE };
}

function on(what: "device" | "user", key: string, fits: string, other: string): Row {
  const row = when(
    () => rule({ [what]: { [key]: [fits] } }),
    () => rule({ [what]: { [key]: [other] } }),
  );
  return what === "user" ? { ...row, how: onAccount() } : row;
}

/** One action and then another on the same account, so that the first does not stand in the second one's way. */
function onAccount(): (setting: Setting) => Promise<string> {
  const actions = ["compromised", "revoke-sessions"];
  return async (setting) => {
    const [action = ""] = actions;
    const came = await asking(setting, `${action} ida.storm@contoso.example phished`);
    actions.reverse();
    return came;
  };
}

/** @param now epoch milliseconds, by the clock of those who are asked */
export function policyRows(now: () => number): Readonly<Record<string, Row>> {
  const clock = (minutes: number) => timeOfDay(now() + minutes * 60_000);
  const today = (offset = 0) => weekdayAt(now() + offset * 86_400_000);

  function hours(change: object): object {
    return rule({ hours: { from: clock(-30), to: clock(30), zone: "UTC", ...change } });
  }

  return {
    "default.approvals": {
      one: () => ({ default: { approvals: 2 } }),
      gives: /Requested: 2 by/,
      other: () => ({ default: {} }),
      otherwise: ONE,
    },
    "default.expires": {
      one: () => ({ default: { expires: "10m" } }),
      gives: /in 10 min/,
      other: () => ({ default: {} }),
      otherwise: ONE,
    },
    "default.selfApproval": {
      one: () => ({ default: { selfApproval: true } }),
      gives: /^card$/,
      other: () => ({ default: { selfApproval: false } }),
      otherwise: /asked for this yourself/,
      how: byHerself,
    },
    "default.reason": {
      one: () => ({ default: { reason: "optional" } }),
      gives: ONE,
      other: () => ({ default: { reason: "required" } }),
      otherwise: /"card":"form"/,
      how: withoutReason,
    },
    "rules.name": {
      one: () => rule({}, three, "first"),
      gives: /by first in/,
      other: () => rule({}, three, "second"),
      otherwise: /by second in/,
    },
    "rules.when.action": when(
      () => rule({ action: ["isolate", "scan"] }),
      () => rule({ action: ["scan"] }),
    ),
    "rules.when.device.tag": on("device", "tag", "emergency", "Tier0"),
    "rules.when.device.group": on("device", "group", "Work*", "Servers"),
    "rules.when.device.value": on("device", "value", "High", "Low"),
    "rules.when.device.name": on("device", "name", "er-triage01", "er-triage02"),
    "rules.when.device.os": on("device", "os", "Windows1*", "Linux"),
    "rules.when.user.upn": on("user", "upn", "ida.*", "lena.*"),
    "rules.when.user.role": on("user", "role", "Global *", "User Administrator"),
    "rules.when.user.department": on("user", "department", "IT", "Finance"),
    "rules.when.requester": when(
      () => rule({ requester: ["ana.*"] }),
      () => rule({ requester: ["ben.*"] }),
    ),
    "rules.when.hours.days": when(
      () => hours({ from: "00:00", to: "00:00", days: [today()] }),
      () => hours({ from: "00:00", to: "00:00", days: [today(1), today(2)] }),
    ),
    "rules.when.hours.from": when(
      () => hours({}),
      () => hours({ from: clock(10) }),
    ),
    "rules.when.hours.to": when(
      () => hours({}),
      () => hours({ to: clock(-10) }),
    ),
    "rules.when.hours.zone": when(
      () => hours({}),
      () => hours({ zone: "Asia/Tokyo" }),
    ),
    "rules.then.approvals": {
      one: () => then({ approvals: 4 }),
      gives: /Requested: 4 by r/,
      other: () => then({ approvals: 0 }),
      otherwise: /Approved: 0 by r/,
    },
    "rules.then.expires": {
      one: () => then({ expires: "5m" }),
      gives: /in 5 min/,
      other: () => then({ expires: "6m" }),
      otherwise: /in 6 min/,
    },
    "rules.then.deny": {
      one: () => then({ approvals: 3, deny: "Never from here." }),
      gives: /Never from here\./,
      other: () => then({ approvals: 3 }),
      otherwise: THREE,
    },
    "rules.then.selfApproval": {
      one: () => then({ selfApproval: true }),
      gives: /^card$/,
      other: () => then({ selfApproval: false }),
      otherwise: /asked for this yourself/,
      how: byHerself,
    },
    "rules.then.exclude": {
      one: () => then({ exclude: ["carla.*"] }),
      gives: /excludes you/,
      other: () => then({ exclude: ["eve.*"] }),
      otherwise: /^card$/,
      how: byCarla,
    },
    "rules.then.stepUp": {
      one: () => then({ approvals: 1, stepUp: "c1" }),
      gives: /^login$/,
      other: () => then({ approvals: 1 }),
      otherwise: /^card$/,
      how: byCarla,
    },
    "limits.perHour": {
      one: () => limit({ perHour: 0 }),
      gives: /No more than 0 .* per hour/,
      other: () => limit({ perHour: 1000 }),
      otherwise: ONE,
    },
    "limits.perDay": {
      one: () => limit({ perDay: 0 }),
      gives: /No more than 0 .* per day/,
      other: () => limit({ perDay: 1000 }),
      otherwise: ONE,
    },
    "limits.perGroupPerHour": {
      one: () => limit({ perGroupPerHour: 1 }),
      gives: /No more than 1 .* per device group and hour/,
      other: () => limit({ perGroupPerHour: 1000 }),
      otherwise: ONE,
      how: askingInTwoGroups,
    },
    "limits.hard": {
      one: () => limit({ perHour: 0, hard: 0 }),
      gives: /No more than 0 .* per day/,
      other: () => limit({ perHour: 0, hard: 1000 }),
      otherwise: /^Requested: 2 by/,
    },
    "emergency.enabled": {
      one: () => ({ emergency: { enabled: true } }),
      gives: /^Approved: 1 by/,
      other: () => ({ emergency: { enabled: false } }),
      otherwise: /does not allow emergencies/,
      how: inEmergency,
    },
    "emergency.actions": {
      one: () => ({ emergency: { enabled: true, actions: ["isolate"] } }),
      gives: /^Approved: 1 by/,
      other: () => ({ emergency: { enabled: true, actions: ["release"] } }),
      otherwise: /allows emergencies for release, and not for/,
      how: inEmergency,
    },
    "emergency.maxTargets": {
      one: () => ({ emergency: { enabled: true, maxTargets: 2 } }),
      gives: /^Approved: 1 by/,
      other: () => ({ emergency: { enabled: true, maxTargets: 1 } }),
      otherwise: /That is 2 at once, and the policy allows 1/,
      how: twoInEmergency,
    },
    maxTargets: {
      one: () => ({ maxTargets: 2 }),
      gives: /^Requested: 1 by/,
      other: () => ({ maxTargets: 1 }),
      otherwise: /That is 2 at once, and the policy allows 1/,
      how: askingForTwo,
    },
    "rules.when.targets.min": {
      one: () => rule({ targets: { min: 2 } }),
      gives: /^Requested: 3 by r/,
      other: () => rule({ targets: { min: 500 } }),
      otherwise: /^Requested: 1 by/,
      how: askingForTwo,
    },
    "incidentComments.enabled": {
      ...onIncident("enabled", "isolate"),
      gives: /denied at .* by carla/,
    },
    "incidentComments.people": {
      ...onIncident("people", "revoke-sessions"),
      gives: /Revoke sessions: m\.keller/,
    },
    "lease.min": {
      one: () => ({ lease: { min: "10m" } }),
      gives: ONE,
      other: () => ({ lease: { min: "1h" } }),
      otherwise: /for:20m.* is not possible: the policy allows 1h to 7d/,
      how: forTwentyMinutes,
    },
    "lease.max": {
      one: () => ({ lease: { max: "20m" } }),
      gives: ONE,
      other: () => ({ lease: { max: "15m" } }),
      otherwise: /the policy allows 15m to 15m/,
      how: forTwentyMinutes,
    },
  };
}
