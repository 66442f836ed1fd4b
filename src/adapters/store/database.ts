import type { Kysely } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Durability } from "../../shared/store.ts";
import type { Schema } from "./schema.ts";

export type Db = Kysely<Schema>;

export type EngineKind = "sqlite" | "postgres";

/** A database that is open; the only things in which the two engines differ for the rest of the store. */
export interface Engine {
  readonly kind: EngineKind;
  /** Lends a connection: on PostgreSQL to nobody else meanwhile; SQLite has one, and who borrows it sees to that. */
  readonly lend: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  /** Begins a transaction that writes. */
  readonly beginWrite: (db: Db, durability: Durability) => Promise<void>;
  /** Begins one that reads a single snapshot. */
  readonly beginRead: (db: Db) => Promise<void>;
  readonly commit: (db: Db) => Promise<void>;
  readonly rollback: (db: Db) => Promise<void>;
  /** Closes connections and gives locks back. */
  close(): Promise<void>;
}

/** Made once for each connection: SQLite has one for all transactions. */
export function memoized<T extends object>(make: (db: Db) => T): (db: Db) => T {
  const made = new WeakMap<Db, T>();
  return (db) => {
    const one = made.get(db) ?? make(db);
    made.set(db, one);
    return one;
  };
}

/** Stands for the code that `pg` does not give when the server closes a connection. */
export const CONNECTION_LOST = "CONNECTION_LOST";

/** PostgreSQL: told to go, crashed, not there yet; and of a node that is the primary no more: read-only. */
const SESSION_ENDED: readonly unknown[] = ["57P01", "57P02", "57P03", "25006"];
/** SQLSTATE class of connection exceptions; PgBouncer's refusals are in it too. */
const CONNECTION_CLASS = "08";

/** Whether PostgreSQL's code says that nothing more can be done in that session, though another one may go well. */
export function endsSession(code: unknown): boolean {
  return SESSION_ENDED.includes(code) || (typeof code === "string" && code.startsWith(CONNECTION_CLASS));
}

const MAX_SENTENCE = 300;

/** What a driver threw, as a fault that carries the engine's error code and its own sentence. */
export function storeFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const errcode = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  const said = error instanceof Error ? error.message.replace(/\s+/g, " ").trim().slice(0, MAX_SENTENCE) : "";
  const reason = said === "" && typeof code === "string" ? code : said;
  const text = "the database refused or could not be reached";
  return new Fault("store", reason === "" ? text : `${text}: ${reason}`, { code, errcode }, { cause: error });
}

/**
 * What both engines keep alike. PostgreSQL text can't hold U+0000, and hostile ids may: U+FFFD stands in its place.
 * Its columns hold whole numbers only, where SQLite would take a fraction.
 * @throws Fault `invariant` for a number that is not whole
 */
export function storable(value: unknown): unknown {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new Fault("invariant", "a number to be stored is not whole", { value });
  }
  return typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value;
}

/** Reads JSON text that the store itself has written. @throws Fault `store` when it is damaged. */
export function parseStored<T>(table: keyof Schema, id: string | number, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Fault("store", "a stored row is damaged", { table, id }, { cause: error });
  }
}
