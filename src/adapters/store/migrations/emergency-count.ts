import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Emergencies count among themselves; those of before count with the rest until they are a day old. */
export async function emergencyCount(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .alterTable("requests")
    .addColumn("emergency", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
}
