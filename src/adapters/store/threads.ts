import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";

/** Threads of incidents in channels. */
export function threadsOf(db: Db): Tx["threads"] {
  return {
    async root(conversationId, incidentIds) {
      if (incidentIds.length === 0) return null;
      const row = await db
        .selectFrom("threads")
        .select("root")
        .where("conversation_id", "=", conversationId)
        .where("incident_id", "in", incidentIds)
        .orderBy("touched_at")
        .executeTakeFirst();
      return row?.root ?? null;
    },
    async open(conversationId, incidentIds, root, now) {
      if (incidentIds.length === 0) return;
      await db
        .insertInto("threads")
        .values(
          incidentIds.map((incident_id) => ({
            conversation_id: conversationId,
            incident_id,
            root,
            touched_at: now,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async forget(conversationId, root) {
      await db
        .deleteFrom("threads")
        .where("conversation_id", "=", conversationId)
        .where("root", "=", root)
        .execute();
    },
  };
}
