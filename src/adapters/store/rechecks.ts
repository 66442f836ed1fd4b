import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";

/** Looks at accounts that are still to come. */
export function rechecksOf(db: Db): Tx["rechecks"] {
  return {
    async put({ requestId, targetId, round, dueAt }) {
      await db
        .insertInto("rechecks")
        .values({ request_id: requestId, target_id: targetId, round, due_at: dueAt })
        .onConflict((conflict) => conflict.column("request_id").doUpdateSet({ round, due_at: dueAt }))
        .execute();
    },
    async due(now, limit) {
      const rows = await db
        .selectFrom("rechecks")
        .selectAll()
        .where("due_at", "<=", now)
        .orderBy("due_at")
        .orderBy("request_id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...{ requestId: row.request_id, targetId: row.target_id },
        ...{ round: row.round, dueAt: row.due_at },
      }));
    },
    async removeOf(targetId) {
      await db.deleteFrom("rechecks").where("target_id", "=", targetId).execute();
    },
    async remove(requestId) {
      await db.deleteFrom("rechecks").where("request_id", "=", requestId).execute();
    },
  };
}
