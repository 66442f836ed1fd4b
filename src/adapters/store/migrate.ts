import { Fault } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Db, Engine } from "./database.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { inTransaction, retried } from "./transactions.ts";

/**
 * Brings the schema up to date in one transaction; instances that start together wait for one another.
 * @param meanwhile is done in that transaction, while nobody else can change the schema
 * @throws Fault `store` when a newer version of the software has migrated it
 */
export async function migrate(
  engine: Engine,
  log: Log,
  meanwhile: (db: Db) => Promise<void> = async () => {},
): Promise<void> {
  await retried(engine, performance.now(), () =>
    changingSchema(engine, async (db) => {
      await bringUpToDate(db, log);
      await meanwhile(db);
    }),
  );
}

/** One transaction that may change the schema; another one waits for its end. */
export function changingSchema<T>(engine: Engine, work: (db: Db) => Promise<T>): Promise<T> {
  return inTransaction(engine, engine.beginSchemaChange, work);
}

/** From whatever version it is at (none: a new store) to the one of this software. */
export async function bringUpToDate(db: Db, log: Log): Promise<void> {
  await createVersion(db, 0);
  const from = await versionOf(db);
  for (const step of MIGRATIONS.slice(from)) await step(db);
  if (from === MIGRATIONS.length) return;
  await db.updateTable("schema_version").set({ version: MIGRATIONS.length }).where("id", "=", 1).execute();
  log.info("store migrated", { from, to: MIGRATIONS.length });
}

/** Makes the schema as it was at an earlier version, in a database without one. */
export async function createSchema(db: Db, version: number): Promise<void> {
  await createVersion(db, version);
  for (const step of MIGRATIONS.slice(0, version)) await step(db);
}

/** Writes it down where none is yet. */
async function createVersion(db: Db, version: number): Promise<void> {
  await db.schema
    .createTable("schema_version")
    .ifNotExists()
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("version", "integer", (column) => column.notNull())
    .execute();
  await db
    .insertInto("schema_version")
    .values({ id: 1, version })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
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
