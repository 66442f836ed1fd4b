import {
  Kysely,
  PostgresDialect,
  type PostgresCursor,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "kysely";
import pg from "pg";
import { Fault } from "../../shared/errors.ts";
import { storeFault, storable, type Db } from "./database.ts";
import type { Schema } from "./schema.ts";

/**
 * Connections to PostgreSQL, each lent to one transaction at a time. What must hold: one that may be in the middle of something,
 * or whose server says that it is at its end, is asked for nothing more and lent to nobody again.
 */

/** As all transactions that write begin. */
export const SERIALIZABLE = "begin isolation level serializable";
/** SQLSTATE feature_not_supported. */
const NOT_SUPPORTED = "0A000";
/** Stands for the code that `pg` does not give when the server closes a connection. */
export const CONNECTION_LOST = "CONNECTION_LOST";
/** Told to go, crashed, not there yet; and of a node that is the primary no more: read-only. */
const SESSION_ENDED: readonly unknown[] = ["57P01", "57P02", "57P03", "25006"];
/** SQLSTATE class of connection exceptions; PgBouncer's refusals are in it too. */
const CONNECTION_CLASS = "08";

/** Whether a code says that nothing more can be done in that session, though another one may go well. */
export function endsSession(code: unknown): boolean {
  return SESSION_ENDED.includes(code) || (typeof code === "string" && code.startsWith(CONNECTION_CLASS));
}

interface Connection {
  readonly client: pg.PoolClient;
  /** By what it broke: nothing more is sent on it, and nobody may have it again. Null: it is whole. */
  broken: Fault | null;
  /** Tells that the server goes on with no session of that time. */
  readonly ended: () => void;
}

/** A connection, and what queries are built and kept on for as long as it lasts. */
interface Session extends Connection {
  readonly db: Db;
  /** How often sessions had ended when it was begun. */
  readonly born: number;
}

/**
 * Lends connections of the pool, to nobody else meanwhile. A session that has ended says the same of all that were begun before
 * it: after a fail-over they all lead to the old node. None of them is lent out again.
 */
export function lenderOf(pool: pg.Pool): <T>(work: (db: Db) => Promise<T>) => Promise<T> {
  let generation = 0;
  const sessions = new WeakMap<pg.PoolClient, Session>();
  pool.on("connect", (client) => {
    const connection = { client, broken: null, ended: () => (generation += 1) };
    sessions.set(client, Object.assign(connection, { db: databaseOn(connection), born: generation }));
  });
  async function take(): Promise<Session> {
    for (;;) {
      const client = await pool.connect().catch((error: unknown) => {
        throw storeFault(error);
      });
      const session = sessions.get(client);
      if (session?.born === generation) return session;
      client.release(true);
    }
  }
  return async (work) => {
    const session = await take();
    try {
      return await work(session.db);
    } finally {
      session.client.release(session.broken !== null);
    }
  };
}

function databaseOn(connection: Connection): Db {
  const lent = { query: queryOf(connection), release: () => undefined };
  const pool = { options: {}, connect: () => Promise.resolve(lent), end: () => Promise.resolve() };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

type Query = PostgresPoolClient["query"];

/** One statement after the other, whatever is started at once inside a transaction. */
function queryOf(connection: Connection): Query {
  let last: Promise<unknown> = Promise.resolve();
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== "string") throw new Fault("invariant", "nothing is read by cursors");
    const result = last.then(() => run<R>(connection, text, values));
    last = result.catch(() => undefined);
    return result;
  }
  return query;
}

async function run<R>(
  connection: Connection,
  text: string,
  values: readonly unknown[],
): Promise<PostgresQueryResult<R>> {
  // What comes after it, a rollback too, would each be waited for as long as that which was not answered.
  if (connection.broken !== null) throw connection.broken;
  try {
    const result = await connection.client.query(text, values.map(storable));
    // After a failed statement PostgreSQL answers COMMIT with success and the tag ROLLBACK.
    if (text === "commit" && result.command !== "COMMIT") {
      throw new Fault("store", "the transaction was rolled back: a statement in it had failed");
    }
    return result as PostgresQueryResult<R>;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : null;
    // A standby can't even begin a serialisable transaction, and has no code of its own for it.
    const hasEnded = endsSession(code) || (code === NOT_SUPPORTED && text.startsWith(SERIALIZABLE));
    if (hasEnded) connection.ended();
    const told = isClosed(error) || hasEnded ? lost(error) : storeFault(error);
    // No answer of the server's: what the connection is in the middle of is unknown.
    if (hasEnded || !(error instanceof pg.DatabaseError || error instanceof Fault)) connection.broken = told;
    throw told;
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
