import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { appraise, devicesOfAlert } from "../../src/requests/facts/appraise.ts";
import type { Asked, Sight } from "../../src/requests/facts/sight.ts";
import { NO_GUARD, NO_PEOPLE } from "../support/no-people.ts";
import { UserError } from "../../src/shared/errors.ts";
import type { Device } from "../../src/defender/device.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Condition, Policy, Terms } from "../../src/policy/model.ts";
import type { DefenderReads } from "../../src/defender/read-only.ts";
import type { UsageQuery } from "../../src/requests/machine/usage.ts";
import { alertWith } from "../support/alert.ts";
import { deviceWith, person, START } from "../support/request.ts";
import type { ChangeCommand } from "../../src/requests/change-command.ts";
import { inWords } from "../support/in-english.ts";
import { verbatim } from "../../src/texts/text.ts";
import { listed } from "../support/listed.ts";

const server = deviceWith({ group: "Servers", tags: ["Tier0"] });
const laptop = deviceWith({ id: "1a".repeat(20), name: "laptop" });
const alert = alertWith({ id: "da1_1", title: "Beaconing", deviceId: server.id });

/** What Defender shows this person: the alert, and these devices. */
function showing(...devices: readonly Device[]): DefenderReads {
  const none = () => Promise.resolve([]);
  const refuse = () => Promise.reject(new UserError("forbidden", verbatim("No.")));
  return {
    ...{
      file: refuse,
      presence: refuse,
      fleetSize: refuse,
      hunt: refuse,
      indicators: refuse,
      libraryFiles: refuse,
    },
    alert: (id) => (id === alert.id ? Promise.resolve(alert) : expect.fail(`no alert ${id}`)),
    device: (id) => {
      const found = devices.find((device) => device.id === id);
      return found
        ? Promise.resolve(found)
        : Promise.reject(new UserError("not-found", verbatim("Not there.")));
    },
    devicesByName: () => Promise.resolve(devices),
    devicesByNames: none,
    devicesById: none,
    devicesByIp: none,
    devicesBeginning: none,
    deviceAlerts: () => Promise.resolve(listed([])),
    deviceUsers: none,
    machineActions: () => Promise.resolve(listed([])),
    incident: (id) => expect.fail(`no incident ${id}`),
    machineAction: (id) => expect.fail(`no action ${id}`),
    ...NO_PEOPLE,
  };
}

function ruled(when: Condition, then: Terms): Policy {
  return { ...DEFAULT_POLICY, limits: {}, rules: [{ name: "a rule", when, then }] };
}

/** A look under this policy, and what was counted for it. */
function sightOf(policy: Policy, defender = showing(server)): { sight: Sight; counted: UsageQuery[] } {
  const counted: UsageQuery[] = [];
  const together: Sight["together"] = (ids) => Promise.resolve(ids.length);
  const usage: Sight["usage"] = (query) => {
    counted.push(query);
    return Promise.resolve({ hour: 3, day: 4, groupHour: 1 });
  };
  const suspensions = () => Promise.resolve(undefined);
  const sight = { defender, policy, now: START, usage, suspensions, guard: NO_GUARD, together };
  return { sight, counted };
}

function asking(name: string, args: Asked["args"], raw: Asked["raw"] = {}): Asked {
  const found = COMMANDS.find((one): one is ChangeCommand => one.effect === "changes" && one.name === name);
  return { command: found ?? expect.fail(`no command ${name}`), raw, args, requester: person("ana") };
}

const isolate = asking("isolate", { target: { by: "name", value: "web01" } });
const assign = asking("assign", { id: "da1_1" });
const onTier0 = { device: { tag: ["Tier0"] } };

describe("an invocation about a device", () => {
  test("comes to a target, its facts and the verdict on it", async () => {
    const { sight } = sightOf(ruled(onTier0, { approvals: 2 }));
    expect(await appraise(sight, isolate)).toMatchObject({
      kind: "appraised",
      target: { kind: "device", id: server.id, name: "web01" },
      facts: { device: server, openAlerts: 0 },
      verdict: { approvals: 2 },
    });
  });

  test("with an end is judged together with the release", async () => {
    const { sight } = sightOf(ruled({ action: ["release"] }, { deny: "No." }));
    expect(inWords(await appraise(sight, { ...isolate, raw: { for: "4h" } }))).toMatchObject({
      verdict: { deny: "its release at the end would be denied: No." },
    });
  });

  test("that nobody knows is refused by name", async () => {
    const { sight } = sightOf(DEFAULT_POLICY, showing());
    await expect(appraise(sight, isolate)).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining('"web01"') as string,
    });
  });

  test("is the person's to pick when several devices answer to the name", async () => {
    const twins = [server, deviceWith({ id: "e".repeat(40) })];
    const { sight } = sightOf(DEFAULT_POLICY, showing(...twins));
    expect(await appraise(sight, isolate)).toEqual({ kind: "ambiguous", devices: twins });
  });
});

describe("the limits", () => {
  const limits = { isolate: { perHour: 3 }, assign: { perHour: 20 } };

  test("are counted for the device's group, and refuse when they are used up", async () => {
    const { sight, counted } = sightOf({ ...DEFAULT_POLICY, limits });
    expect(inWords(await appraise(sight, isolate))).toMatchObject({
      verdict: { deny: expect.stringContaining('No more than 3 "isolate" per hour') as string },
    });
    expect(counted).toEqual([{ action: "isolate", group: "Servers", now: START, isEmergency: false }]);
  });

  test("are counted for all devices together when it is about an alert", async () => {
    const { sight, counted } = sightOf({ ...DEFAULT_POLICY, limits });
    expect(await appraise(sight, assign)).toMatchObject({
      verdict: { deny: null, limits: [{ per: "hour", most: 20, used: 3 }] },
    });
    expect(counted).toEqual([{ action: "assign", group: null, now: START, isEmergency: false }]);
  });

  test("of other actions are not asked about", async () => {
    const { sight, counted } = sightOf({ ...DEFAULT_POLICY, limits: { scan: { perHour: 1 } } });
    expect(await appraise(sight, isolate)).toMatchObject({ verdict: { deny: null, limits: [] } });
    expect(counted).toEqual([]);
  });
});

describe("an invocation about an alert", () => {
  test("comes to the alert and the verdict on its device", async () => {
    const { sight } = sightOf(ruled(onTier0, { deny: "Not on tier 0." }));
    expect(await appraise(sight, assign)).toMatchObject({
      kind: "appraised",
      target: { kind: "alert", id: "da1_1", name: "Beaconing" },
      facts: null,
      verdict: { deny: "Not on tier 0." },
    });
  });

  const byTag = { ...onTier0, action: ["assign"] } as const;
  test.each<[string, Condition, readonly string[], readonly (Device | null | undefined)[]]>([
    ["are looked at when a rule asks for them", onTier0, [server.id], [server]],
    ["are looked at when a rule for the action asks for them", byTag, [server.id], [server]],
    [
      "are not when the rule is for another action",
      { ...byTag, action: ["isolate"] },
      [server.id],
      [undefined],
    ],
    ["are not when no rule asks for them", { action: ["assign"] }, [server.id], [undefined]],
    ["are none when the alert names none", onTier0, [], [undefined]],
    ["are all that it names", onTier0, [laptop.id, server.id], [laptop, server]],
    ["that can't be read are not known", onTier0, [laptop.id, "e".repeat(40)], [laptop, null]],
  ])("its devices %s", async (_, when, deviceIds, found) => {
    const { sight } = sightOf(ruled(when, {}), showing(laptop, server));
    expect(await devicesOfAlert(sight, "assign", { deviceIds, unnamedDevice: false })).toEqual(found);
  });

  test("one rule that asks for its devices is enough", async () => {
    const rules = [{ name: "free", when: {}, then: {} }, ...ruled(onTier0, {}).rules];
    const { sight } = sightOf({ ...DEFAULT_POLICY, rules });
    expect(await devicesOfAlert(sight, "assign", alert)).toEqual([server]);
  });

  test("about a device that can't be read falls under the stricter rule", async () => {
    const { sight } = sightOf(ruled(onTier0, { deny: "Not on tier 0." }), showing());
    expect(await devicesOfAlert(sight, "assign", alert)).toEqual([null]);
    expect(await appraise(sight, assign)).toMatchObject({ verdict: { deny: "Not on tier 0." } });
  });

  const about = (changes: Partial<typeof alert>) => {
    const defender = {
      ...showing(laptop, server),
      alert: () => Promise.resolve({ ...alert, ...changes }),
    };
    return appraise(sightOf(ruled(byTag, { approvals: 2 }), defender).sight, assign);
  };

  test("about several devices takes what the strictest of them takes, wherever it stands", async () => {
    for (const deviceIds of [
      [laptop.id, server.id],
      [server.id, laptop.id],
    ]) {
      expect(await about({ deviceIds })).toMatchObject({ verdict: { approvals: 2 } });
    }
    expect(await about({ deviceIds: [laptop.id] })).toMatchObject({ verdict: { approvals: 0 } });
  });

  test("about a device that it does not name falls under the stricter rule", async () => {
    const nameless = { deviceId: null, deviceIds: [laptop.id], unnamedDevice: true };
    expect(await about(nameless)).toMatchObject({ verdict: { approvals: 2 } });
    expect(await about({ ...nameless, deviceIds: [] })).toMatchObject({ verdict: { approvals: 2 } });
  });

  test("about more devices than are looked up falls under the stricter rule, and reads twenty", async () => {
    const fleet = Array.from({ length: 21 }, (_, index) =>
      deviceWith({ id: String(index).padStart(40, "0"), name: `pc${index}` }),
    );
    const read: string[] = [];
    const defender = {
      ...showing(...fleet),
      device: (id: string) => {
        read.push(id);
        return showing(...fleet).device(id);
      },
    };
    const { sight } = sightOf(ruled(byTag, { approvals: 2 }), defender);
    const of = (count: number) =>
      devicesOfAlert(sight, "assign", {
        deviceIds: fleet.slice(0, count).map((device) => device.id),
        unnamedDevice: false,
      });
    expect(await of(20)).toEqual(fleet.slice(0, 20));
    expect(await of(21)).toEqual([...fleet.slice(0, 20), null]);
    expect(read).toHaveLength(40);
  });

  test("about no device does not fall under a rule for devices", async () => {
    const defender = {
      ...showing(server),
      alert: () => Promise.resolve({ ...alert, deviceId: null, deviceIds: [] }),
    };
    const { sight } = sightOf(ruled(onTier0, { deny: "Not on tier 0." }), defender);
    expect(await appraise(sight, assign)).toMatchObject({ verdict: { deny: null } });
  });
});
