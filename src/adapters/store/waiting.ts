import type { Selectable } from "kysely";
import type { Tx } from "../../bot/rows.ts";
import type { Claim } from "../../shared/store.ts";
import type { Db } from "./database.ts";
import type { Schema } from "./schema.ts";
import type { PendingRow } from "../../identity/rows.ts";

/** Commands that wait for their author's sign-in, and what opaque references stand for. */
export function pendingOf(db: Db): Tx["pending"] {
  const waitingFor = ({ oid, tid }: { oid: string; tid: string }) =>
    db
      .selectFrom("pending")
      .selectAll()
      .where("oid", "=", oid)
      .where("tid", "=", tid)
      .orderBy("expires_at")
      .orderBy("id");
  return {
    ...pendingLeases(db),
    ...pendingEnds(db),
    async insert({ id, oid, tid, turn, expiresAt }) {
      const row = { id, oid, tid, turn, expires_at: expiresAt, leased_until: 0 };
      await db.insertInto("pending").values(row).execute();
    },
    async get(id) {
      const row = await db.selectFrom("pending").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : pendingRow(row);
    },
    async of(person, now) {
      const rows = await waitingFor(person)
        .where("expires_at", ">", now)
        .where("leased_until", "<=", now)
        .execute();
      return rows.map(pendingRow);
    },
    async late(person, now) {
      const rows = await waitingFor(person)
        .where("expires_at", "<=", now)
        .where("leased_until", "=", 0)
        .execute();
      return rows.map(pendingRow);
    },
  };
}

function pendingLeases(db: Db): Pick<Tx["pending"], "claim" | "hold" | "interrupted"> {
  return {
    async claim(id, now, until) {
      const { numUpdatedRows } = await db
        .updateTable("pending")
        .set({ leased_until: until })
        .where("id", "=", id)
        .where("expires_at", ">", now)
        .where("leased_until", "<=", now)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async hold(id, until) {
      await db.updateTable("pending").set({ leased_until: until }).where("id", "=", id).execute();
    },
    async interrupted(before) {
      const rows = await db
        .selectFrom("pending")
        .selectAll()
        .where("leased_until", ">", 0)
        .where("leased_until", "<=", before)
        .execute();
      return rows.map(pendingRow);
    },
  };
}

function pendingEnds(db: Db): Pick<Tx["pending"], "remove" | "removeAllOf"> {
  return {
    async remove(id) {
      const { numDeletedRows } = await db
        .deleteFrom("pending")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    async removeAllOf({ oid, tid }) {
      const removed = await db
        .deleteFrom("pending")
        .where("oid", "=", oid)
        .where("tid", "=", tid)
        .executeTakeFirstOrThrow();
      return Number(removed.numDeletedRows);
    },
  };
}

function pendingRow({
  id,
  oid,
  tid,
  turn,
  expires_at: expiresAt,
}: Selectable<Schema["pending"]>): PendingRow {
  return { id, oid, tid, turn, expiresAt };
}

/** What the opaque references in cards stand for. */
export function refsOf(db: Db): Tx["refs"] {
  return {
    async put({ id, kind, body, expiresAt }) {
      const facts = { kind, body, expires_at: expiresAt };
      await db
        .insertInto("refs")
        .values({ id, ...facts })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(facts))
        .execute();
    },
    async get(id, now) {
      const row = await db
        .selectFrom("refs")
        .selectAll()
        .where("id", "=", id)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return row === undefined
        ? null
        : { id: row.id, kind: row.kind, body: row.body, expiresAt: row.expires_at };
    },
  };
}

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
