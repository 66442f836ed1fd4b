import { sql } from "kysely";
import { Fault } from "../../core/errors.ts";
import type { Log } from "../../core/ports.ts";
import type { Db, Engine } from "./database.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { inTransaction, retried } from "./transactions.ts";

/** Any number that no other software on the database server uses for its advisory locks. */
const LOCK_KEY = 72_616_501;

/**
 * Brings the schema up to date in one transaction; instances that start together wait for one another.
 * @throws Fault `store` when a newer version of the software has migrated it
 */
export async function migrate(engine: Engine, log: Log): Promise<void> {
  // Not serialisable on PostgreSQL: who waited for the lock has to see what its holder did.
  const begin = async (db: Db): Promise<void> => {
    if (engine.kind === "postgres") await sql`begin`.execute(db);
    else await engine.beginWrite(db, "at-once");
  };
  await retried(performance.now(), () =>
    inTransaction(engine, begin, (db) => bringUpToDate(engine, db, log)),
  );
}

async function bringUpToDate(engine: Engine, db: Db, log: Log): Promise<void> {
  if (engine.kind === "postgres") await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(db);
  await db.schema
    .createTable("schema_version")
    .ifNotExists()
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("version", "integer", (column) => column.notNull())
    .execute();
  await db
    .insertInto("schema_version")
    .values({ id: 1, version: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const from = await versionOf(db);
  for (const step of MIGRATIONS.slice(from)) await step(db);
  if (from === MIGRATIONS.length) return;
  await db.updateTable("schema_version").set({ version: MIGRATIONS.length }).where("id", "=", 1).execute();
  log.info("store migrated", { from, to: MIGRATIONS.length });
}

/** The version of a schema that this software knows. @throws Fault `store` when it is newer */
export async function versionOf(db: Db): Promise<number> {
  const { version } = await db
    .selectFrom("schema_version")
    .select("version")
    .where("id", "=", 1)
    .executeTakeFirstOrThrow();
  if (version > MIGRATIONS.length) {
    throw new Fault("store", "the store was written by a newer version of this software", {
      found: version,
      known: MIGRATIONS.length,
    });
  }
  return version;
}
