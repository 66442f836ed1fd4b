import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STORES } from "../support/database.ts";
import { openFlows } from "../support/flows.ts";
import { openHarness, textOf } from "../support/harness.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { startServices, type Services } from "../support/services.ts";

/** The machine's clock was ahead for a while, and is put right by the next start. */

const AHEAD_MS = 46 * 60_000;
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres?.stop());

describe.each(STORES)("on %s", (kind) => {
  let services: Services;

  beforeAll(async () => {
    const databaseUrl = kind === "PostgreSQL" ? { databaseUrl: await postgres.database() } : {};
    services = await startServices({ oneClock: true, ...databaseUrl });
  });

  afterAll(() => services?.close());

  test("what was approved while it was ahead is not held up by so much: it is sent, and its card follows", async () => {
    const ahead = openHarness(services);
    const before = openFlows(services, ahead);
    for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
    await ahead.say("erin", before.soc, "enable");
    services.advance(AHEAD_MS);
    const card = await before.ask(`isolate ${before.workstation().id} ahead-of-time`);
    await ahead.click("carla", card, "Approve");
    services.advance(-AHEAD_MS);
    const harness = openHarness(services, undefined, ahead.shown);
    const flows = openFlows(services, harness);
    await flows.settle(card, "Succeeded");
    expect(flows.sent("ahead-of-time")).toBe(1);
    expect(textOf(card.content)).toContain("Succeeded");
  });

  test("what a process held when it was killed is free for the next one once nobody can be at it", async () => {
    const { store, clock } = services;
    const take = (at: number) => store.transaction((tx) => tx.once.take("a delivery", at, 5000));
    expect(await take(clock.now() + AHEAD_MS)).toEqual({ kind: "taken" });
    expect(await take(clock.now())).toEqual({ kind: "busy" });
    await openHarness(services).tick();
    expect(await take(clock.now())).toEqual({ kind: "busy" });
    expect(await take(clock.now() + 5000)).toEqual({ kind: "taken" });
  });

  test("what is looked at once more after it was done is not put off for as long as the clock was ahead", async () => {
    const { store, clock } = services;
    // Of a request that is gone: the look that is due takes it away.
    const row = { requestId: "GONE-GONE", targetId: "d1", kind: "device", round: 0 } as const;
    await store.transaction((tx) => tx.rechecks.put({ ...row, dueAt: clock.now() + 365 * 86_400_000 }));
    await openFlows(services, openHarness(services)).rest();
    expect(await store.read((tx) => tx.rechecks.get(row.requestId))).toBeNull();
  });
});
