import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What is still to be written to incidents of decisions that came from them. */
export async function incidentComments({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("incident_comments")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("request_id", "text", (column) => column.notNull())
    .addColumn("about", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await schema.createIndex("incident_comments_due").on("incident_comments").column("due_at").execute();
}
