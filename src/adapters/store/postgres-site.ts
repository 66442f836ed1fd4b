import { sql } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Db } from "./database.ts";
import { changingSchema, migrate } from "./migrate.ts";
import { openPostgres, PATIENT, PROMPT } from "./postgres.ts";
import { awaitNoBots, createPresence } from "./presence.ts";
import { TABLES } from "./schema.ts";
import {
  closing,
  contentsOf,
  EMPTY,
  type Opened,
  type Site,
  type StoreContents,
  type StoreOptions,
} from "./site.ts";
import { inTransaction } from "./transactions.ts";

type Options = StoreOptions & { readonly databaseUrl: string };

/** A database on a server, which several bots share. */
export function postgresSite(options: Options): Site {
  const { databaseUrl, log } = options;
  return {
    kind: "postgres",
    name: "PostgreSQL",
    open: () => openForBot(options),
    openForReading: async () => openPostgres(databaseUrl, log, PATIENT),
    probe() {
      const engine = openPostgres(databaseUrl, log, PROMPT);
      return closing(engine, () => inTransaction(engine, engine.beginRead, probe));
    },
    async replace(fill) {
      const engine = openPostgres(databaseUrl, log, PATIENT);
      const result = await closing(engine, () =>
        changingSchema(engine, async (db) => {
          await clear(db);
          return fill(db);
        }),
      );
      return { result, kept: null };
    },
  };
}

async function openForBot({ databaseUrl, log, onReplaced }: Options): Promise<Opened> {
  const presence = createPresence();
  const patient = openPostgres(databaseUrl, log, PATIENT);
  await closing(patient, () => migrate(patient, log, (db) => presence.announce(db)));
  const engine = openPostgres(databaseUrl, log, PROMPT);
  presence.keep(engine, () => onReplaced?.());
  return { engine, presence };
}

async function probe(db: Db): Promise<StoreContents> {
  const { rows } = await sql<{ writes: boolean; exists: boolean }>`
    select has_schema_privilege(current_schema(), 'CREATE') and not pg_is_in_recovery()
        and current_setting('default_transaction_read_only') = 'off' as writes,
      to_regclass('schema_version') is not null as exists`.execute(db);
  const [row] = rows;
  if (row?.writes !== true) throw new Fault("store", "the database can't be written to by this user");
  return row.exists ? contentsOf(db) : EMPTY;
}

/** Takes away what is there, once nobody works on it. */
async function clear(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema()`.execute(
    db,
  );
  const here = new Set(rows.map(({ name }) => name));
  if (here.has("leases")) await awaitNoBots(db);
  for (const table of [...Object.keys(TABLES), "schema_version"]) {
    if (here.has(table)) await db.schema.dropTable(table).execute();
  }
}
