import { Fault } from "../../shared/errors.ts";
import type { Solitude, Store } from "../../shared/store.ts";
import type { Tx } from "../../bot/rows.ts";
import { alertsOf } from "./alerts.ts";
import { auditOf } from "./audit.ts";
import { auditSinksOf } from "./audit-sinks.ts";
import { checkpointsOf } from "./checkpoints.ts";
import { conversationsOf } from "./conversations.ts";
import { filesOf } from "./files.ts";
import { keptWith } from "../../texts/remembered.ts";
import { type Db } from "./database.ts";
import { versionOf } from "./migrate.ts";
import { incidentCommentsOf } from "./incident-comments.ts";
import { mutesOf } from "./mutes.ts";
import { postsOf } from "./posts.ts";
import { rechecksOf } from "./rechecks.ts";
import { requestsOf } from "./requests.ts";
import { identityMarksOf, signInsOf, tokensOf } from "./secrets.ts";
import { siteOf } from "./site-of.ts";
import { closingOnFailure, type Site, type StoreOptions } from "./site.ts";
import { writeSnapshot, type Manifest } from "./snapshot.ts";
import { savedHuntsOf } from "./saved-hunts.ts";
import { subscriptionsOf } from "./subscriptions.ts";
import { statistics } from "./statistics.ts";
import { stepsOf } from "./steps.ts";
import { freeHeld } from "./held.ts";
import { catchUp, sweep } from "./sweep.ts";
import { switchesOf } from "./switches.ts";
import { threadsOf } from "./threads.ts";
import { createTransactions, inTransaction } from "./transactions.ts";
import { refsOf } from "./card-actions.ts";
import { onceOf } from "./once.ts";
import { pendingOf } from "./pending.ts";
import { cursorsOf, leasesOf } from "./watching.ts";

export interface OpenStore extends Store<Tx>, Solitude {
  /** Waits for the transaction in hand, then closes. Later transactions are refused. */
  close(): Promise<void>;
  /**
   * Gives back what processes held that are gone (`Tx.freeHeld`), if this one is alone on the store at this very moment: who
   * came since it was opened may hold some of it.
   */
  freeHeld(now: number): Promise<void>;
  /** Writes a row that stands for nothing. @throws Fault `store` when nothing can be written */
  readonly probe: () => Promise<void>;
}

/** A store that is open for reading, beside a bot that may be running. */
export interface ReadOnlyStore {
  /** Runs `work` on one snapshot; anything it writes is refused. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The cursor that is written to see whether anything can be. */
const PROBE = "write-probe";

/**
 * Opens the bot's store and brings its schema up to date.
 * @throws Fault `store`: unreachable, newer schema, or the data directory is in use by another bot process
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const site = await siteOf(options);
  const { engine, presence } = await site.open();
  const { write, read } = createTransactions(engine);
  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function tracked<T>(run: () => Promise<T>): Promise<T> {
    if (closed) throw new Fault("store", "the store is closed");
    const result = presence === null ? run() : presence.ensure(engine).then(run);
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  }

  const txOf = keptWith((db: Db) => openTx(db));
  const transaction: Store<Tx>["transaction"] = (work, durability) =>
    tracked(() => write((db) => work(txOf(db)), durability));
  // Without a presence there is the lock of the directory, and nobody else.
  const confirmAlone = () => tracked(async () => (presence === null ? 0 : presence.confirmAlone(engine)));
  return {
    transaction,
    async freeHeld(now) {
      if ((await confirmAlone()) !== null) await transaction((tx) => tx.freeHeld(now));
    },
    read: (work) => tracked(() => read((db) => work(txOf(db)))),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(running);
      await presence?.withdraw(engine);
      await engine.close();
    },
    probe: () => transaction((tx) => tx.cursors.set(PROBE, Date.now())),
    aloneSince: () => (presence === null ? 0 : presence.aloneSince()),
    confirmAlone,
  };
}

/**
 * Opens a store for tools that only read.
 * @throws Fault `store`: none there, unreachable, or of another schema version
 */
export async function openReadOnly(options: StoreOptions): Promise<ReadOnlyStore> {
  return opened(await siteOf(options));
}

async function opened(site: Site): Promise<ReadOnlyStore> {
  const engine = await site.openForReading();
  const read = <T>(work: (db: Db) => Promise<T>) => inTransaction(engine, engine.beginRead, work);
  await closingOnFailure(engine, () => read(versionOf));
  return { read, close: () => engine.close() };
}

/**
 * Copies a store into a folder, as it is at one moment, beside a bot that may be running.
 * @param at epoch milliseconds
 * @throws Fault `store`: no store there, unreachable, or the folder can't be used
 */
export async function backupStore(options: StoreOptions, folder: string, at: number): Promise<Manifest> {
  const site = await siteOf(options);
  const store = await opened(site);
  try {
    return await store.read((db) => writeSnapshot(folder, { db, engine: site.kind, at }));
  } finally {
    await store.close();
  }
}

/** What the ports can do in a transaction that has begun. */
export function openTx(db: Db): Tx {
  return {
    conversations: conversationsOf(db),
    pending: pendingOf(db),
    refs: refsOf(db),
    savedHunts: savedHuntsOf(db),
    files: filesOf(db),
    rechecks: rechecksOf(db),
    incidentComments: incidentCommentsOf(db),
    requests: requestsOf(db),
    steps: stepsOf(db),
    posts: postsOf(db),
    subscriptions: subscriptionsOf(db),
    mutes: mutesOf(db),
    alerts: alertsOf(db),
    threads: threadsOf(db),
    cursors: cursorsOf(db),
    leases: leasesOf(db),
    audit: auditOf(db),
    checkpoints: checkpointsOf(db),
    auditSinks: auditSinksOf(db),
    once: onceOf(db),
    switches: switchesOf(db),
    tokens: tokensOf(db),
    identityMarks: identityMarksOf(db),
    signIns: signInsOf(db),
    statistics: () => statistics(db),
    catchUp: (now) => catchUp(db, now),
    freeHeld: (now) => freeHeld(db, now),
    sweep: (now, retentionMs) => sweep(db, now, retentionMs),
  };
}
