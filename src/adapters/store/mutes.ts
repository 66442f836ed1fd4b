import type { Selectable } from "kysely";
import type { AlertFilter } from "../../core/alert.ts";
import type { MuteRow } from "../../core/place-rows.ts";
import type { Tx } from "../../core/store.ts";
import { parseStored, type Db } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Who does not want to hear of what for a while. */
export function mutesOf(db: Db): Tx["mutes"] {
  const current = (conversationId: string | null, now: number) =>
    db
      .selectFrom("mutes")
      .selectAll()
      .where("until", ">", now)
      .$if(conversationId !== null, (query) => query.where("conversation_id", "=", conversationId))
      .orderBy("until")
      .orderBy("id");
  return {
    async insert(row) {
      await db
        .insertInto("mutes")
        .values({
          id: row.id,
          conversation_id: row.conversationId,
          kind: row.kind,
          filter: JSON.stringify(row.filter),
          until: row.until,
          created_by: row.createdBy,
        })
        .execute();
    },
    list: async (conversationId, now) => (await current(conversationId, now).execute()).map(toMute),
    async end(conversationId, now) {
      const found = await current(conversationId, now).execute();
      await db.deleteFrom("mutes").where("conversation_id", "=", conversationId).execute();
      return found.map(toMute);
    },
  };
}

function toMute(row: Selectable<Schema["mutes"]>): MuteRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    kind: row.kind as MuteRow["kind"],
    filter: parseStored<AlertFilter>("mutes", row.id, row.filter),
    until: row.until,
    createdBy: row.created_by,
  };
}
