import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Db } from "./database.ts";
import { changingSchema, migrate } from "./migrate.ts";
import {
  closing,
  closingOnFailure,
  contentsOf,
  EMPTY,
  type Opened,
  type Site,
  type StoreContents,
  type StoreOptions,
} from "./site.ts";
import { openSqlite, openSqliteReadOnly, replaceSqlite, sqliteFile, unwritable } from "./sqlite.ts";
import { inTransaction } from "./transactions.ts";

/** A file in the data directory, for one bot process. */
export function sqliteSite({ dataDir, log }: StoreOptions): Site {
  return {
    kind: "sqlite",
    name: `SQLite in ${dataDir}`,
    async open(): Promise<Opened> {
      const engine = openSqlite(dataDir);
      await closingOnFailure(engine, () => migrate(engine, log));
      return { engine, presence: null };
    },
    openForReading: async () => openSqliteReadOnly(dataDir),
    probe: () => probe(dataDir),
    replace(fill) {
      const label = `before-restore-${new Date().toISOString().replace(/[-:.]/g, "")}`;
      return replaceSqlite(dataDir, label, (engine) => changingSchema(engine, (db: Db) => fill(db)));
    },
  };
}

async function probe(dataDir: string): Promise<StoreContents> {
  assertWritable(dataDir);
  if (!existsSync(sqliteFile(dataDir))) return EMPTY;
  const engine = openSqliteReadOnly(dataDir);
  return closing(engine, () => inTransaction(engine, engine.beginRead, contentsOf));
}

/** A directory that is not there yet will be made, so its nearest ancestor counts. */
function assertWritable(dataDir: string): void {
  let folder = resolve(dataDir);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    // Not `access`: that says yes to root on a disk that is mounted read-only.
    rmdirSync(mkdtempSync(join(folder, ".doctor-")));
  } catch (error) {
    throw unwritable(dataDir, error);
  }
}
