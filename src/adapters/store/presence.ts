import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Solitude } from "../../shared/store.ts";
import type { Db, Engine } from "./database.ts";
import { retried } from "./transactions.ts";

/**
 * That a bot works on a PostgreSQL database: a row in `leases`, renewed as long as it runs, by the server's clock. It
 * holds for bots on other machines too, and behind a pooler that hands a session from one to the other. Each renewal
 * leaves a higher mark (in `owner`): a database in which the row is gone, or bears an earlier mark than was seen to be
 * written, is not the one any more that the bot wrote to. It was put back from a copy, by `npm run restore` or by other
 * means, or has failed over to a server that had not got everything.
 */

/** What the names of the rows begin with that say that a bot is there; their times are the server's. */
const BOTS = "bot ";
const LEASE_MS = 15_000;
const RENEW_MS = 5000;
const LOOK_MS = 1000;

const serverNow = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
const leaseEnd = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint + ${sql.lit(LEASE_MS)}`;

/** A bot's own row. */
export interface Presence extends Pick<Solitude, "aloneSince"> {
  /** Writes it, in the transaction that brings the schema up to date: a restore sees it, or comes first. */
  announce(db: Db): Promise<void>;
  /** Renews it from now on, and tells once when the store is another one: it was put back from a copy meanwhile. */
  keep(engine: Engine, onReplaced: () => void): void;
  /**
   * Makes sure that the store is still the one that this bot began with, as far back as its own time reaches.
   * @throws Fault `store` when it was replaced
   */
  ensure(engine: Engine): Promise<void>;
  /** As `Solitude`. */
  confirmAlone(engine: Engine): Promise<number | null>;
  /** Takes it back; never throws. */
  withdraw(engine: Engine): Promise<void>;
}

/** One that nobody has been told of yet. */
export function createPresence(): Presence {
  const row = createOwnRow();
  let timer: NodeJS.Timeout | undefined;
  let replaced = false;
  let tell = (): void => undefined;
  let renewed = readClocks();
  let alone: number | null = null;

  function seen(others: number, at: Clocks): void {
    renewed = at;
    alone = others > 0 ? null : (alone ?? at.steady);
  }

  async function renew(engine: Engine): Promise<void> {
    const at = readClocks();
    const others = await row.renew(engine);
    if (others !== null) return seen(others, at);
    if (!replaced) tell();
    replaced = true;
  }

  async function ensure(engine: Engine, isFresh: boolean): Promise<void> {
    if (!isFresh) await retried(engine, performance.now(), () => renew(engine));
    if (replaced) throw new Fault("store", "the store was restored from a backup while this bot was running");
  }

  return {
    announce: async (db) => seen(await row.insert(db), readClocks()),
    keep(engine, onReplaced) {
      tell = onReplaced;
      // A database that is away is found out, and told, by whoever works with it.
      timer = setInterval(() => void renew(engine).catch(() => undefined), RENEW_MS).unref();
    },
    ensure: (engine) => ensure(engine, !isOver(renewed)),
    aloneSince: () => alone,
    async confirmAlone(engine) {
      await ensure(engine, false);
      return alone;
    },
    async withdraw(engine) {
      clearInterval(timer);
      await row.remove(engine).catch(() => undefined);
    },
  };
}

/** The row of one bot, and the marks that it leaves there; both writes give how many others are there. */
interface OwnRow {
  insert(db: Db): Promise<number>;
  /** Null: the row is not there as it was written last. */
  renew(engine: Engine): Promise<number | null>;
  remove(engine: Engine): Promise<void>;
}

function createOwnRow(): OwnRow {
  const name = `${BOTS}${randomUUID()}`;
  /** The highest mark that was tried, and the highest that was surely written: an answer may get lost. */
  let [tried, written] = [0, 0];
  return {
    async insert(db) {
      await sql`delete from leases where name like ${`${BOTS}%`} and until <= ${serverNow}`.execute(db);
      await sql`
        insert into leases (name, owner, until) values (${name}, ${marked(tried)}, ${leaseEnd})`.execute(db);
      return othersThan(db, name);
    },
    async renew(engine) {
      const mark = (tried += 1);
      const others = await engine.lend(async (db) => {
        const done = await sql`
          update leases set until = ${leaseEnd}, owner = greatest(owner, ${marked(mark)})
          where name = ${name} and owner >= ${marked(written)}`.execute(db);
        return (done.numAffectedRows ?? 0n) > 0n ? othersThan(db, name) : null;
      });
      if (others !== null) written = Math.max(written, mark);
      return others;
    },
    async remove(engine) {
      await engine.lend((db) => sql`delete from leases where name = ${name}`.execute(db));
    },
  };
}

/** As text of a fixed length, so that the database can compare it. */
function marked(mark: number): string {
  return String(mark).padStart(16, "0");
}

async function othersThan(db: Db, name: string): Promise<number> {
  const bots = await untilOf(db);
  return [...bots.keys()].filter((one) => one !== name).length;
}

interface Clocks {
  readonly steady: number;
  readonly wall: number;
}

function readClocks(): Clocks {
  return { steady: performance.now(), wall: Date.now() };
}

/** By either clock: one of them may stand still while a machine sleeps, and the other may be set. */
function isOver(since: Clocks): boolean {
  const now = readClocks();
  return now.steady - since.steady >= LEASE_MS || now.wall - since.wall >= LEASE_MS;
}

/**
 * Waits until no bot is left in the database: one that was killed leaves a row that nobody renews.
 * @throws Fault `store` as soon as one of them shows that it lives
 */
export async function awaitNoBots(db: Db): Promise<void> {
  const first = await untilOf(db);
  for (let bots = first; bots.size > 0; bots = await untilOf(db)) {
    for (const [name, until] of bots) {
      if (first.get(name) !== until) {
        throw new Fault(
          "store",
          "a bot is running on this database, here or on another machine: stop it first",
        );
      }
    }
    await delay(LOOK_MS);
  }
}

/** The bots whose time is not over, and until when it lasts. */
async function untilOf(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; until: number }>`
    select name, until from leases where name like ${`${BOTS}%`} and until > ${serverNow}`.execute(db);
  return new Map(rows.map(({ name, until }) => [name, until]));
}
