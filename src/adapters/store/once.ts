import type { Tx } from "../../bot/rows.ts";
import type { Claim } from "../../shared/store.ts";
import type { Db } from "./database.ts";

/** Keys of things that happen once. What is past its time, lease or result, can be taken again. */
export function onceOf(db: Db): Tx["once"] {
  return {
    take: (key, now, leaseMs) => take(db, key, now, leaseMs),
    async hold(key, until) {
      await db
        .updateTable("once")
        .set({ until })
        .where("key", "=", key)
        .where("result", "is", null)
        .execute();
    },
    async finish(key, result, expiresAt) {
      await db
        .insertInto("once")
        .values({ key, result, until: expiresAt })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ result, until: expiresAt }))
        .execute();
    },
    async release(key) {
      await db.deleteFrom("once").where("key", "=", key).where("result", "is", null).execute();
    },
  };
}

async function take(db: Db, key: string, now: number, leaseMs: number): Promise<Claim> {
  const lease = { result: null, until: now + leaseMs };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("once")
    .values({ key, ...lease })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(lease).where("once.until", "<=", now))
    .executeTakeFirstOrThrow();
  if ((numInsertedOrUpdatedRows ?? 0n) > 0n) return { kind: "taken" };
  const held = await db.selectFrom("once").select("result").where("key", "=", key).executeTakeFirstOrThrow();
  return held.result === null ? { kind: "busy" } : { kind: "done", result: held.result };
}
