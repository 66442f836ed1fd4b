import { certain } from "../../../src/shared/clock.ts";
import { verify } from "../../support/audit.ts";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Db } from "../../../src/adapters/store/database.ts";
import { openPostgres, PROMPT } from "../../../src/adapters/store/postgres.ts";
import { verifyStored } from "../../../src/adapters/store/audit-reader.ts";
import { openReadOnly, openStore, type OpenStore } from "../../../src/adapters/store/store.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { createCheckpoints } from "../../../src/audit/checkpoint-loop.ts";
import { systemIds } from "../../../src/adapters/node/ids.ts";
import { createSeal } from "../../../src/adapters/node/seal.ts";
import { createSigner } from "../../../src/adapters/node/signer.ts";
import { alertsContract } from "./alerts-contract.ts";
import { auditContract } from "./audit-contract.ts";
import { storeContract } from "./contract.ts";
import { conversationsContract } from "./conversations-contract.ts";
import { postsContract } from "./posts-contract.ts";
import { requestsContract } from "./requests-contract.ts";
import { approvals, draft, silent } from "./fixtures.ts";

const CHILD = new URL("./crash-child.ts", import.meta.url).pathname;

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

function open(databaseUrl: string): Promise<OpenStore> {
  return openStore({ dataDir: "", databaseUrl, log: silent });
}

storeContract("PostgreSQL", async () => open(await server.database()));
auditContract("PostgreSQL", async () => open(await server.database()));
alertsContract("PostgreSQL", async () => open(await server.database()));
conversationsContract("PostgreSQL", async () => open(await server.database()));
postsContract("PostgreSQL", async () => open(await server.database()));
requestsContract("PostgreSQL", async () => open(await server.database()));

it("waits for the disk at each commit, but for those that are in order", async () => {
  const engine = openPostgres(await server.database(), silent, PROMPT);
  for (const [durability, wanted] of [
    ["in-order", "off"],
    ["at-once", "on"],
  ] as const) {
    await engine.lend(async (db) => {
      await engine.beginWrite(db, durability);
      const { rows } = await sql`show synchronous_commit`.execute(db);
      expect(rows).toEqual([{ synchronous_commit: wanted }]);
      await engine.rollback(db);
    });
  }
  await engine.close();
});

it("lets instances start, append and read together without forking the chain", async () => {
  const url = await server.database();
  const stores = await Promise.all([open(url), open(url), open(url)]);
  await Promise.all(
    stores.flatMap((store) =>
      Array.from({ length: 5 }, () => store.transaction((tx) => tx.audit.append(draft()))),
    ),
  );
  const records = await stores[0].transaction((tx) => tx.audit.list(null, 100));
  expect(verify(records.toReversed())).toMatchObject({ ok: true, count: 15 });
  const reader = await openReadOnly({ dataDir: "", databaseUrl: url, log: silent });
  expect(await reader.read((db) => verifyStored(db, null))).toMatchObject({ ok: true, count: 15 });
  await expect(reader.read((db) => db.deleteFrom("audit").execute())).rejects.toMatchObject({
    code: "store",
  });
  await reader.close();
  await Promise.all(stores.map((store) => store.close()));
});

it("keeps change and record together when instances that append at once are killed", async () => {
  const url = await server.database();
  const store = await open(url);
  const kills = { one: 6, two: 11, three: 17 };
  const seen = await Promise.all(Object.entries(kills).map(([name, after]) => killAfter(url, name, after)));
  for (const [at, name] of Object.keys(kills).entries()) {
    const [newest] = await store.transaction((tx) => tx.audit.list(name, 1));
    const last = await store.transaction((tx) => tx.tokens.get(`last of ${name}`));
    expect(last).toBe(String(newest?.index));
    expect(newest?.index).toBeGreaterThanOrEqual(seen[at] ?? Infinity);
  }
  const after = await store.transaction((tx) => tx.audit.append(draft()));
  const reader = await openReadOnly({ dataDir: "", databaseUrl: url, log: silent });
  const whole = { ok: true, count: after.index + 1, head: after.hash };
  expect(await reader.read((db) => verifyStored(db, null))).toEqual(whole);
  await reader.close();
  await store.close();
});

/** Lets an instance append so many records, kills it, and gives the index of the last one it said was committed. */
async function killAfter(url: string, name: string, records: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, url, name], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let [count, last] = [0, -1];
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    count += 1;
    if (count === records) child.kill("SIGKILL");
  }
  await ended;
  return last;
}

it("gives instances that start at once one key and one checkpoint", async () => {
  const url = await server.database();
  const stores = await Promise.all([open(url), open(url), open(url)]);
  await stores[0].transaction((tx) => tx.audit.append(draft()));
  const seal = createSeal(randomBytes(32), null);
  const clock = certain(() => draft().at + 3_600_000);
  const steps = stores.map((store) =>
    createCheckpoints({
      ...{ store, clock, ids: systemIds, log: silent, identity: { holders: () => [] } },
      audit: { signer: createSigner(seal), sink: null, health: { broken: () => undefined } },
    }),
  );
  await stores[0].transaction((tx) => approvals(tx));
  await Promise.all(steps.map((step) => step()));
  await stores[0].transaction(async (tx) => {
    expect(await tx.checkpoints.keys()).toHaveLength(1);
    expect(await tx.checkpoints.between(0, 9)).toHaveLength(1);
    expect(await tx.posts.due(clock.now())).toHaveLength(1);
  });
  await Promise.all(stores.map((store) => store.close()));
});

it("is a fault of the store when the server can't be reached", async () => {
  await expect(open("postgres://nobody@127.0.0.1:1/none")).rejects.toMatchObject({ code: "store" });
});

/** Sessions that are open become those of a read-only node; whoever connects now reaches one that can be written to. */
async function failOver(url: string): Promise<() => Promise<void>> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const { pathname } = new URL(url);
  await admin.query(`alter database ${pathname.slice(1)} set default_transaction_read_only to off`);
  await admin.query("alter system set default_transaction_read_only to on");
  await admin.query("select pg_reload_conf()");
  return async () => {
    await admin.query("set default_transaction_read_only to off");
    await admin.query("alter system reset default_transaction_read_only");
    await admin.query("select pg_reload_conf()");
    await admin.end();
  };
}

it("after a fail-over the sessions of the old, read-only node are dropped, and nothing is lost on the way", async () => {
  const url = await server.database();
  const store = await open(url);
  const write = (index: number) => store.transaction((tx) => tx.cursors.set(`c${index}`, index));
  const all = Array.from({ length: 10 }, (_, index) => index);
  await Promise.all(all.map(write));
  const back = await failOver(url);
  try {
    await Promise.all(all.map(write));
    await store.probe();
  } finally {
    await back();
    await store.close();
  }
});

it("a server that is read-only is noticed by a write, with its own words, until it takes one again", async () => {
  const url = await server.database();
  const store = await open(url);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const database = new URL(url).pathname.slice(1);
  await admin.query(`alter database ${database} set default_transaction_read_only to on`);
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await expect(store.probe()).rejects.toThrow("in a read-only transaction");
  expect(await store.read((tx) => tx.tokens.get("none"))).toBeNull();
  await admin.query(`alter database ${database} reset default_transaction_read_only`);
  await store.probe();
  await admin.end();
  await store.close();
});

it.each(["57P01", "08006"])("a session that has ended with %s is not used again", async (code) => {
  const engine = openPostgres(await server.database(), silent, PROMPT);
  const pidOf = async (db: Db) =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]!.pid;
  let first = 0;
  const ended = engine.lend(async (db) => {
    first = await pidOf(db);
    await sql.raw(`do $$ begin raise exception 'told to go' using errcode = '${code}'; end $$`).execute(db);
  });
  await expect(ended).rejects.toMatchObject({
    fields: { sqlState: code },
    message: expect.stringContaining("told to go"),
  });
  expect(await engine.lend(pidOf)).not.toBe(first);
  await engine.close();
});

it("asks for nothing when it connects, and leaves no setting behind in the session: PgBouncer hands it on to others", async () => {
  const url = await server.database();
  const engine = openPostgres(url, silent, PROMPT);
  const settings = async (db: Db) =>
    (
      await sql<{ name: string; setting: string; source: string }>`
        select name, setting, source from pg_settings
        where name in ('statement_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(db)
    ).rows;
  await engine.lend(async (db) => {
    await engine.beginWrite(db, "in-order");
    expect(await settings(db)).toEqual([
      { name: "idle_in_transaction_session_timeout", setting: "60000", source: "session" },
      { name: "statement_timeout", setting: "3500", source: "session" },
    ]);
    await engine.commit(db);
    for (const { setting, source } of await settings(db)) expect([setting, source]).toEqual(["0", "default"]);
    const { rows } = await sql`select name from pg_prepared_statements`.execute(db);
    expect(rows).toEqual([]);
  });
  await engine.close();
});
