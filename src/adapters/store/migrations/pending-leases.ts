import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** A command that goes on after a sign-in is held by whoever runs it, and gone when it has an outcome. */
export async function pendingLeases({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .alterTable("pending")
    .addColumn("leased_until", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
}
