import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Files that are on offer to one person each, sealed. */
export async function files({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("files")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("oid", "text", (column) => column.notNull())
    .addColumn("tid", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("size", "integer", (column) => column.notNull())
    .addColumn("post_id", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
}
