import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  Kysely,
  LimitNode,
  OperatorNode,
  SqliteDialect,
  UnaryOperationNode,
  type KyselyPlugin,
  type SqliteDatabase,
  type SqliteStatement,
} from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Durability } from "../../shared/store.ts";
import { storeFault, storable, type Engine, type Trouble } from "./database.ts";
import { makeFolder } from "./folder.ts";
import type { Schema } from "./schema.ts";

const FILE = "bot.sqlite";
const LOCK_FILE = "lock.sqlite";
/** For tools that hold the write lock for a moment (a checkpoint, a backup). */
const BUSY_MS = 5000;
/** The bot's own wait blocks the whole process, so it is short; transactions are tried again meanwhile. */
const BLOCK_MS = 50;
const MAX_CACHED = 300;
/**
 * Pages in the log until they are put into the database, which is then flushed: 16 MiB. Four times SQLite's own, since the pages
 * that each turn writes are mostly the same ones, and are put there once.
 */
const LOG_PAGES = 4000;
/** Primary code, the low byte of `errcode`: somebody else holds the write lock. */
const SQLITE_BUSY = 5;

/**
 * Opens `<dataDir>/bot.sqlite` for the one bot process that may use it; creates directory (0700) and file (0600).
 * @throws Fault `store` when another process has it, or when the directory can't be used.
 */
export function openSqlite(dataDir: string): Engine {
  makePrivate(dataDir);
  const lock = lockDirectory(dataDir);
  try {
    const database = new DatabaseSync(sqliteFile(dataDir), { timeout: BUSY_MS });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;");
    database.exec(`PRAGMA busy_timeout = ${BLOCK_MS}; PRAGMA wal_autocheckpoint = ${LOG_PAGES};`);
    return engineOf(database, () => lock.close());
  } catch (error) {
    lock.close();
    throw storeFault(error);
  }
}

/** What belongs to a database in WAL mode. */
const SUFFIXES = ["", "-wal", "-shm"];

/**
 * Puts a new database, which `fill` makes, in the place of the one that is there; that one is kept beside it. Until the
 * new one is whole nothing is changed.
 * @returns what `fill` gives, and the file in which the old store is kept (null: there was none)
 * @throws Fault `store` when a bot process uses the directory, or `fill` fails
 */
export async function replaceSqlite<T>(
  dataDir: string,
  label: string,
  fill: (engine: Engine) => Promise<T>,
): Promise<{ readonly result: T; readonly kept: string | null }> {
  makePrivate(dataDir);
  const lock = lockDirectory(dataDir);
  const fresh = join(dataDir, "restoring.sqlite");
  try {
    discard(fresh);
    closeSync(openSync(fresh, "wx", 0o600));
    const engine = engineOf(new DatabaseSync(fresh), () => undefined);
    let result: T;
    try {
      result = await fill(engine);
    } finally {
      await engine.close();
    }
    const kept = setAside(sqliteFile(dataDir), label);
    discard(sqliteFile(dataDir), SUFFIXES.slice(1));
    renameSync(fresh, sqliteFile(dataDir));
    flushFolder(dataDir);
    return { result, kept };
  } catch (error) {
    discard(fresh);
    throw storeFault(error);
  } finally {
    lock.close();
  }
}

function discard(file: string, suffixes: readonly string[] = SUFFIXES): void {
  for (const suffix of suffixes) rmSync(`${file}${suffix}`, { force: true });
}

/** A copy with the files that belong to it; null: there is no store yet. */
function setAside(file: string, label: string): string | null {
  if (statSync(file).size === 0) return null;
  const kept = `${file}.${label}`;
  for (const suffix of SUFFIXES) {
    // Never over what an earlier restore has kept.
    if (existsSync(`${file}${suffix}`)) {
      copyFileSync(`${file}${suffix}`, `${kept}${suffix}`, constants.COPYFILE_EXCL);
    }
  }
  return kept;
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/** Where the store of a data directory is. */
export function sqliteFile(dataDir: string): string {
  return join(dataDir, FILE);
}

/**
 * Opens the file for reading, beside a bot that may be running.
 * @throws Fault `store` when there is none.
 */
export function openSqliteReadOnly(dataDir: string): Engine {
  const file = sqliteFile(dataDir);
  if (!existsSync(file)) throw new Fault("store", `there is no store at ${file}`);
  try {
    return engineOf(new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS }), () => undefined);
  } catch (error) {
    throw storeFault(error);
  }
}

/** What the person reads who starts the bot, or asks `doctor`, where the store can't be kept. */
export function unwritable(dataDir: string, cause: unknown): Fault {
  const next = "let the user that the bot runs as write there, or name another one in DATA_DIR";
  return new Fault("store", `the data directory ${dataDir} can't be written to: ${next}`, {}, { cause });
}

function makePrivate(dataDir: string): void {
  try {
    makeFolder(dataDir);
    // SQLite gives its -wal and -shm files the mode of the database.
    for (const name of [FILE, LOCK_FILE]) closeSync(openSync(join(dataDir, name), "a", 0o600));
  } catch (error) {
    throw unwritable(dataDir, error);
  }
}

/** A lock of the operating system, held through a second SQLite file: it dies with the process, however it dies. */
function lockDirectory(dataDir: string): DatabaseSync {
  const lock = new DatabaseSync(join(dataDir, LOCK_FILE));
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
    return lock;
  } catch (error) {
    lock.close();
    throw new Fault(
      "store",
      `another bot process uses the data directory ${dataDir}: stop it first`,
      {},
      { cause: error },
    );
  }
}

function engineOf(database: DatabaseSync, onClose: () => void): Engine {
  const waitForDisk = syncOf(database);
  const adapted = adapt(database);
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: adapted }),
    plugins: [IN_SQLITE],
  });
  // Not by way of Kysely: there is one connection, and whoever begins and ends has it.
  const run = (sql: string): void => void adapted.prepare(sql).run([]);
  function beginWrite(durability: Durability): void {
    // On a disk that is full or gone even the end of a transaction may have failed.
    if (database.isTransaction) run("rollback");
    waitForDisk(durability === "at-once");
    run("begin immediate");
  }
  return {
    concurrent: false,
    lend: (work) => work(db),
    beginWrite: async (_, durability) => beginWrite(durability),
    beginRead: async () => run("begin"),
    beginSchemaChange: async () => beginWrite("at-once"),
    commit: async () => run("commit"),
    rollback: async () => run("rollback"),
    troubleOf,
    async close() {
      // Not by way of Kysely: it leaves a database alone that no query has been made on yet.
      if (database.isOpen) database.close();
      onClose();
      return Promise.resolve();
    },
  };
}

/**
 * SQLite has no locks on rows, and needs none: one transaction at a time writes. And it plans a statement anew at each run
 * whose limit is a bare parameter, which costs several times what running it does.
 */
const IN_SQLITE: KyselyPlugin = {
  transformQuery({ node }) {
    if (node.kind !== "SelectQueryNode") return node;
    const { limit, ...query } = { ...node, endModifiers: [] };
    if (limit === undefined) return query;
    return { ...query, limit: LimitNode.create(UnaryOperationNode.create(PLUS, limit.limit)) };
  },
  transformResult: ({ result }) => Promise.resolve(result),
};
const PLUS = OperatorNode.create("+");

function troubleOf(error: unknown): Trouble | null {
  const errcode = error instanceof Fault ? error.fields["errcode"] : null;
  return typeof errcode === "number" && (errcode & 0xff) === SQLITE_BUSY ? "busy" : null;
}

/**
 * Whether the commits that follow wait for the disk. The log is written in order, and one that waits flushes all of it;
 * SQLite takes the setting outside of a transaction, which is where all of them begin, one after the other.
 */
function syncOf(database: DatabaseSync): (wait: boolean) => void {
  let waiting: boolean | null = null;
  return (wait) => {
    if (waiting === wait) return;
    guarded(() => database.exec(`PRAGMA synchronous = ${wait ? "FULL" : "NORMAL"};`));
    waiting = wait;
  };
}

/** What Kysely's dialect for better-sqlite3 needs, on node:sqlite; prepared statements are kept. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = cache.get(sql);
      if (known !== undefined) return known;
      const statement = adaptStatement(guarded(() => database.prepare(sql)));
      if (cache.size >= MAX_CACHED) cache.clear();
      cache.set(sql, statement);
      return statement;
    },
  };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (values) => guarded(() => statement.all(...bound(values))),
    run: (values) => guarded(() => statement.run(...bound(values))),
    iterate: (values) => guarded(() => statement.iterate(...bound(values))),
  };
}

function bound(values: readonly unknown[]): SQLInputValue[] {
  return values.map((value) => storable(value) as SQLInputValue);
}

function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw storeFault(error);
  }
}
