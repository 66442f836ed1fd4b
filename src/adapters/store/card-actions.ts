import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";

/** What the opaque references in cards stand for. */
export function refsOf(db: Db): Tx["refs"] {
  const save = prepared(db, saved);
  return {
    async put({ id, kind, body, expiresAt }) {
      await save({ id, kind, body, expires_at: expiresAt });
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

function saved(db: Db, { id, ...facts }: Schema["refs"]) {
  return db
    .insertInto("refs")
    .values({ id, ...facts })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(facts));
}
