import { expect, test } from "vitest";
import { readsOf } from "../../src/defender/read-only.ts";
import type { DefenderClient } from "../../src/defender/client.ts";

const READS = [
  "alert",
  "device",
  "deviceAlerts",
  "deviceUsers",
  "devicesById",
  "devicesByIp",
  "devicesByName",
  "devicesByNames",
  "machineActions",
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
    expect(await (read as (asked: string) => Promise<unknown>)("x")).toEqual([name, "x"]);
  }
});
