import { beforeEach, expect, test } from "vitest";
import { createHealth, type Health } from "../../src/shared/health.ts";
import { recordingLog } from "../adapters/teams/harness.ts";

let log: ReturnType<typeof recordingLog>;
let health: Health;
beforeEach(() => {
  log = recordingLog();
  health = createHealth(log);
});

test("a part that has failed fails until it is reported to work", () => {
  expect(health.failing()).toEqual([]);
  health.failed("store");
  health.failed("entra", "the secret has expired");
  health.passed("policy");
  expect(health.failing()).toEqual([
    { part: "store", why: null },
    { part: "entra", why: "the secret has expired" },
  ]);
  health.passed("store");
  expect(health.failing()).toEqual([{ part: "entra", why: "the secret has expired" }]);
});

test("each change is logged once, however often it is reported", () => {
  for (let times = 0; times < 3; times += 1) health.failed("store");
  for (let times = 0; times < 3; times += 1) health.passed("store");
  health.failed("store");
  expect(log.lines.map(({ event }) => event)).toEqual([
    "a part that the bot needs has failed",
    "a part that had failed works again",
    "a part that the bot needs has failed",
  ]);
});
