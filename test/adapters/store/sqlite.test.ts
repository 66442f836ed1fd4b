import { execFileSync } from "node:child_process";
import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql, type KyselyPlugin } from "kysely";
import { expect, it } from "vitest";
import { deviceQueue } from "../../../src/adapters/store/migrations/device-queue.ts";
import { openSqlite } from "../../../src/adapters/store/sqlite.ts";
import { openReadOnly, openStore, openTx } from "../../../src/adapters/store/store.ts";
import { alertsContract } from "./alerts-contract.ts";
import { auditContract } from "./audit-contract.ts";
import { storeContract } from "./contract.ts";
import { conversationsContract } from "./conversations-contract.ts";
import { postsContract } from "./posts-contract.ts";
import { requestsContract } from "./requests-contract.ts";
import { request, silent } from "./fixtures.ts";
import { DatabaseSync } from "node:sqlite";

function options() {
  return { dataDir: join(mkdtempSync(join(tmpdir(), "store-")), "data"), databaseUrl: null, log: silent };
}

storeContract("SQLite", () => openStore(options()));
auditContract("SQLite", () => openStore(options()));
alertsContract("SQLite", () => openStore(options()));
conversationsContract("SQLite", () => openStore(options()));
postsContract("SQLite", () => openStore(options()));
requestsContract("SQLite", () => openStore(options()));

it("keeps its directory and its file to itself", async () => {
  const where = options();
  const store = await openStore(where);
  expect(statSync(where.dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(where.dataDir, "bot.sqlite")).mode & 0o777).toBe(0o600);
  await store.close();
});

it("waits for the disk at each commit, but for those that are in order", async () => {
  const engine = openSqlite(options().dataDir);
  const FULL = 2;
  const NORMAL = 1;
  for (const [durability, wanted] of [
    ["in-order", NORMAL],
    ["at-once", FULL],
    ["in-order", NORMAL],
  ] as const) {
    await engine.lend(async (db) => {
      await engine.beginWrite(db, durability);
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      expect(rows).toEqual([{ synchronous: wanted }]);
      await engine.commit(db);
    });
  }
  await engine.close();
});

it("reads neither all requests nor all cards for what every click, call and look of the loops asks", async () => {
  const where = options();
  await (await openStore(where)).close();
  const engine = openSqlite(where.dataDir);
  const plans: string[] = [];
  await engine.lend(async (db) => {
    const transformQuery: KyselyPlugin["transformQuery"] = ({ node, queryId }) => {
      const { sql: text, parameters } = db.getExecutor().compileQuery(node, queryId);
      const raw = new DatabaseSync(join(where.dataDir, "bot.sqlite"), { readOnly: true });
      const plan = raw.prepare(`explain query plan ${text}`).all(...parameters.map(() => 1));
      raw.close();
      plans.push(...plan.map(({ detail }) => String(detail)));
      return node;
    };
    const transformResult: KyselyPlugin["transformResult"] = ({ result }) => Promise.resolve(result);
    const { requests, posts } = openTx(db.withPlugin({ transformQuery, transformResult }));
    const by = { accounts: ["suspend"], devices: ["isolate"] } as const;
    await requests.takenAway(by, 1, { isLasting: true });
    await requests.openOn("d".repeat(40), "isolate");
    await requests.unsettled("d".repeat(40));
    await requests.due(1, 20, { from: 1, to: 2 });
    await posts.want("A-1", 1);
    await posts.claimDue({ place: "19:a", asker: null }, 1, 1, 10);
  });
  await engine.close();
  const used = plans.filter((one) => one.startsWith("SEARCH") || one.startsWith("SCAN"));
  expect(used).toEqual([
    "SEARCH requests USING INDEX requests_approved (action=? AND approved_at>?)",
    "SEARCH step USING INDEX requests_state (state=?)",
    "SEARCH leader USING INDEX sqlite_autoindex_requests_1 (id=?)",
    "SEARCH requests USING INDEX requests_held (action=?)",
    "SEARCH ending USING INDEX requests_on_target (target_id=? AND action=? AND state=?)",
    "SEARCH leader USING INDEX sqlite_autoindex_requests_1 (id=?)",
    "SEARCH requests USING INDEX requests_on_target (target_id=? AND action=?)",
    "SEARCH requests USING INDEX requests_on_target (target_id=?)",
    "SEARCH requests USING INDEX requests_urgency (urgency>? AND urgency<?)",
    "SCAN conversations USING COVERING INDEX conversations_removed",
    "SEARCH posts USING INDEX posts_subject (subject=?)",
    "SCAN conversations USING COVERING INDEX conversations_removed",
    "SEARCH posts USING INDEX posts_due_in (conversation_id=? AND due_at<?)",
  ]);
});

it("refuses a second bot, lets a reader in that can't write, and opens again after a close", async () => {
  const where = options();
  const store = await openStore(where);
  await expect(openStore(where)).rejects.toMatchObject({ code: "store" });
  await expect(openStore(where)).rejects.toThrow("another bot process");
  const reader = await openReadOnly(where);
  await expect(reader.read((db) => db.deleteFrom("tokens").execute())).rejects.toMatchObject({
    code: "store",
  });
  await reader.close();
  await store.close();
  await expect(store.probe()).rejects.toThrow("closed");
  const again = await openStore(where);
  await again.probe();
  await again.close();
});

// Where a process can be kept from letting its files grow.
it.skipIf(process.platform !== "linux")("goes on by itself after the disk was full", () => {
  const child = new URL("./full-child.ts", import.meta.url).pathname;
  const said = execFileSync(process.execPath, [child, options().dataDir], { encoding: "utf8" });
  const refused = expect.stringMatching(/disk|full/) as string;
  expect(JSON.parse(said)).toEqual([refused, refused, "1000000"]);
});

it("refuses a store of a newer version, and stays closed afterwards", async () => {
  const where = options();
  await (await openStore(where)).close();
  const raw = new DatabaseSync(join(where.dataDir, "bot.sqlite"));
  raw.exec("update schema_version set version = version + 1");
  await expect(openStore(where)).rejects.toThrow("newer version");
  await expect(openReadOnly(where)).rejects.toThrow("newer version");
  raw.exec("update schema_version set version = version - 1");
  raw.close();
  await (await openStore(where)).close();
});

it("finds the targets of requests that were stored before it had a column for them", async () => {
  const where = options();
  const first = await openStore(where);
  await first.transaction((tx) => tx.requests.insert(request("OLD", { state: "Approved" })));
  await first.close();
  const raw = new DatabaseSync(join(where.dataDir, "bot.sqlite"));
  raw.exec("drop index requests_on_target; alter table requests drop column target_id;");
  raw.close();
  const engine = openSqlite(where.dataDir);
  await engine.lend(deviceQueue);
  await engine.close();
  const store = await openStore(where);
  const found = await store.transaction((tx) => tx.requests.unsettled("d".repeat(40)));
  expect(found.map((row) => row.id)).toEqual(["OLD"]);
  await store.close();
});

it("tells a damaged row from a missing one", async () => {
  const where = options();
  await (await openStore(where)).close();
  const raw = new DatabaseSync(join(where.dataDir, "bot.sqlite"));
  raw.exec(
    "insert into requests (id, version, state, action, origin, requested_at, body) values ('X', 1, 'Requested', 'isolate', 'o', 1, '{broken')",
  );
  raw.close();
  const store = await openStore(where);
  await expect(store.transaction((tx) => tx.requests.get("X"))).rejects.toMatchObject({ code: "store" });
  await store.close();
});

it("says that there is no store to read", async () => {
  await expect(openReadOnly(options())).rejects.toThrow("there is no store");
});
