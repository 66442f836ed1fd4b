import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** When a request was approved, which limits count; that of older ones is when they were asked for. */
export async function approvedAt(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable("requests").addColumn("approved_at", "bigint").execute();
  await db
    .updateTable("requests")
    .set((expression) => ({ approved_at: expression.ref("requested_at") }))
    .where("state", "not in", ["Requested", "Denied", "Cancelled", "Expired"])
    .execute();
  await db.schema
    .createIndex("requests_approved")
    .on("requests")
    .columns(["action", "approved_at"])
    .execute();
}
