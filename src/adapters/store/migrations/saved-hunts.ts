import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Hunting queries that people keep in a conversation, by name. */
export async function savedHunts({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("saved_hunts")
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("kql", "text", (column) => column.notNull())
    .addColumn("saved_by", "text", (column) => column.notNull())
    .addColumn("saved_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("saved_hunts_key", ["conversation_id", "name"])
    .execute();
}
