import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { isolate } from "../../src/commands/isolate.ts";
import { preflightOf as preflightText } from "../../src/requests/facts/preflight.ts";
import { release } from "../../src/commands/release.ts";
import { scan } from "../../src/commands/scan.ts";
import type { Device, DeviceFacts } from "../../src/defender/device.ts";
import { START } from "../support/request.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";
import { inEnglish } from "../support/in-english.ts";

const preflightOf = inEnglish(preflightText);

const device: Device = {
  id: "d".repeat(40),
  name: "web01.contoso.example",
  os: "Windows11",
  osVersion: null,
  health: "Active",
  onboarding: "Onboarded",
  group: "Clients",
  risk: null,
  exposure: null,
  value: "Normal",
  tags: [],
  lastSeenAt: START - 60_000,
  firstSeenAt: null,
  lastIp: null,
  externalIp: null,
  ips: [],
  duplicate: false,
};

function facts(more: Partial<Device>, rest: Partial<DeviceFacts> = {}): DeviceFacts {
  return { device: { ...device, ...more }, actions: [], users: [], openAlerts: 0, namesakes: [], ...rest };
}

function isolation(status: MachineAction["status"], type = "Isolate"): MachineAction {
  return {
    id: "a1",
    type,
    status,
    scope: "Full",
    requestor: "eve@contoso.example",
    comment: null,
    deviceId: device.id,
    deviceName: null,
    createdAt: START,
    updatedAt: START,
    cancelledBy: null,
    cancelComment: null,
    errorCode: null,
    hint: null,
  };
}

const full = { type: "Full" };
const isolating = (known: DeviceFacts, args: Readonly<Record<string, string>> = full) =>
  preflightOf({ command: isolate, commands: COMMANDS, args, now: START }, known);

describe("what an approver of an isolation is warned of", () => {
  test("nothing, on an ordinary device", () => {
    expect(isolating(facts({}))).toEqual([]);
  });

  test.each<[string, DeviceFacts, RegExp]>([
    [
      "its name",
      facts({ name: "dc01.contoso.example" }),
      /a domain controller \(name dc01\.contoso\.example\): /,
    ],
    ["its short name", facts({ name: "DC2" }), /a domain controller \(name DC2\)/],
    ["its group", facts({ group: "Domain Controllers" }), /a domain controller \(group Domain Controllers\)/],
    ["its tag", facts({ tags: ["VIP", "tier0"] }), /a domain controller \(tag tier0\)/],
    ["a server's system", facts({ os: "WindowsServer2022" }), /a server \(OS Windows Server 2022\)/],
    ["a server's tag", facts({ tags: ["server"] }), /a server \(tag server\)/],
    ["a server's name", facts({ name: "ber-srv-4.contoso.example" }), /a server \(name ber-srv-4/],
    ["a Hyper-V host's tag", facts({ tags: ["HyperV host"] }), /a Hyper-V host .* cuts off all its guests/],
    ["a Hyper-V host's name", facts({ name: "hv03.contoso.example" }), /a Hyper-V host/],
    ["a VPN", facts({ tags: ["Full tunnel VPN"] }), /through a VPN .* may not reach Defender to be released/],
    ["a proxy", facts({ tags: ["Proxy"] }), /through a proxy .* Selective is safer/],
    ["a system without isolation", facts({ os: "Android" }), /documents no isolation for Android/],
    ["its value", facts({ value: "High" }), /device value is High/],
    [
      "its silence",
      facts({ lastSeenAt: START - 27 * 3_600_000 }),
      /offline \(its last full report came .* ago\)/,
    ],
    [
      "a silent sensor",
      facts({ health: "Inactive" }),
      /offline \(its sensor: inactive, its last full report/,
    ],
    ["its health", facts({ health: "ImpairedCommunication" }), /Sensor health: Impaired communication/],
    ["its onboarding", facts({ onboarding: "CanBeOnboarded" }), /Onboarding: Can be onboarded/],
    ["one namesake", facts({}, { namesakes: ["e1"] }), /There is 1 other device with the same DNS name/],
    ["namesakes", facts({}, { namesakes: ["e1", "e2"] }), /There are 2 other devices with the same DNS name/],
    ["unread actions", facts({}, { actions: null }), /could not be checked: its machine actions\./],
    [
      "an unknown time",
      facts({ lastSeenAt: null, health: null }),
      /when it was last seen, its sensor health/,
    ],
    ["unread namesakes", facts({}, { namesakes: null }), /other devices with its name/],
    ["an isolation", facts({}, { actions: [isolation("Succeeded")] }), /already isolated/],
    [
      "an isolation under way",
      facts({}, { actions: [isolation("Pending")] }),
      /same action is under way already: asked for by eve@contoso\.example just now/,
    ],
    [
      "a release under way",
      facts({}, { actions: [isolation("InProgress", "Unisolate")] }),
      /release .* under way/,
    ],
  ])("%s", (_, known, words) => {
    const warnings = isolating(known);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(words);
  });

  test("of Selective where Linux can't take it, and only then", () => {
    const systems = { Linux: "Linux", Ubuntu: "Ubuntu", RedHatEnterpriseLinux: "Red Hat Enterprise Linux" };
    for (const [os, name] of Object.entries(systems)) {
      expect(isolating(facts({ os }))).toEqual([]);
      expect(isolating(facts({ os }), { type: "selective" })).toEqual([
        `Defender documents no selective isolation for ${name}.`,
      ]);
    }
  });

  test("not of a report that is less than 26 h old: a sensor sends one a day", () => {
    expect(isolating(facts({ lastSeenAt: START - 25 * 3_600_000 }))).toEqual([]);
  });

  test.each(["dcom.contoso.example", "decoy-1", "web-dc1", "hvac-2", "observer7"])("not of %s", (name) => {
    expect(isolating(facts({ name }))).toEqual([]);
  });
});

describe("what an approver of a release is warned of", () => {
  const releasing = (known: DeviceFacts) =>
    preflightOf({ command: release, commands: COMMANDS, args: {}, now: START }, known);
  test("a device that is not isolated, or about to be", () => {
    expect(releasing(facts({}))).toEqual([
      "It does not seem to be isolated, according to its machine actions.",
    ]);
    expect(releasing(facts({}, { actions: [isolation("Succeeded")] }))).toEqual([]);
    expect(releasing(facts({}, { actions: [isolation("Pending")] }))).toEqual([
      "An isolation of this device is under way.",
    ]);
  });

  test("not what matters for isolating only", () => {
    expect(releasing(facts({ tags: ["Proxy"] }, { actions: [isolation("Succeeded")] }))).toEqual([]);
  });
});

test("what an approver of a scan is warned of: the device, and a scan under way", () => {
  const scanning = (known: DeviceFacts) =>
    preflightOf({ command: scan, commands: COMMANDS, args: {}, now: START }, known);
  expect(scanning(facts({}, { actions: [isolation("Pending")] }))).toEqual([]);
  expect(scanning(facts({ value: "High" }, { actions: [isolation("Pending", "RunAntiVirusScan")] }))).toEqual(
    [
      "The same action is under way already: asked for by eve@contoso.example just now.",
      "Its device value is High.",
    ],
  );
});
