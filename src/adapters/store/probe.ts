import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sql } from "kysely";
import type { SigningKey } from "../../audit/checkpoint.ts";
import { Fault } from "../../shared/errors.ts";
import { checkpointsOf } from "./checkpoints.ts";
import type { Db, Engine } from "./database.ts";
import { versionOf } from "./migrate.ts";
import { openPostgres, PROMPT } from "./postgres.ts";
import { openSqliteReadOnly, sqliteFile } from "./sqlite.ts";
import type { StoreOptions } from "./store.ts";
import { inTransaction } from "./transactions.ts";

/** What is there before a bot starts on it. */
export interface StoreProbe {
  readonly kind: Engine["kind"];
  /** False: nothing there yet, the first start makes it. */
  readonly exists: boolean;
  /** Keys of the audit checkpoints, oldest first. */
  readonly auditKeys: readonly SigningKey[];
}

/**
 * Looks at a store without changing it, beside a bot that may be running.
 * @throws Fault `store`: unreachable, not writable, damaged, or of a newer version of this software
 */
export async function probeStore(options: StoreOptions): Promise<StoreProbe> {
  if (options.databaseUrl !== null) {
    const engine = openPostgres(options.databaseUrl, options.log, PROMPT);
    return closing(engine, () => inTransaction(engine, engine.beginRead, probePostgres));
  }
  assertWritable(options.dataDir);
  if (!existsSync(sqliteFile(options.dataDir))) return { kind: "sqlite", exists: false, auditKeys: [] };
  const engine = openSqliteReadOnly(options.dataDir);
  return closing(engine, () =>
    inTransaction(engine, engine.beginRead, async (db) => ({ kind: "sqlite", ...(await contents(db)) })),
  );
}

async function closing<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await engine.close();
  }
}

async function contents(db: Db): Promise<Pick<StoreProbe, "exists" | "auditKeys">> {
  await versionOf(db);
  return { exists: true, auditKeys: await checkpointsOf(db).keys() };
}

async function probePostgres(db: Db): Promise<StoreProbe> {
  const { rows } = await sql<{ writes: boolean; exists: boolean }>`
    select has_schema_privilege(current_schema(), 'CREATE') and not pg_is_in_recovery()
        and current_setting('default_transaction_read_only') = 'off' as writes,
      to_regclass('schema_version') is not null as exists`.execute(db);
  const [row] = rows;
  if (row?.writes !== true) throw new Fault("store", "the database can't be written to by this user");
  return { kind: "postgres", ...(row.exists ? await contents(db) : { exists: false, auditKeys: [] }) };
}

/** A directory that is not there yet will be made, so its nearest ancestor counts. */
function assertWritable(dataDir: string): void {
  let folder = resolve(dataDir);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    // Not `access`: that says yes to root on a disk that is mounted read-only.
    rmdirSync(mkdtempSync(join(folder, ".doctor-")));
  } catch (error) {
    throw new Fault("store", `the data directory ${dataDir} can't be written to`, {}, { cause: error });
  }
}
