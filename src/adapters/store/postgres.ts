import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { Fault } from "../../core/errors.ts";
import type { Log } from "../../core/ports.ts";
import { storeFault, withoutNul, type Engine } from "./database.ts";
import type { Schema } from "./schema.ts";

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 5000;
const STATEMENT_MS = 15_000;
/** Longer than the server's own limit: it only ends a wait for a server that has gone silent. */
const ANSWER_MS = 20_000;
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Connects on first use. */
export function openPostgres(databaseUrl: string, log: Log): Engine {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without these listeners a lost connection would end the process, whether idle or at work.
  pool.on("error", (error) => log.warn("idle database connection lost", { error: error.message }));
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    kind: "postgres",
    db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool: adaptPool(pool) }) }),
    begin: {
      write: "begin isolation level serializable",
      read: "begin isolation level repeatable read read only",
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
    const result = await client.query(text, values.map(withoutNul));
    // After a failed statement PostgreSQL answers COMMIT with success and the tag ROLLBACK.
    if (text === "commit" && result.command !== "COMMIT") {
      throw new Fault("store", "the transaction was rolled back: a statement in it had failed");
    }
    return result;
  } catch (error) {
    // No answer of the server's: what the connection is in the middle of is unknown, so nobody may have it again.
    if (!(error instanceof pg.DatabaseError) && !(error instanceof Fault)) state.broken = true;
    throw storeFault(error);
  }
}
