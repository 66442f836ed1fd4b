import type { Kysely } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Durability } from "../../shared/store.ts";
import type { Schema } from "./schema.ts";

export type Db = Kysely<Schema>;

/** What is worth trying again: nothing has happened, or not as far as anybody can know. */
export type Trouble = "clash" | "busy" | "lost";

/**
 * A database that is open: all in which one kind of them differs from another while it is used. No other file asks which
 * kind it is; what differs in opening, copying and replacing a store is its `Site`.
 */
export interface Engine {
  /** Whether several transactions run beside one another; false: whoever begins them has to make them queue. */
  readonly concurrent: boolean;
  /** Lends a connection; to nobody else meanwhile where transactions are concurrent. */
  readonly lend: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  /** Begins a transaction that writes. */
  readonly beginWrite: (db: Db, durability: Durability) => Promise<void>;
  /** Begins one that reads a single snapshot. */
  readonly beginRead: (db: Db) => Promise<void>;
  /** Begins one that may change the schema: another one that may waits for its end, and then sees what it did. */
  readonly beginSchemaChange: (db: Db) => Promise<void>;
  readonly commit: (db: Db) => Promise<void>;
  readonly rollback: (db: Db) => Promise<void>;
  /** What an error of this database says that is worth trying again; null: nothing. */
  troubleOf(error: unknown): Trouble | null;
  /** Closes connections and gives locks back. */
  close(): Promise<void>;
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
 * What all databases keep alike. PostgreSQL text can't hold U+0000, and hostile ids may: U+FFFD stands in its place.
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
