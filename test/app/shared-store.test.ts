import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgres, PROMPT } from "../../src/adapters/store/postgres.ts";
import { openStore } from "../../src/adapters/store/store.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, type Harness, type Shown } from "../support/harness.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { silentLog, startServices, type Services } from "../support/services.ts";

/** Two processes share a PostgreSQL database, and a copy of it is put back under them, by other means than `restore`. */

let postgres: TestPostgres;
let databaseUrl: string;
let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.database();
  services = await startServices({ oneClock: true, databaseUrl });
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(async () => {
  await services?.close();
  await postgres?.stop();
});

/** The request is in the store again as it was then. */
async function putBack(then: Request): Promise<void> {
  await services.store.transaction(async (tx) => {
    const { version } = (await tx.requests.get(then.id)) ?? then;
    expect(await tx.requests.replace({ ...then, version, dueAt: services.clock.now() })).toBe(true);
  });
}

async function run(someone: Harness, card: Shown, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        services.advance(2000);
        await someone.tick();
        return (await flows.request(card)).state;
      },
      { timeout: 20_000 },
    )
    .toBe(state);
}

const lists = () =>
  services.sandboxDefender.calls.filter(
    ({ path, query }) => /machineactions$/.test(path) && query["$filter"]?.includes("Isolate"),
  ).length;

test("who is alone on it sends what it has opened without a look", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().id} alone-here`);
  await harness.click("carla", card, "Approve");
  const before = lists();
  await run(harness, card, "Succeeded");
  expect([flows.sent("alone-here"), lists() - before]).toEqual([1, 0]);
});

test("what one process opened and another one sent is looked for first by the one that opened it", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().id} sent-elsewhere`);
  const store = await openStore({ dataDir: "", databaseUrl, log: silentLog });
  const other = openHarness({ ...services, store }, undefined, harness.shown);
  await other.click("carla", card, "Approve");
  const then = await flows.request(card);
  expect(then.state).toBe("Approved");
  await run(other, card, "Succeeded");
  await putBack(then);
  await run(harness, card, "Succeeded");
  expect(flows.sent("sent-elsewhere")).toBe(1);
  await store.close();
});

test("what another one took since a process began is not given back by it, though it was alone then", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().id} taken-meanwhile`);
  const url = await postgres.database();
  const own = await openStore({ dataDir: "", databaseUrl: url, log: silentLog });
  expect(own.aloneSince()).not.toBeNull();
  const other = await openStore({ dataDir: "", databaseUrl: url, log: silentLog });
  const now = services.clock.now();
  const taken: Request = { ...(await flows.request(card)), state: "Pending", dueAt: now + 16_000 };
  await other.transaction((tx) => tx.requests.insert(taken));
  await own.freeHeld(now);
  expect(await other.read((tx) => tx.requests.get(taken.id))).toMatchObject({ dueAt: now + 16_000 });
  await other.close();
  await own.freeHeld(now);
  expect(await own.read((tx) => tx.requests.get(taken.id))).toMatchObject({ dueAt: now });
  await own.close();
});

test("a process notices that the database is one from before what it has written, sends nothing more and ends", async () => {
  const ended: string[] = [];
  const own = await openStore({
    ...{ dataDir: "", databaseUrl, log: silentLog },
    onReplaced: () => ended.push("replaced"),
  });
  const someone = openHarness({ ...services, store: own }, undefined, harness.shown);
  const database = openPostgres(databaseUrl, silentLog, PROMPT);
  const rows = () =>
    database.lend((db) =>
      sql<{ name: string; owner: string }>`select name, owner from leases where name like ${"bot %"}`
        .execute(db)
        .then((found) => found.rows),
    );
  const copied = await rows();
  await own.confirmAlone();
  const card = await flows.ask(`isolate ${flows.workstation().id} from-before`);
  await someone.click("carla", card, "Approve");
  for (const { name, owner } of copied) {
    await database.lend((db) => sql`update leases set owner = ${owner} where name = ${name}`.execute(db));
  }
  await expect(own.confirmAlone()).rejects.toThrow("restored from a backup");
  await someone.tick().catch(() => undefined);
  expect([ended, flows.sent("from-before")]).toEqual([["replaced"], 0]);
  await database.close();
  await own.close();
});
