import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Switches that hold for all instances; a row that is there is on. */
export async function halt({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("switches")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
}
