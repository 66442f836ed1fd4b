import { sql } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { bringUpToDate, createSchema } from "./migrate.ts";
import { openSnapshot, type Manifest, type Row, type Snapshot, type TableName } from "./snapshot.ts";
import { siteOf } from "./site-of.ts";
import type { StoreOptions } from "./site.ts";
import { openTx } from "./store.ts";

/** Rows in one statement: all databases bound the number of parameters. */
const CHUNK = 100;

/** What a restore has done. */
export interface Restored<T> {
  readonly manifest: Manifest;
  /** What `settle` gave. */
  readonly settled: T;
  /** Where the store that was there before is kept; null: nowhere, or there was none. */
  readonly kept: string | null;
}

/**
 * Puts a copy in the place of the store, brings it up to date and lets `settle` make of it what a restored store has to
 * be; all of it happens or nothing does.
 * @param settle gets the epoch milliseconds of the copy
 * @throws Fault `store`: no whole copy, of a newer version, or a bot is running on the store
 */
export async function restoreStore<T>(
  options: StoreOptions,
  folder: string,
  settle: (tx: Tx, copiedAt: number) => Promise<T>,
): Promise<Restored<T>> {
  const snapshot = await openSnapshot(folder);
  const { manifest } = snapshot;
  const site = await siteOf(options);
  const { result, kept } = await site.replace(async (db) => {
    await rebuild(db, snapshot, options.log);
    return settle(openTx(db), Date.parse(manifest.at));
  });
  return { manifest, settled: result, kept };
}

async function rebuild(db: Db, snapshot: Snapshot, log: Log): Promise<void> {
  await createSchema(db, snapshot.manifest.schema);
  for (const table of snapshot.tables) await fill(db, snapshot, table);
  await bringUpToDate(db, log);
  await forgetPassing(db);
}

async function fill(db: Db, snapshot: Snapshot, table: TableName): Promise<void> {
  // A new schema has some rows of its own.
  await db.deleteFrom(table).execute();
  let chunk: Row[] = [];
  for await (const row of snapshot.rows(table)) {
    chunk.push(row);
    if (chunk.length < CHUNK) continue;
    await insert(db, table, chunk);
    chunk = [];
  }
  await insert(db, table, chunk);
}

async function insert(db: Db, table: TableName, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const values = rows.map((row) => {
    const cells = columns.map((column) => row[column]);
    if (Object.keys(row).length !== columns.length || cells.includes(undefined)) {
      throw new Fault("store", "the backup is damaged: the rows of a table differ in their columns", {
        table,
      });
    }
    return sql`(${sql.join(cells)})`;
  });
  const names = sql.join(columns.map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(db);
}

/**
 * What must not come to life again: commands that waited for a sign-in and may have been run since, sign-ins whose
 * tickets and codes were good for once, who led or held what, and news that is old by now.
 */
async function forgetPassing(db: Db): Promise<void> {
  await db.deleteFrom("pending").execute();
  await db.deleteFrom("sign_ins").execute();
  await db.deleteFrom("leases").execute();
  await db.updateTable("audit_sinks").set({ holder: null, leased_until: 0 }).execute();
  await db.deleteFrom("posts").where("kind", "=", "notice").where("due_at", "is not", null).execute();
  await db.updateTable("posts").set({ leased_until: 0 }).execute();
}
