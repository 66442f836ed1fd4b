import { sql, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Subscriptions to what comes at its own times: when next, and what was found before. Older ones have none. */
export async function rounds({ schema }: Kysely<Schema>): Promise<void> {
  await schema.alterTable("subscriptions").addColumn("due_at", "bigint").execute();
  await schema.alterTable("subscriptions").addColumn("round", "text").execute();
  await schema
    .createIndex("subscriptions_due")
    .on("subscriptions")
    .column("due_at")
    .where(sql.ref("due_at"), "is not", null)
    .execute();
}
