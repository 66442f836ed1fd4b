import type { Tx } from "../../bot/rows.ts";
import type { IncidentComment } from "../../requests/rows.ts";
import { parseStored, type Db } from "./database.ts";
import { prepared, type Due } from "./prepared.ts";

/** Comments that incidents are still to get. */
export function incidentCommentsOf(db: Db): Tx["incidentComments"] {
  return {
    due: dueOf(db),
    async put(row) {
      await db
        .insertInto("incident_comments")
        .values({ id: row.id, ...columnsOf(row) })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    async newest(requestId, about) {
      const row = await db
        .selectFrom("incident_comments")
        .selectAll()
        .where("request_id", "=", requestId)
        .where("about", "=", about)
        .orderBy("at", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : parseStored<IncidentComment>("incident_comments", row.id, row.body);
    },
    async replace(before, row) {
      const { numUpdatedRows } = await db
        .updateTable("incident_comments")
        .set(columnsOf(row))
        .where("id", "=", before.id)
        .where("body", "=", JSON.stringify(before))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async remove(row) {
      const { numDeletedRows } = await db
        .deleteFrom("incident_comments")
        .where("id", "=", row.id)
        .where("body", "=", JSON.stringify(row))
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}

function dueOf(db: Db): Tx["incidentComments"]["due"] {
  const first = prepared(db, firstDue);
  return async (now, limit) => {
    const { rows } = await first({ now, limit });
    return rows.map(({ id, body }) => parseStored<IncidentComment>("incident_comments", id, body));
  };
}

/** Of each incident and request the earliest. */
function firstDue(db: Db, { now, limit }: Due) {
  return db
    .selectFrom("incident_comments as one")
    .selectAll("one")
    .where("one.due_at", "<=", now)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom("incident_comments as earlier")
            .select("earlier.id")
            .whereRef("earlier.request_id", "=", "one.request_id")
            .whereRef("earlier.about", "=", "one.about")
            .whereRef("earlier.at", "<", "one.at"),
        ),
      ),
    )
    .orderBy("one.due_at")
    .orderBy("one.id")
    .limit(limit);
}

function columnsOf(row: IncidentComment) {
  const { requestId, about, at, dueAt } = row;
  return { request_id: requestId, about, at, due_at: dueAt, body: JSON.stringify(row) };
}
