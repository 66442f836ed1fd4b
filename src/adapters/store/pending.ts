import type { Selectable } from "kysely";
import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { PendingRow } from "../../identity/rows.ts";

/** Commands that wait for their author's sign-in. */
export function pendingOf(db: Db): Tx["pending"] {
  const waitingFor = ({ oid, tid }: { oid: string; tid: string }) =>
    db
      .selectFrom("pending")
      .selectAll()
      .where("oid", "=", oid)
      .where("tid", "=", tid)
      .orderBy("expires_at")
      .orderBy("id");
  const unbegun = (person: { oid: string; tid: string }) => waitingFor(person).where("leased_until", "=", 0);
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
    unbegun: async (person) => (await unbegun(person).execute()).map(pendingRow),
    late: async (person, now) =>
      (await unbegun(person).where("expires_at", "<=", now).execute()).map(pendingRow),
  };
}

function leaseEnded(db: Db, { before }: { readonly before: number }) {
  return db
    .selectFrom("pending")
    .selectAll()
    .where("leased_until", ">", 0)
    .where("leased_until", "<=", before);
}

function pendingLeases(db: Db): Pick<Tx["pending"], "claim" | "hold" | "interrupted"> {
  const ended = prepared(db, leaseEnded);
  return {
    async claim(id, now, until, over = now) {
      const { numUpdatedRows } = await db
        .updateTable("pending")
        .set({ leased_until: until })
        .where("id", "=", id)
        .where("expires_at", ">", now)
        .where("leased_until", "<=", over)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async hold(id, until) {
      await db.updateTable("pending").set({ leased_until: until }).where("id", "=", id).execute();
    },
    async interrupted(before) {
      return (await ended({ before })).rows.map(pendingRow);
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
