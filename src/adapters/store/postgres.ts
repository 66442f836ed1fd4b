import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  type PostgresCursor,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "kysely";
import pg from "pg";
import { Fault } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import { storeFault, storable, type Db, type Engine, type Trouble } from "./database.ts";
import type { Schema } from "./schema.ts";

const MAX_CONNECTIONS = 10;
/** SQLSTATE feature_not_supported. */
const NOT_SUPPORTED = "0A000";
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
/** Stands for the code that `pg` does not give when the server closes a connection. */
const CONNECTION_LOST = "CONNECTION_LOST";
/** The system: reset, closed, refused; and what only the driver's words say. */
const LOST: readonly unknown[] = ["ECONNRESET", "EPIPE", "ECONNREFUSED", CONNECTION_LOST];
/** Told to go, crashed, not there yet; and of a node that is the primary no more: read-only. */
const SESSION_ENDED: readonly unknown[] = ["57P01", "57P02", "57P03", "25006"];
/** SQLSTATE class of connection exceptions; PgBouncer's refusals are in it too. */
const CONNECTION_CLASS = "08";
/** Any number that no other software on the database server uses for its advisory locks. */
const LOCK_KEY = 72_616_501;

const SERIALIZABLE = "begin isolation level serializable";
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
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: adaptPool(pool) }) });
  const begin = {
    "at-once": beginning(SERIALIZABLE, patience),
    // Its own term for it: the log is flushed in order, and by the next commit that waits.
    "in-order": beginning(SERIALIZABLE, patience, NOT_WAITING),
    read: beginning(SNAPSHOT, patience),
  };
  return {
    concurrent: true,
    lend: (work) => db.connection().execute(work),
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

/** Whether a code says that nothing more can be done in that session, though another one may go well. */
function endsSession(code: unknown): boolean {
  return SESSION_ENDED.includes(code) || (typeof code === "string" && code.startsWith(CONNECTION_CLASS));
}

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === (pg.types.builtins.INT8 as number) ? toNumber : (pg.types.getTypeParser(oid, format) as unknown);

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Fault("store", "a stored number is out of range");
  return value;
}

type Query = PostgresPoolClient["query"];

/**
 * A session that has ended says the same of all that were begun before it: after a fail-over they all lead to the old
 * node. None of them is lent out again.
 */
function adaptPool(pool: pg.Pool): PostgresPool {
  let generation = 0;
  const born = new WeakMap<pg.PoolClient, number>();
  pool.on("connect", (client) => born.set(client, generation));
  async function lend(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await pool.connect().catch((error: unknown) => {
        throw storeFault(error);
      });
      if (born.get(client) === generation) return client;
      client.release(true);
    }
  }
  return {
    options: {},
    end: () => pool.end(),
    async connect() {
      const client = await lend();
      const session: Session = { client, isBroken: false, ended: () => (generation += 1) };
      return { query: queryOf(session), release: () => client.release(session.isBroken) };
    },
  };
}

/** A connection while it is lent out. */
interface Session {
  readonly client: pg.PoolClient;
  /** Nobody may have it again. */
  isBroken: boolean;
  /** Tells that the server goes on with no session of that time. */
  readonly ended: () => void;
}

/** One statement after the other, whatever is started at once inside a transaction. */
function queryOf(session: Session): Query {
  let last: Promise<unknown> = Promise.resolve();
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== "string") throw new Fault("invariant", "nothing is read by cursors");
    const result = last.then(() => run<R>(session, text, values));
    last = result.catch(() => undefined);
    return result;
  }
  return query;
}

async function run<R>(
  session: Session,
  text: string,
  values: readonly unknown[],
): Promise<PostgresQueryResult<R>> {
  try {
    const result = await session.client.query(text, values.map(storable));
    // After a failed statement PostgreSQL answers COMMIT with success and the tag ROLLBACK.
    if (text === "commit" && result.command !== "COMMIT") {
      throw new Fault("store", "the transaction was rolled back: a statement in it had failed");
    }
    return result as PostgresQueryResult<R>;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : null;
    // A standby can't even begin a serialisable transaction, and has no code of its own for it.
    const hasEnded = endsSession(code) || (code === NOT_SUPPORTED && text.startsWith(SERIALIZABLE));
    if (hasEnded && !session.isBroken) session.ended();
    // No answer of the server's: what the connection is in the middle of is unknown, so nobody may have it again.
    session.isBroken ||= hasEnded || !(error instanceof pg.DatabaseError || error instanceof Fault);
    throw isClosed(error) || hasEnded ? lost(error) : storeFault(error);
  }
}

/** `pg` says only by its words that a connection is gone; a time-out is none of these: the server may still be at it. */
function isClosed(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Connection terminated|^Client has encountered a connection error/.test(error.message)
  );
}

/** As `storeFault`, with the one code that stands for all of them. */
function lost(cause: unknown): Fault {
  const { message, fields } = storeFault(cause);
  return new Fault("store", message, { sqlState: fields["code"], code: CONNECTION_LOST }, { cause });
}
