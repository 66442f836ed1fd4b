import type { Tx } from "../../bot/rows.ts";
import type { Selectable } from "kysely";
import type { Recheck } from "../../requests/rows.ts";
import type { Db } from "./database.ts";
import { prepared, type Due } from "./prepared.ts";
import type { Schema } from "./schema.ts";

/** Looks at accounts and devices that are still to come. */
export function rechecksOf(db: Db): Tx["rechecks"] {
  const due = prepared(db, dueOf);
  return {
    async put({ requestId, targetId, kind, round, dueAt }) {
      await db
        .insertInto("rechecks")
        .values({ request_id: requestId, target_id: targetId, kind, round, due_at: dueAt })
        .onConflict((conflict) => conflict.column("request_id").doUpdateSet({ round, due_at: dueAt }))
        .execute();
    },
    async get(requestId) {
      const row = await db
        .selectFrom("rechecks")
        .selectAll()
        .where("request_id", "=", requestId)
        .executeTakeFirst();
      return row === undefined ? null : toRecheck(row);
    },
    async due(kind, now, limit) {
      return (await due({ kind, now, limit })).rows.map(toRecheck);
    },
    async removeOf(targetId) {
      await db.deleteFrom("rechecks").where("target_id", "=", targetId).execute();
    },
    async remove(requestId) {
      await db.deleteFrom("rechecks").where("request_id", "=", requestId).execute();
    },
  };
}

function dueOf(db: Db, { kind, now, limit }: Due & Pick<Recheck, "kind">) {
  return db
    .selectFrom("rechecks")
    .selectAll()
    .where("kind", "=", kind)
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("request_id")
    .limit(limit);
}

function toRecheck(row: Selectable<Schema["rechecks"]>): Recheck {
  return {
    ...{ requestId: row.request_id, targetId: row.target_id, kind: row.kind },
    ...{ round: row.round, dueAt: row.due_at },
  };
}
