import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { KyselyPlugin } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Durability } from "../../shared/store.ts";
import { CONNECTION_LOST, endsSession, memoized, type Db, type Engine } from "./database.ts";

/** PostgreSQL: serialization failure, deadlock. */
const CLASHES: readonly unknown[] = ["40001", "40P01"];
/** The system: reset, closed, refused; and what only the driver's words say. */
const LOST: readonly unknown[] = ["ECONNRESET", "EPIPE", "ECONNREFUSED", CONNECTION_LOST];
/** SQLite (primary code, the low byte of `errcode`): somebody else holds the write lock. */
const SQLITE_BUSY = 5;
/** So long a transaction is tried again, in milliseconds: a person is waiting. */
const PATIENCE_MS = { clash: 4000, busy: 3000, lost: 1500 };
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
  const readerOf = memoized((db) => db.withPlugin(READ_ONLY));
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
    if (engine.kind === "postgres") return retried(asked, () => alone(run));
    // Who waited in the queue while the file was locked has waited long enough.
    const result = last.then(() => retried(asked, () => alone(run)));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    write: (work, durability = "at-once") =>
      begun(() => inTransaction(engine, (db) => engine.beginWrite(db, durability), work)),
    read: (work) => begun(() => readOnce(engine, (db) => work(readerOf(db)))),
  };
}

/** The file belongs to this process, and transactions are one at a time: nothing can change between two statements. */
function readOnce<T>(engine: Engine, work: (db: Db) => Promise<T>): Promise<T> {
  if (engine.kind === "sqlite") return engine.lend(work);
  return inTransaction(engine, engine.beginRead, work);
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
      if (committing && isLost(error)) {
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
export async function retried<T>(since: number, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (performance.now() - since >= patienceWith(error)) throw error;
      await delay(Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** attempt));
    }
  }
}

function patienceWith(error: unknown): number {
  if (isA(error, CLASHES)) return PATIENCE_MS.clash;
  if (isLost(error)) return PATIENCE_MS.lost;
  return isBusy(error) ? PATIENCE_MS.busy : 0;
}

function isA(error: unknown, codes: readonly unknown[]): boolean {
  return codes.includes(codeOf(error));
}

function isLost(error: unknown): boolean {
  return isA(error, LOST) || endsSession(codeOf(error));
}

function codeOf(error: unknown): unknown {
  return error instanceof Fault && error.code === "store" ? error.fields["code"] : null;
}

function isBusy(error: unknown): boolean {
  const errcode = error instanceof Fault ? error.fields["errcode"] : null;
  return typeof errcode === "number" && (errcode & 0xff) === SQLITE_BUSY;
}
