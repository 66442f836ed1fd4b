import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore, type OpenStore } from "../../../src/adapters/store/store.ts";
import { openLine, through, type Line } from "../../support/line.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { draft, silent } from "./fixtures.ts";

/** A database that goes away for a while: what was promised is kept, and nobody waits for it without end. */

const away = { code: "store" };
const append = (store: OpenStore) => store.transaction((tx) => tx.audit.append(draft()));
const count = (store: OpenStore) =>
  store.transaction(async (tx) => ((await tx.audit.head())?.index ?? -1) + 1);

describe("PostgreSQL", () => {
  let server: TestPostgres;
  let line: Line;
  let store: OpenStore;
  beforeAll(async () => {
    server = await startPostgres();
  });
  beforeEach(async () => {
    const url = await server.database();
    line = await openLine(Number(new URL(url).port));
    store = await openStore({ dataDir: "", databaseUrl: through(line, url), log: silent });
  });
  afterEach(async () => {
    await line.restore();
    await store.close();
    await line.close();
  });
  afterAll(() => server.stop());

  test("connections that were lost while idle are noticed by nobody", async () => {
    await Promise.all([append(store), append(store), append(store)]);
    line.cut();
    await Promise.all([append(store), append(store), append(store)]);
    expect(await count(store)).toBe(6);
  });

  test("a transaction that loses its connection before the commit is done again, and counts once", async () => {
    let runs = 0;
    await store.transaction(async (tx) => {
      runs += 1;
      await tx.audit.append(draft());
      if (runs === 1) line.cut();
      await tx.audit.append(draft());
    });
    expect(runs).toBe(2);
    expect(await count(store)).toBe(2);
  });

  test("a server that refuses is a fault soon, and forgiven as soon as it is back", async () => {
    await line.refuse();
    await expect(append(store)).rejects.toMatchObject(away);
    await line.restore();
    await append(store);
    expect(await count(store)).toBe(1);
  });

  test("a short absence is waited for", async () => {
    await line.refuse();
    const appended = append(store);
    await line.restore();
    expect((await appended).index).toBe(0);
  });

  test("a server that has gone silent is a fault within 5 s, for many at once and amid a transaction too", async () => {
    await append(store);
    const silence = Promise.withResolvers<void>();
    const amid = store.transaction(async (tx) => {
      await tx.audit.head();
      line.hang();
      silence.resolve();
      await Promise.all([tx.audit.head(), tx.audit.list(null, 1), tx.tokens.get("none")]);
    });
    await silence.promise;
    const signal = AbortSignal.timeout(5_000);
    const many = await Promise.allSettled([amid, ...Array.from({ length: 25 }, () => append(store))]);
    expect(many.every(({ status }) => status === "rejected")).toBe(true);
    expect(signal.aborted).toBe(false);
    await line.restore();
    await expect.poll(() => append(store).then(() => "works")).toBe("works");
  });
});

describe("SQLite", () => {
  let folder: string;
  let store: OpenStore;
  let other: DatabaseSync;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "away-"));
    store = await openStore({ dataDir: folder, databaseUrl: null, log: silent });
    other = new DatabaseSync(join(folder, "bot.sqlite"));
  });
  afterEach(async () => {
    other.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("a file that a tool has locked for a moment is waited for, and the process goes on meanwhile", async () => {
    other.exec("BEGIN IMMEDIATE");
    const appended = append(store);
    // Comes in between, so the wait blocks nobody else.
    await new Promise((resolve) => setImmediate(resolve));
    other.exec("COMMIT");
    expect((await appended).index).toBe(0);
  });

  test("a file that stays locked is a fault within 5 s, for many at once too", async () => {
    other.exec("BEGIN IMMEDIATE");
    const signal = AbortSignal.timeout(5_000);
    const many = await Promise.allSettled(Array.from({ length: 25 }, () => append(store)));
    expect(many.map((one) => (one.status === "rejected" ? (one.reason as object) : null))).toEqual(
      many.map(() => expect.objectContaining(away)),
    );
    expect(signal.aborted).toBe(false);
    other.exec("ROLLBACK");
    expect((await append(store)).index).toBe(0);
  });
});
