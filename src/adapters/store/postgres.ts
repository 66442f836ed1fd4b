import { CompiledQuery, Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { Fault } from "../../core/errors.ts";
import type { Log } from "../../core/ports.ts";
import { CONNECTION_LOST, storeFault, storable, type Engine } from "./database.ts";
import type { Schema } from "./schema.ts";

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

const BEGIN_SERIALIZABLE = CompiledQuery.raw("begin isolation level serializable");
const BEGIN_SNAPSHOT = CompiledQuery.raw("begin isolation level repeatable read read only");
const COMMIT = CompiledQuery.raw("commit");
const ROLLBACK = CompiledQuery.raw("rollback");
const NOT_WAITING = CompiledQuery.raw("set local synchronous_commit to off");

/** Connects on first use. */
export function openPostgres(databaseUrl: string, log: Log, patience: Patience): Engine {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: patience.connect,
    statement_timeout: patience.statement,
    query_timeout: patience.answer,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without these listeners a lost connection would end the process, whether idle or at work.
  pool.on("error", (error) => log.warn("idle database connection lost", { error: error.message }));
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: adaptPool(pool) }) });
  return {
    kind: "postgres",
    lend: (work) => db.connection().execute(work),
    async beginWrite(db, durability) {
      await db.executeQuery(BEGIN_SERIALIZABLE);
      // Its own term for it: the log is flushed in order, and by the next commit that waits.
      if (durability === "in-order") await db.executeQuery(NOT_WAITING);
    },
    async beginRead(db) {
      await db.executeQuery(BEGIN_SNAPSHOT);
    },
    async commit(db) {
      await db.executeQuery(COMMIT);
    },
    async rollback(db) {
      await db.executeQuery(ROLLBACK);
    },
    close: () => pool.end(),
  };
}

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === (pg.types.builtins.INT8 as number) ? toNumber : (pg.types.getTypeParser(oid, format) as unknown);

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Fault("store", "a stored number is out of range");
  return value;
}

type Query = PostgresPoolClient["query"];

function adaptPool(pool: pg.Pool): PostgresPool {
  return {
    options: {},
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw storeFault(error);
      });
      const state = { broken: false };
      return { query: queryOf(client, state), release: () => client.release(state.broken) };
    },
  };
}

/** One statement after the other, whatever is started at once inside a transaction. */
function queryOf(client: pg.PoolClient, state: { broken: boolean }): Query {
  let last: Promise<unknown> = Promise.resolve();
  function query(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const result = last.then(() => run(client, text, values, state));
    last = result.catch(() => undefined);
    return result;
  }
  return query as unknown as Query;
}

async function run(
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[],
  state: { broken: boolean },
): Promise<pg.QueryResult> {
  try {
    const result = await client.query(text, values.map(storable));
    // After a failed statement PostgreSQL answers COMMIT with success and the tag ROLLBACK.
    if (text === "commit" && result.command !== "COMMIT") {
      throw new Fault("store", "the transaction was rolled back: a statement in it had failed");
    }
    return result;
  } catch (error) {
    // No answer of the server's: what the connection is in the middle of is unknown, so nobody may have it again.
    if (!(error instanceof pg.DatabaseError) && !(error instanceof Fault)) state.broken = true;
    throw isClosed(error) ? closed(error) : storeFault(error);
  }
}

/** `pg` says only by its words that a connection is gone; a time-out is none of these: the server may still be at it. */
function isClosed(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Connection terminated|^Client has encountered a connection error/.test(error.message)
  );
}

function closed(cause: unknown): Fault {
  const fields = { code: CONNECTION_LOST };
  return new Fault("store", "the connection to the database was lost", fields, { cause });
}
