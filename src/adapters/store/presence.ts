import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { Fault } from "../../shared/errors.ts";
import type { Db, Engine } from "./database.ts";
import { retried } from "./transactions.ts";

/**
 * That a bot works on a PostgreSQL database: a row in `leases`, renewed as long as it runs, by the server's clock. It
 * holds for bots on other machines too, and behind a pooler that hands a session from one to the other.
 */

/** What the names of the rows begin with that say that a bot is there; their times are the server's. */
export const BOTS = "bot ";
const LEASE_MS = 15_000;
const RENEW_MS = 5000;
const LOOK_MS = 1000;

const serverNow = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
const leaseEnd = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint + ${sql.lit(LEASE_MS)}`;

/** A bot's own row. */
export interface Presence {
  /** Writes it, in the transaction that brings the schema up to date: a restore sees it, or comes first. */
  announce(db: Db): Promise<void>;
  /** Renews it from now on, and tells once when it is gone: the store was put back from a copy meanwhile. */
  keep(engine: Engine, onReplaced: () => void): void;
  /**
   * Makes sure that the store is still the one that this bot began with.
   * @throws Fault `store` when it was replaced
   */
  ensure(engine: Engine): Promise<void>;
  /** Takes it back; never throws. */
  withdraw(engine: Engine): Promise<void>;
}

export function createPresence(): Presence {
  const name = `${BOTS}${randomUUID()}`;
  let timer: NodeJS.Timeout | undefined;
  let replaced = false;
  let tell = (): void => undefined;
  let renewed = readClocks();

  async function renew(engine: Engine): Promise<void> {
    const at = readClocks();
    const found = await engine.lend((db) => extend(db, name));
    if (found) renewed = at;
    else if (!replaced) {
      replaced = true;
      tell();
    }
  }

  return {
    async announce(db) {
      await sql`delete from leases where name like ${`${BOTS}%`} and until <= ${serverNow}`.execute(db);
      await sql`insert into leases (name, owner, until) values (${name}, ${name}, ${leaseEnd})`.execute(db);
      renewed = readClocks();
    },
    keep(engine, onReplaced) {
      tell = onReplaced;
      // A database that is away is found out, and told, by whoever works with it.
      timer = setInterval(() => void renew(engine).catch(() => undefined), RENEW_MS).unref();
    },
    async ensure(engine) {
      if (isOver(renewed)) await retried(performance.now(), () => renew(engine));
      if (replaced)
        throw new Fault("store", "the store was restored from a backup while this bot was running");
    },
    async withdraw(engine) {
      clearInterval(timer);
      await engine
        .lend((db) => sql`delete from leases where name = ${name}`.execute(db))
        .catch(() => undefined);
    },
  };
}

async function extend(db: Db, name: string): Promise<boolean> {
  const done = await sql`update leases set until = ${leaseEnd} where name = ${name}`.execute(db);
  return (done.numAffectedRows ?? 0n) > 0n;
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
