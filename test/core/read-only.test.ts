import { expect, test } from "vitest";
import { readsOf } from "../../src/defender/read-only.ts";
import type { DefenderClient } from "../../src/defender/client.ts";

const READS = [
  "account",
  "accountDevices",
  "accountRisk",
  "accountRoles",
  "accountsNamed",
  "alert",
  "device",
  "deviceAlerts",
  "deviceUsers",
  "devicesBeginning",
  "devicesById",
  "devicesByIp",
  "devicesByName",
  "devicesByNames",
  "file",
  "fleetSize",
  "hunt",
  "identityAccount",
  "incident",
  "indicators",
  "libraryFiles",
  "machineAction",
  "machineActions",
  "presence",
  "roleHolders",
  "signIns",
];

/** A client with every method there could be: each answers with its own name and what it was asked. */
const client = new Proxy(
  {},
  { get: (_, name) => (asked: unknown) => Promise.resolve([name, asked]) },
) as DefenderClient;

test("what only looks gets the calls that read, and no other", async () => {
  const reads = readsOf(client);
  expect(Object.keys(reads).toSorted()).toEqual(READS);
  for (const [name, read] of Object.entries(reads)) {
    const asked = read.length === 0 ? undefined : "x";
    expect(await (read as (asked: string) => Promise<unknown>)("x")).toEqual([name, asked]);
  }
});
