import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What has to outlive a person's tokens: how often they signed out, and that Entra refused them. */
export async function identityMarks({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("identity_marks")
    .addColumn("partition_key", "text", (column) => column.primaryKey())
    .addColumn("sign_outs", "integer", (column) => column.notNull())
    .addColumn("refused_at", "bigint")
    .execute();
}
