import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Accounts are looked at again some time after something was done to them. */
export async function rechecks({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("rechecks")
    .addColumn("request_id", "text", (column) => column.primaryKey())
    .addColumn("target_id", "text", (column) => column.notNull())
    .addColumn("round", "integer", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("rechecks_due").on("rechecks").column("due_at").execute();
}
