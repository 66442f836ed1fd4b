import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Emergencies that wait for their review are found, and kept, until it is done. */
export async function reviews({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .alterTable("requests")
    .addColumn("review_open", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await schema.createIndex("requests_review").on("requests").column("review_open").execute();
}
