import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { Fault } from "../../core/errors.ts";
import type { Db, Engine } from "./database.ts";

/** PostgreSQL: serialization failure, deadlock. */
const RETRIED: readonly unknown[] = ["40001", "40P01"];
const MAX_ATTEMPTS = 25;
const MAX_PAUSE_MS = 80;

export type Transact = <T>(work: (db: Db) => Promise<T>) => Promise<T>;

/**
 * Transactions that write: SQLite one at a time (BEGIN IMMEDIATE), PostgreSQL serialisable and tried again, at most 25
 * times, when it asks for that. A transaction inside another is a fault, since SQLite could only wait for ever.
 * @throws Fault `store`, and whatever `work` throws; then nothing has happened
 */
export function createTransact(engine: Engine): Transact {
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  let last: Promise<unknown> = Promise.resolve();

  async function once<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const scope = { open: true };
    try {
      return await inside.run(scope, () => inTransaction(engine, engine.begin.write, work));
    } finally {
      scope.open = false;
    }
  }

  return function transact<T>(work: (db: Db) => Promise<T>): Promise<T> {
    if (inside.getStore()?.open === true) {
      return Promise.reject(new Fault("invariant", "a transaction was begun inside another"));
    }
    if (engine.kind === "postgres") return retried(() => once(work));
    const result = last.then(() => once(work));
    last = result.catch(() => undefined);
    return result;
  };
}

/** One transaction on a connection of its own; rolled back when `work` throws. */
export async function inTransaction<T>(
  engine: Engine,
  begin: string,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  return engine.db.connection().execute(async (db) => {
    await sql.raw(begin).execute(db);
    try {
      const result = await work(db);
      await sql.raw("commit").execute(db);
      return result;
    } catch (error) {
      // The first error is the one to tell; a connection that can't roll back is gone, and its transaction too.
      await sql
        .raw("rollback")
        .execute(db)
        .catch(() => undefined);
      throw error;
    }
  });
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !asksForRetry(error)) throw error;
      await delay(Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** attempt));
    }
  }
}

function asksForRetry(error: unknown): boolean {
  return error instanceof Fault && error.code === "store" && RETRIED.includes(error.fields["code"]);
}
