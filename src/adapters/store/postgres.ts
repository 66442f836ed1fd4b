import { CompiledQuery } from "kysely";
import pg from "pg";
import { Fault } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Db, Engine, Trouble } from "./database.ts";
import { CONNECTION_LOST, endsSession, lenderOf, SERIALIZABLE } from "./postgres-session.ts";

const MAX_CONNECTIONS = 10;
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Milliseconds. */
export interface Patience {
  readonly connect: number;
  readonly statement: number;
  /** Longer than the server's own limit: it only ends a wait for a server that has gone silent. */
  readonly answer: number;
}

/** While a person waits, who has to have an answer within 10 s. */
export const PROMPT: Patience = { connect: 3000, statement: 3500, answer: 4000 };
/** For migrations, which wait for one another, and for tools. */
export const PATIENT: Patience = { connect: 5000, statement: 600_000, answer: 605_000 };

/** Serialization failure, deadlock. */
const CLASHES: readonly unknown[] = ["40001", "40P01"];
/** The system: reset, closed, refused; and what only the driver's words say. */
const LOST: readonly unknown[] = ["ECONNRESET", "EPIPE", "ECONNREFUSED", CONNECTION_LOST];
/** Any number that no other software on the database server uses for its advisory locks. */
const LOCK_KEY = 72_616_501;

const SNAPSHOT = "begin isolation level repeatable read read only";
const NOT_WAITING = "set local synchronous_commit to off";
/** Not serialisable: who waited for the lock has to see what its holder did. */
const SCHEMA_CHANGE = CompiledQuery.raw("begin");
const SCHEMA_LOCK = CompiledQuery.raw(`select pg_advisory_xact_lock(${LOCK_KEY})`);
const COMMIT = CompiledQuery.raw("commit");
const ROLLBACK = CompiledQuery.raw("rollback");

/**
 * Begins a transaction with its settings, in one message. They are its own: PgBouncer refuses them when a connection
 * begins, and hands what a session has set on to others.
 */
function beginning(begin: string, { statement }: Patience, ...settings: readonly string[]): CompiledQuery {
  const limits = [
    `set local statement_timeout to ${statement}`,
    `set local idle_in_transaction_session_timeout to ${IDLE_IN_TRANSACTION_MS}`,
  ];
  return CompiledQuery.raw([begin, ...limits, ...settings].join("; "));
}

/** Connects on first use. */
export function openPostgres(databaseUrl: string, log: Log, patience: Patience): Engine {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: patience.connect,
    query_timeout: patience.answer,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without these listeners a lost connection would end the process, whether idle or at work.
  pool.on("error", (error) => log.warn("idle database connection lost", { error: error.message }));
  pool.on("connect", (client) => client.on("error", () => undefined));
  const begin = {
    "at-once": beginning(SERIALIZABLE, patience),
    // Its own term for it: the log is flushed in order, and by the next commit that waits.
    "in-order": beginning(SERIALIZABLE, patience, NOT_WAITING),
    read: beginning(SNAPSHOT, patience),
  };
  return {
    concurrent: true,
    lend: lenderOf(pool),
    async beginWrite(db, durability) {
      await db.executeQuery(begin[durability]);
    },
    async beginRead(db) {
      await db.executeQuery(begin.read);
    },
    beginSchemaChange,
    async commit(db) {
      await db.executeQuery(COMMIT);
    },
    async rollback(db) {
      await db.executeQuery(ROLLBACK);
    },
    troubleOf,
    close: () => pool.end(),
  };
}

async function beginSchemaChange(db: Db): Promise<void> {
  await db.executeQuery(SCHEMA_CHANGE);
  await db.executeQuery(SCHEMA_LOCK);
}

function troubleOf(error: unknown): Trouble | null {
  const code = error instanceof Fault && error.code === "store" ? error.fields["code"] : null;
  if (CLASHES.includes(code)) return "clash";
  return LOST.includes(code) || endsSession(code) ? "lost" : null;
}

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === (pg.types.builtins.INT8 as number) ? toNumber : (pg.types.getTypeParser(oid, format) as unknown);

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Fault("store", "a stored number is out of range");
  return value;
}
