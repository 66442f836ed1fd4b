import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parsePolicy } from "../../src/adapters/policy-file/schema.ts";
import {
  approving,
  asking,
  askingForTwo,
  askingInTwoGroups,
  settingUnder,
  tellingIncident,
  type Setting,
} from "../support/asking-under.ts";
import type { Harness } from "../support/harness.ts";
import { policyKeys } from "../support/schema-keys.ts";
import { timeOfDay, weekdayAt } from "../support/wall-clock.ts";
import { startServices, type Services } from "../support/services.ts";

/** Every key of policy.json, from its text to what a person gets: two policies that differ in it alone come to different ends. */

let services: Services;

beforeAll(async () => {
  services = await startServices();
  services.sandboxEntra.setRoles("ana", ["Responder", "BreakGlass"]);
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
});

afterAll(() => services?.close());

// What was asked for in the test before has been sent or has expired, an hour ago; Defender takes 100 calls a minute.
beforeEach(async () => {
  await harnesses.at(-1)?.tick();
  services.advance(3_601_000);
});

const harnesses: Harness[] = [];

function under(policy: object): Setting {
  const setting = settingUnder(services, policy, harnesses.length + 1);
  harnesses.push(setting.harness);
  return setting;
}

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

const clock = (minutes: number) => timeOfDay(services.clock.now() + minutes * 60_000);
const today = (offset = 0) => weekdayAt(services.clock.now() + offset * 86_400_000);

function hours(change: object): object {
  return rule({ hours: { from: clock(-30), to: clock(30), zone: "UTC", ...change } });
}

const THREE = /^Requested: 3 by r in 60 min$/;
const ONE = /^Requested: 1 by {2}in 60 min$/;

interface Row {
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
  return what === "user" ? { ...row, how: onAccount } : row;
}

/** One action and then another on the same account, so that the first does not stand in the second one's way. */
const onAccount = (setting: Setting) =>
  asking(
    setting,
    `${harnesses.length % 2 === 0 ? "compromised" : "revoke-sessions"} ida.storm@contoso.example phished`,
  );

const ROWS: Readonly<Record<string, Row>> = {
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

describe("the key", () => {
  test.each(Object.entries(ROWS))("%s is read", async (_, { one, gives, other, otherwise, how = asking }) => {
    expect(await how(under(one()))).toMatch(gives);
    expect(await how(under(other()))).toMatch(otherwise);
  });

  test("version is asked for", () => {
    expect(parsePolicy("{}").ok).toBe(false);
    expect(parsePolicy('{ "version": 1, "$schema": "./policy.schema.json" }').ok).toBe(true);
  });
});

test("the table above has every key of the schema", () => {
  expect(policyKeys().toSorted()).toEqual(["$schema", "version", ...Object.keys(ROWS)].toSorted());
});
