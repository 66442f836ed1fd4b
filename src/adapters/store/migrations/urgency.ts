import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** How urgent the next step of a request is: what is due is searched for by it. Emergencies of before count by action. */
export async function urgency(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .alterTable("requests")
    .addColumn("urgency", "integer", (column) => column.notNull().defaultTo(4))
    .execute();
  const toSend = db.updateTable("requests").where("state", "in", ["Approved", "Executing"]);
  await toSend.set({ urgency: 3 }).execute();
  await toSend.set({ urgency: 1 }).where("action", "=", "isolate").execute();
  await toSend.set({ urgency: 2 }).where("action", "=", "release").execute();
  await db.schema.createIndex("requests_urgency").on("requests").columns(["urgency", "due_at"]).execute();
}
