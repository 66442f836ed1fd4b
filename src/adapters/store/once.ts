import type { Tx } from "../../bot/rows.ts";
import type { Claim } from "../../shared/store.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";

/** Keys of things that happen once. What is past its time, lease or result, can be taken again. */
export function onceOf(db: Db): Tx["once"] {
  const leased = prepared(db, lease);
  const finished = prepared(db, finish);
  return {
    async take(key, now, leaseMs, over = now) {
      const { numAffectedRows = 0n } = await leased({ key, until: now + leaseMs, over });
      return numAffectedRows > 0n ? { kind: "taken" } : heldBy(db, key);
    },
    async hold(key, until) {
      await db
        .updateTable("once")
        .set({ until })
        .where("key", "=", key)
        .where("result", "is", null)
        .execute();
    },
    async finish(key, result, expiresAt) {
      await finished({ key, result, until: expiresAt });
    },
    async release(key) {
      await db.deleteFrom("once").where("key", "=", key).where("result", "is", null).execute();
    },
  };
}

interface Lease {
  readonly key: string;
  readonly until: number;
  readonly over: number;
}

function lease(db: Db, { key, until, over }: Lease) {
  const held = { result: null, until };
  return db
    .insertInto("once")
    .values({ key, ...held })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(held).where("once.until", "<=", over));
}

function finish(db: Db, { key, ...done }: Schema["once"]) {
  return db
    .insertInto("once")
    .values({ key, ...done })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(done));
}

async function heldBy(db: Db, key: string): Promise<Claim> {
  const held = await db.selectFrom("once").select("result").where("key", "=", key).executeTakeFirstOrThrow();
  return held.result === null ? { kind: "busy" } : { kind: "done", result: held.result };
}
