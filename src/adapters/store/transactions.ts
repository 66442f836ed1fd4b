import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { KyselyPlugin } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Durability } from "../../shared/store.ts";
import { keptWith } from "../../texts/remembered.ts";
import { type Db, type Engine, type Trouble } from "./database.ts";

/**
 * What every transaction holds to: all of its work is written or none of it; two of them come out as if one had run
 * after the other; what is tried again has certainly not happened, and after a commit whose answer was lost nothing
 * is tried again here.
 */

/** How long a transaction is tried again, in milliseconds: a person is waiting. */
const PATIENCE_MS: Readonly<Record<Trouble, number>> = { clash: 4000, busy: 3000, lost: 1500 };
const MAX_PAUSE_MS = 80;

export interface Transactions {
  readonly write: <T>(work: (db: Db) => Promise<T>, durability?: Durability) => Promise<T>;
  readonly read: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
}

/**
 * Transactions that write are, on SQLite, one at a time (BEGIN IMMEDIATE), and serialisable on PostgreSQL. Those that
 * only read see one state of the store. All are tried again for a few seconds when the database asks for that, and when
 * it was lost before the commit was sent. A transaction inside another is a fault, since SQLite could only wait for ever.
 * @throws Fault `store`, and whatever `work` throws; then nothing has happened, unless the answer to the commit is lost
 */
export function createTransactions(engine: Engine): Transactions {
  const readerOf = keptWith((db: Db) => db.withPlugin(READ_ONLY));
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  let last: Promise<unknown> = Promise.resolve();

  async function alone<T>(run: () => Promise<T>): Promise<T> {
    const scope = { open: true };
    try {
      return await inside.run(scope, run);
    } finally {
      scope.open = false;
    }
  }

  async function begun<T>(run: () => Promise<T>): Promise<T> {
    if (inside.getStore()?.open === true) {
      throw new Fault("invariant", "a transaction was begun inside another");
    }
    const asked = performance.now();
    if (engine.concurrent) return retried(engine, asked, () => alone(run));
    // Who waited in the queue while the file was locked has waited long enough.
    const result = last.then(() => retried(engine, asked, () => alone(run)));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    write: (work, durability = "at-once") =>
      begun(() => inTransaction(engine, (db) => engine.beginWrite(db, durability), work)),
    read: (work) => begun(() => readOnce(engine, (db) => work(readerOf(db)))),
  };
}

/** Where transactions are one at a time, nothing can change between two statements: the store is this process's alone. */
function readOnce<T>(engine: Engine, work: (db: Db) => Promise<T>): Promise<T> {
  return engine.concurrent ? inTransaction(engine, engine.beginRead, work) : engine.lend(work);
}

/** What PostgreSQL would refuse, on both; SQL as text is left to it. */
const READ_ONLY: KyselyPlugin = {
  transformQuery({ node }) {
    if (node.kind === "SelectQueryNode" || node.kind === "RawNode") return node;
    throw new Fault("invariant", "a write in a transaction that only reads", { query: node.kind });
  },
  transformResult: ({ result }) => Promise.resolve(result),
};

/** One transaction on a connection of its own; rolled back when `work` throws. */
export async function inTransaction<T>(
  engine: Engine,
  begin: (db: Db) => Promise<void>,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  return engine.lend(async (db) => {
    await begin(db);
    let committing = false;
    try {
      const result = await work(db);
      committing = true;
      await engine.commit(db);
      return result;
    } catch (error) {
      // The first error is the one to tell; a connection that can't roll back is gone, and its transaction too.
      await engine.rollback(db).catch(() => undefined);
      if (committing && engine.troubleOf(error) === "lost") {
        throw new Fault("store", "the answer to a commit was lost", {}, { cause: error });
      }
      throw error;
    }
  });
}

/**
 * Tries again what certainly has not happened, for as long as that kind of trouble is worth it.
 * @param since `performance.now()` when it was asked for
 */
export async function retried<T>(
  engine: Pick<Engine, "troubleOf">,
  since: number,
  run: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const trouble = engine.troubleOf(error);
      if (trouble === null || performance.now() - since >= PATIENCE_MS[trouble]) throw error;
      await delay(Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** attempt));
    }
  }
}
