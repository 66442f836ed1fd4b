import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Devices are looked at again as well as accounts; those of before are accounts. */
export async function recheckKinds(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .alterTable("rechecks")
    .addColumn("kind", "text", (column) => column.notNull().defaultTo("account"))
    .execute();
}
