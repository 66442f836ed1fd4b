import type { SigningKey } from "../../audit/checkpoint.ts";
import type { Log } from "../../shared/ports.ts";
import { checkpointsOf } from "./checkpoints.ts";
import type { Db, Engine } from "./database.ts";
import { versionOf } from "./migrate.ts";
import type { Presence } from "./presence.ts";

export interface StoreOptions {
  /** Directory of the SQLite file; created when missing, unused with a database URL. */
  readonly dataDir: string;
  /** `postgres://…`; null: SQLite. */
  readonly databaseUrl: string | null;
  readonly log: Log;
  /** Told once when the store was restored from a backup while it was open: whoever works with it has to start anew. */
  readonly onReplaced?: () => void;
}

/** The kinds of databases; a copy of a store says from which one it is. */
export const SITE_KINDS = ["sqlite", "postgres"] as const;

/** Where a store is, and all that is done with it as a whole: each kind of database has its own. */
export interface Site {
  readonly kind: (typeof SITE_KINDS)[number];
  /** For whoever looks after it. */
  readonly name: string;
  /**
   * Opens it for a bot, with its schema up to date.
   * @throws Fault `store`: unreachable, newer schema, or in use by a bot that can't share it
   */
  open(): Promise<Opened>;
  /** Opens it beside a bot that may be running. @throws Fault `store`: none there */
  openForReading(): Promise<Engine>;
  /** Looks at it without changing it. @throws Fault `store`: unreachable, not writable, damaged, of a newer version */
  probe(): Promise<StoreContents>;
  /**
   * Puts what `fill` makes, in an empty database and one transaction, in its place; all of it happens or nothing does.
   * @throws Fault `store`: a bot is running on it, or whatever `fill` throws
   */
  replace<T>(fill: (db: Db) => Promise<T>): Promise<Replaced<T>>;
}

export interface Opened {
  readonly engine: Engine;
  /** Null: nobody else can be there, by the lock of its directory. */
  readonly presence: Presence | null;
}

export interface Replaced<T> {
  /** What was given by whoever filled it. */
  readonly result: T;
  /** Where the store that was there before is kept; null: nowhere, or there was none. */
  readonly kept: string | null;
}

/** What is there before a bot starts on it. */
export interface StoreContents {
  /** False: nothing there yet, the first start makes it. */
  readonly exists: boolean;
  /** Keys of the audit checkpoints, oldest first. */
  readonly auditKeys: readonly SigningKey[];
}

export const EMPTY: StoreContents = { exists: false, auditKeys: [] };

/** What a probe says of a store that is there. @throws Fault `store`: of a newer version of this software */
export async function contentsOf(db: Db): Promise<StoreContents> {
  await versionOf(db);
  return { exists: true, auditKeys: await checkpointsOf(db).keys() };
}

/** Closes what was opened when the first work on it fails. */
export async function closingOnFailure(engine: Engine, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Closes what was opened once the work on it is done, however it ends. */
export async function closing<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await engine.close();
  }
}
