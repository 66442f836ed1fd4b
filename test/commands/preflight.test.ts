import { describe, expect, test } from "vitest";
import { isolate } from "../../src/commands/isolate.ts";
import { release } from "../../src/commands/release.ts";
import type { DeviceFacts } from "../../src/core/command.ts";
import type { Device, MachineAction } from "../../src/core/model.ts";
import { START } from "../support/request.ts";

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
};

function facts(more: Partial<Device>, rest: Partial<DeviceFacts> = {}): DeviceFacts {
  return { device: { ...device, ...more }, actions: [], users: [], openAlerts: 0, namesakes: 0, ...rest };
}

function isolation(status: MachineAction["status"], type = "Isolate"): MachineAction {
  return {
    id: "a1",
    type,
    status,
    scope: "Full",
    requestor: null,
    comment: null,
    deviceId: device.id,
    deviceName: null,
    createdAt: START,
    updatedAt: START,
    cancelledBy: null,
    cancelComment: null,
  };
}

describe("what an approver of an isolation is warned of", () => {
  test("nothing, on an ordinary device", () => {
    expect(isolate.preflight(facts({}), START)).toEqual([]);
  });

  test.each<[DeviceFacts, RegExp]>([
    [facts({ name: "dc01.contoso.example" }), /domain controller/],
    [facts({ name: "DC2" }), /domain controller/],
    [facts({ group: "Domain Controllers" }), /domain controller/],
    [facts({ tags: ["Tier0"] }), /domain controller/],
    [facts({ os: "WindowsServer2022" }), /server/],
    [facts({ os: "Ubuntu" }), /selectively/],
    [facts({ value: "High" }), /device value is High/],
    [facts({ lastSeenAt: START - 2 * 3_600_000 }), /last seen 2 h ago/],
    [facts({ health: "Inactive" }), /sensor health is Inactive/],
    [facts({}, { namesakes: 2 }), /2 other devices with the same DNS name/],
    [facts({}, { actions: null }), /could not be read/],
    [facts({}, { actions: [isolation("Succeeded")] }), /isolated already/],
    [facts({}, { actions: [isolation("Pending")] }), /isolation of this device is under way/],
    [facts({}, { actions: [isolation("InProgress", "Unisolate")] }), /release of this device is under way/],
  ])("case %#", (known, words) => {
    const warnings = isolate.preflight(known, START);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(words);
  });

  test("names such as dcom-test or decoy are no domain controllers", () => {
    for (const name of ["dcom.contoso.example", "decoy-1", "web-dc1"]) {
      expect(isolate.preflight(facts({ name }), START), name).toEqual([]);
    }
  });
});

describe("what an approver of a release is warned of", () => {
  test("a device that is not isolated", () => {
    expect(release.preflight(facts({}), START)).toEqual([
      "It does not seem to be isolated, as its machine actions say.",
    ]);
    expect(release.preflight(facts({}, { actions: [isolation("Succeeded")] }), START)).toEqual([]);
  });
});
