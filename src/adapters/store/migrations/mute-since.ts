import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** When a mute began: what it covers is told by when an alert was raised. Older ones cover what came before as well. */
export async function muteSince({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .alterTable("mutes")
    .addColumn("since", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
}
