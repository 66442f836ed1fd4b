import { expect, test } from "vitest";
import { addressesBeyond, deviceDetails, deviceFacts } from "../../src/commands/parts/device-facts.ts";
import { groupInWords, NO_GROUP, type Device } from "../../src/defender/device.ts";
import { recorded, shown, tongueOf } from "../../src/texts/render.ts";
import { isText, worded, type Words } from "../../src/texts/text.ts";

const words = (value: Words): string => (isText(value) ? recorded(value) : value);

const device: Device = {
  ...{ id: "a1".repeat(20), name: "web01", os: "Windows11", osVersion: null, health: "Active" },
  ...{ onboarding: null, group: "Servers", risk: null, exposure: null, value: null, tags: [] },
  ...{ lastSeenAt: 0, firstSeenAt: 0, lastIp: "10.0.0.1", externalIp: "203.0.113.9" },
  ...{ ips: ["10.0.0.1", "10.0.0.2", "10.0.0.2", "fe80::1"], duplicate: false },
};
const told = (fields: Partial<Device>) =>
  [...deviceFacts({ ...device, ...fields }, 0), ...deviceDetails({ ...device, ...fields })].map(
    ({ label, value }) => `${words(label)}: ${words(value)}`,
  );

test("a device that was merged, may be there twice or is excluded says so before anything else", () => {
  const odd = { mergedInto: "b2".repeat(20), duplicate: true, excluded: true, exclusionReason: "Retired" };
  expect(told(odd).slice(0, 4)).toEqual([
    `Merged into: ${"b2".repeat(20)}`,
    "Duplicate: Defender may know this device twice: check which one is meant",
    "Excluded: from vulnerability management: Retired",
    "Health: Active",
  ]);
  expect(told({})[0]).toBe("Health: Active");
});

test("a device tells the state of its antivirus and the version of its sensor", () => {
  const facts = told({ avStatus: "NotUpdated", agentVersion: "10.8760" });
  expect(facts).toContain("Antivirus: Not up to date");
  expect(facts).toContain("Sensor version: 10.8760");
});

test("a device group is told by name and id; one that is in none says so, in the reader's language", () => {
  expect(told({ groupId: "140" })).toEqual(
    expect.arrayContaining(["Device group: Servers", "Device group id: 140"]),
  );
  const facts = told({ group: NO_GROUP, groupId: "0" });
  expect(facts).toContain("Device group: No device group");
  expect(facts.join("\n")).not.toContain("Device group id");
  expect(shown(worded(groupInWords({ group: NO_GROUP }) ?? ""), tongueOf("sv"))).toBe("Ingen enhetsgrupp");
  expect(groupInWords({ group: null })).toBeNull();
});

test("addresses that stand among the facts are not told again", () => {
  expect(addressesBeyond(device)).toBe("10.0.0.2, fe80::1");
});
