import { expect, test } from "vitest";
import { deviceResults } from "../../src/policy/device-facts.ts";
import { fittingOs } from "../../src/policy/os-families.ts";
import { NO_GROUP } from "../../src/defender/device.ts";
import { fits } from "../../src/subscriptions/filter.ts";
import { alertWith } from "../support/alert.ts";
import { usersLine as usersText } from "../../src/requests/facts/device-lines.ts";
import { inEnglish } from "../support/in-english.ts";
import { deviceWith } from "../support/request.ts";

test.each([
  ["Linux*", "Ubuntu"],
  ["Linux*", "RedHatEnterpriseLinux"],
  ["linux", "CentOS"],
  ["Linux", "SuseLinuxEnterpriseServer"],
  ["Linux*", "Debian"],
  ["Linux*", "AmazonLinux2"],
  ["Windows*", "Windows11"],
  ["WindowsServer*", "WindowsServer2012R2"],
  ["macOS", "macOS"],
  ["Ubuntu", "Ubuntu"],
])("a rule for %s fits a device whose system Defender calls %s", (pattern, os) => {
  expect(fittingOs([pattern], os)).toBe(pattern);
  expect(deviceResults({ os: [pattern] }, deviceWith({ os }))).toMatchObject([{ match: "yes" }]);
});

test.each([
  ["Linux*", "Windows11"],
  ["Ubuntu", "Debian"],
  ["WindowsServer*", "Windows10"],
  ["Windows*", "macOS"],
  ["Linux*", "iOS"],
])("a rule for %s fits no %s", (pattern, os) => {
  expect(fittingOs([pattern], os)).toBeNull();
});

test("an alert of a device without a group is for group:none, and for no other group", () => {
  const alert = alertWith({ deviceId: "d".repeat(40), deviceGroup: NO_GROUP });
  expect([["none"], ["*"], ["Servers"]].map((group) => fits({ group }, alert))).toEqual([true, false, false]);
  expect(fits({ group: ["none"] }, alertWith({ deviceGroup: null }))).toBe(false);
});

test("of a device's users the administrators come first, each with how they signed in, and how many more there are is said", () => {
  const users = Array.from({ length: 40 }, (_, index) => ({
    account: `user${index}`,
    domain: "contoso",
    lastSeenAt: 1_000 + index,
    domainAdmin: index === 3,
    logonTypes: ["RemoteInteractive"],
  }));
  expect(inEnglish(usersText)(users, 1_040)).toMatch(
    /^contoso\\user3 \(.*, remote desktop, domain admin\), contoso\\user39 \(.*\), contoso\\user38 \(.*\), \+37$/,
  );
});
