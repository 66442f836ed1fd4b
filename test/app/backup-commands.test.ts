import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changingSchema, createSchema } from "../../src/adapters/store/migrate.ts";
import { openSnapshot } from "../../src/adapters/store/snapshot.ts";
import { openSqlite } from "../../src/adapters/store/sqlite.ts";
import { openStore } from "../../src/adapters/store/store.ts";
import { backupCommand, restoreCommand, type CopyIo } from "../../src/backup/commands.ts";
import { systemIds } from "../../src/adapters/node/ids.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { START } from "../support/request.ts";
import { silentLog } from "../support/services.ts";

/** The two commands without a bot: engines, versions, and what they are told. */

let postgres: TestPostgres;
let parent: string;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "defender-bot-backup-"));
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
  rmSync(parent, { recursive: true, force: true });
});

test("a copy of one engine can be put into the other, and an older one is brought up to date", async () => {
  const said: string[] = [];
  const note = (text: string) => void said.push(text);
  const from = { DATA_DIR: join(parent, "data"), DATABASE_URL: "" };
  const into = { DATA_DIR: "", DATABASE_URL: await postgres.database() };
  const io = (environment: CopyIo["environment"]): CopyIo => ({
    environment,
    clock: { now: () => START },
    ids: systemIds,
    out: note,
    err: note,
  });
  const old = openSqlite(from.DATA_DIR);
  await changingSchema(old, (db) => createSchema(db, 2));
  await old.close();
  const copied = join(parent, "copy");
  expect(await backupCommand([copied], io(from)), said.join("\n")).toBe(0);
  expect(await restoreCommand([copied], io(into)), said.join("\n")).toBe(0);
  const store = await openStore({ dataDir: "", databaseUrl: into.DATABASE_URL, log: silentLog });
  expect(await store.read((tx) => tx.switches.halt())).toMatchObject({ by: "npm run restore", since: START });
  await store.close();
});

test("of two copies into one folder at once one is made, whole, and the other touches nothing of it", async () => {
  const environment = { DATA_DIR: join(parent, "twice") };
  await (await openStore({ dataDir: environment.DATA_DIR, databaseUrl: null, log: silentLog })).close();
  const io = { environment, clock: { now: () => START }, ids: systemIds, out: () => {}, err: () => {} };
  for (let round = 0; round < 5; round += 1) {
    const folder = join(parent, `twice-${round}`);
    const codes = await Promise.all([backupCommand([folder], io), backupCommand([folder], io)]);
    expect(codes.toSorted()).toEqual([0, 1]);
    await openSnapshot(folder);
    expect(readdirSync(folder)).not.toContain("unfinished");
  }
});

test("what the commands can't understand ends with 64, a bad DATABASE_URL with 78", async () => {
  const io = { environment: { DATABASE_URL: "mysql://x" }, clock: { now: () => START }, ids: systemIds };
  const words = { ...io, out: () => {}, err: () => {} };
  expect(await backupCommand([], words)).toBe(64);
  expect(await restoreCommand(["a", "b"], words)).toBe(64);
  expect(await restoreCommand(["a"], words)).toBe(78);
});

test("a folder that can't be made is refused in words, where the system finds nothing below it", async () => {
  const environment = { DATA_DIR: join(parent, "proc") };
  await (await openStore({ dataDir: environment.DATA_DIR, databaseUrl: null, log: silentLog })).close();
  const said: string[] = [];
  const note = (text: string) => void said.push(text);
  const io = { clock: { now: () => START }, ids: systemIds, out: note, err: note };
  for (const folder of ["/proc/x", "/proc/x/y"])
    expect(await backupCommand([folder], { ...io, environment })).toBe(1);
  expect(said[0]).toMatch(/^the folder \/proc\/x can't be used \(ENOENT.*No backup was made\.$/);
  await expect(openStore({ dataDir: "/proc/x", databaseUrl: null, log: silentLog })).rejects.toThrow(
    "the data directory /proc/x can't be written to",
  );
});

test("two restores within one second keep the store that was there before each of them", async () => {
  const environment = { DATA_DIR: join(parent, "kept") };
  await (await openStore({ dataDir: environment.DATA_DIR, databaseUrl: null, log: silentLog })).close();
  const io = { environment, clock: { now: () => START }, ids: systemIds, out: () => {}, err: () => {} };
  const copied = join(parent, "kept-copy");
  expect(await backupCommand([copied], io)).toBe(0);
  for (const _ of [1, 2, 3]) expect(await restoreCommand([copied], io)).toBe(0);
  const kept = readdirSync(environment.DATA_DIR).filter((name) => /before-restore-\w+$/.test(name));
  expect(kept).toHaveLength(3);
});
