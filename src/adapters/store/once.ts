import type { Tx } from "../../bot/rows.ts";
import type { Claim } from "../../shared/store.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";

const lease = prepared(
  (db, { key, until, now }: { readonly key: string; readonly until: number; readonly now: number }) => {
    const held = { result: null, until };
    return db
      .insertInto("once")
      .values({ key, ...held })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(held).where("once.until", "<=", now));
  },
);
const finish = prepared((db, { key, ...done }: Schema["once"]) =>
  db
    .insertInto("once")
    .values({ key, ...done })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(done)),
);

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
      await finish(db, { key, result, until: expiresAt });
    },
    async release(key) {
      await db.deleteFrom("once").where("key", "=", key).where("result", "is", null).execute();
    },
  };
}

async function take(db: Db, key: string, now: number, leaseMs: number): Promise<Claim> {
  const { numAffectedRows = 0n } = await lease(db, { key, until: now + leaseMs, now });
  if (numAffectedRows > 0n) return { kind: "taken" };
  const held = await db.selectFrom("once").select("result").where("key", "=", key).executeTakeFirstOrThrow();
  return held.result === null ? { kind: "busy" } : { kind: "done", result: held.result };
}
