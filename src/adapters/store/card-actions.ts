import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";

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
