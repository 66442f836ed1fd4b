import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../src/adapters/store/database.ts";
import { changingSchema, createSchema } from "../../../src/adapters/store/migrate.ts";
import { MIGRATIONS } from "../../../src/adapters/store/migrations/index.ts";
import { steps } from "../../../src/adapters/store/migrations/steps.ts";
import { openPostgres, PATIENT } from "../../../src/adapters/store/postgres.ts";
import { openSqlite } from "../../../src/adapters/store/sqlite.ts";
import { openStore, type OpenStore } from "../../../src/adapters/store/store.ts";
import { isLeader, isStep } from "../../../src/requests/machine/steps.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { STORES } from "../../support/database.ts";
import { request, silent } from "./fixtures.ts";

/** A store that was written before requests had steps: each of its requests is one call on one target, and goes on. */

const WAITING = request("OLD1-WAIT");
const SENT = request("OLD2-SENT", { state: "Executing", action: "isolate", dueAt: 2000 });

let postgres: TestPostgres;
const dataDir = join(mkdtempSync(join(tmpdir(), "store-")), "data");

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** As that version wrote them: without a word of steps, in the row and in its body. */
async function writeAsBefore(engine: Engine): Promise<void> {
  await changingSchema(engine, async (db) => {
    await createSchema(db, MIGRATIONS.indexOf(steps));
    for (const old of [WAITING, SENT]) {
      const { id, version, state, action, origin, requestedAt, dueAt, target } = old;
      const approvedAt = state === "Executing" ? requestedAt : null;
      await sql`insert into requests
        (id, version, state, action, origin, target_id, requested_at, approved_at, due_at, body)
        values (${id}, ${version}, ${state}, ${action}, ${origin}, ${target.id}, ${requestedAt},
          ${approvedAt}, ${dueAt}, ${JSON.stringify(old)})`.execute(db);
    }
    await sql`insert into subscriptions (id, conversation_id, kind, filter, created_by, created_at)
      values ('S1', 'c1', 'approvals', '{}', 'u', 1)`.execute(db);
  });
  await engine.close();
}

describe.each(STORES)("requests of before there were steps, on %s", (kind) => {
  let store: OpenStore;

  beforeAll(async () => {
    const databaseUrl = kind === "PostgreSQL" ? await postgres.database() : null;
    await writeAsBefore(
      databaseUrl === null ? openSqlite(dataDir) : openPostgres(databaseUrl, silent, PATIENT),
    );
    store = await openStore({ dataDir, databaseUrl, log: silent });
  });

  afterAll(() => store?.close());

  test("are requests of one step: they stand in the list by themselves, and lead nobody", async () => {
    const open = await store.read((tx) => tx.requests.open());
    expect(open.map(({ id }) => id).toSorted()).toEqual([WAITING.id, SENT.id]);
    for (const one of open) expect([isStep(one), isLeader(one)]).toEqual([false, false]);
    expect(await store.read((tx) => tx.requests.get(WAITING.id))).toEqual(WAITING);
  });

  test("leave the subscriptions of then as they are: told when it happens, at no time of their own", async () => {
    await store.read(async (tx) => {
      expect(await tx.subscriptions.ofKind("approvals")).toMatchObject([{ id: "S1", pausedSince: null }]);
      expect(await tx.subscriptions.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    });
  });

  test("count as one call each in the limits, and only what was approved", async () => {
    expect(await store.read((tx) => tx.steps.sent("isolate", 0))).toBe(1);
  });

  test("are changed as before", async () => {
    const cancelled = { ...WAITING, state: "Cancelled", finishedAt: 3000, dueAt: null } as const;
    expect(await store.transaction((tx) => tx.requests.replace(cancelled))).toBe(true);
    expect(await store.read((tx) => tx.requests.get(WAITING.id))).toMatchObject({
      ...{ state: "Cancelled", version: WAITING.version + 1 },
    });
  });
});
