import type { Selectable } from "kysely";
import type { SavedHunt } from "../../commands/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Hunting queries that people keep in a conversation. */
export function savedHuntsOf(db: Db): Tx["savedHunts"] {
  const here = (conversationId: string) =>
    db.selectFrom("saved_hunts").selectAll().where("conversation_id", "=", conversationId);
  return {
    async put({ conversationId, name, kql, savedBy, savedAt }) {
      const facts = { kql, saved_by: savedBy, saved_at: savedAt };
      await db
        .insertInto("saved_hunts")
        .values({ conversation_id: conversationId, name, ...facts })
        .onConflict((conflict) => conflict.columns(["conversation_id", "name"]).doUpdateSet(facts))
        .execute();
    },
    async get(conversationId, name) {
      const row = await here(conversationId).where("name", "=", name).executeTakeFirst();
      return row === undefined ? null : toHunt(row);
    },
    list: async (conversationId) => (await here(conversationId).orderBy("name").execute()).map(toHunt),
    async remove(conversationId, name) {
      await db
        .deleteFrom("saved_hunts")
        .where("conversation_id", "=", conversationId)
        .where("name", "=", name)
        .execute();
    },
  };
}

function toHunt(row: Selectable<Schema["saved_hunts"]>): SavedHunt {
  return {
    conversationId: row.conversation_id,
    name: row.name,
    kql: row.kql,
    savedBy: row.saved_by,
    savedAt: row.saved_at,
  };
}
