import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLoops, type Loops } from "../../src/bot/loops.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What goes on when one process ends and another one takes over its work, on one store. */

const POLL_MS = 20_000;
const soc = conversation("19:soc@thread.tacv2", "channel");

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services);
  await services.signIn("erin");
  await harness.say("erin", soc, "enable");
  await harness.say("erin", soc, "subscribe category:Discovery");
});

afterAll(() => services?.close());

/** Another process of the bot. */
const start = (): Loops => createLoops(harness.deps, { retentionMs: 86_400_000, alertPollMs: POLL_MS });

async function run(loops: Loops): Promise<void> {
  for (let round = 0; round < 3; round += 1) await Promise.all(loops.steps.map((step) => step()));
}

const raise = () =>
  services.sandboxDefender.raiseAlert({ detectionSource: "WindowsDefenderAtp", category: "Discovery" }).id;
const shown = (id: string) => harness.shown.filter((one) => textOf(one.content).includes(id)).length;

let first: Loops;

beforeEach(async () => {
  services.advance(120_000);
  first = start();
  await run(first);
});

test("after a stop in order the next process reads alerts at once", async () => {
  await first.handOver();
  const id = raise();
  services.advance(1000);
  const next = start();
  await run(next);
  expect(shown(id)).toBe(1);
  await next.handOver();
});

test("after a kill another process reads within one poll and 5 s, whenever it was started", async () => {
  services.advance(POLL_MS - 500);
  const next = start();
  await run(next);
  services.advance(500);
  await run(first);
  // It reads, and dies.
  const id = raise();
  for (let second = 0; second < (POLL_MS + 5000) / 1000; second += 1) {
    services.advance(1000);
    await run(next);
  }
  expect(shown(id)).toBe(1);
  await next.handOver();
});

test.each([
  ["starts", true],
  ["has been running all the time", false],
])(
  "the lead that a killed process with a clock 46 minutes ahead held keeps nobody from reading who %s",
  async (_, isNew) => {
    const AHEAD_MS = 46 * 60_000;
    await first.handOver();
    const running = start();
    services.advance(AHEAD_MS);
    await run(start());
    services.advance(-AHEAD_MS);
    const id = raise();
    services.advance(1000);
    const next = isNew ? start() : running;
    await run(next);
    expect(shown(id)).toBe(1);
    await next.handOver();
  },
);

test("where alerts are read once an hour, another process leads within a minute after a kill all the same", async () => {
  await first.handOver();
  const hourly = (): Loops => createLoops(harness.deps, { retentionMs: 86_400_000, alertPollMs: 3_600_000 });
  const killed = hourly();
  await run(killed);
  for (let second = 0; second < 90; second += 1) {
    services.advance(1000);
    await run(killed);
  }
  const next = hourly();
  const id = raise();
  for (let second = 0; second < 60; second += 1) {
    services.advance(1000);
    await run(next);
  }
  expect(shown(id)).toBe(1);
  await next.handOver();
});

test("a mute covers what was raised in it, also when it is read after a crash and an unmute", async () => {
  await harness.say("erin", soc, "mute all for:1h");
  services.advance(2000);
  const muted = raise();
  services.advance(2000);
  await harness.say("erin", soc, "unmute");
  services.advance(2000);
  const heard = raise();
  await first.handOver();
  const next = start();
  await run(next);
  expect([shown(muted), shown(heard)]).toEqual([0, 1]);
  await next.handOver();
});

test("what has passed its time is swept by a bot that is started anew every half hour", async () => {
  const { store, clock } = services;
  const row = { id: "swept", kind: "test", body: "{}", expiresAt: clock.now() + 1000 };
  await store.transaction((tx) => tx.refs.put(row));
  for (let half = 0; half < 3; half += 1) {
    services.advance(1_800_000);
    await run(start());
  }
  // Asked as if no time had passed: only a row that is gone is not found.
  expect(await store.read((tx) => tx.refs.get("swept", 0))).toBeNull();
});

test("nothing is swept, and no request expires, while another clock says that its time has not come", async () => {
  const { store, clock } = services;
  await store.transaction((tx) =>
    tx.refs.put({ id: "kept", kind: "test", body: "{}", expiresAt: clock.now() + 1000 }),
  );
  services.advance(7_200_000);
  services.disagree({ earlier: 7_200_000 });
  await run(start());
  expect(await store.read((tx) => tx.refs.get("kept", 0))).not.toBeNull();
  services.disagree({});
  await run(start());
  expect(await store.read((tx) => tx.refs.get("kept", 0))).toBeNull();
});

test("what was written by a clock that was a year ahead is worked on once the clock is right", async () => {
  const year = 365 * 86_400_000;
  services.advance(year);
  await run(start());
  services.advance(-year);
  const id = raise();
  services.advance(1000);
  const next = start();
  await run(next);
  await run(next);
  expect(shown(id)).toBe(1);
});
