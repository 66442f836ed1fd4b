import { sql, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What stands in the way of messages: places that are closed, messages that are refused, people who lost their role. */
export async function delivery({ schema }: Kysely<Schema>): Promise<void> {
  await schema.alterTable("conversations").addColumn("team", "text").execute();
  await schema.alterTable("conversations").addColumn("closed_since", "bigint").execute();
  await schema
    .alterTable("conversations")
    .addColumn("probe_at", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await schema.alterTable("conversations").addColumn("told_at", "bigint").execute();
  await schema
    .createIndex("conversations_closed")
    .on("conversations")
    .column("closed_since")
    .where(sql.ref("closed_since"), "is not", null)
    .execute();
  await schema.alterTable("subscriptions").addColumn("paused_since", "bigint").execute();
  await schema.alterTable("posts").addColumn("asker", "text").execute();
  await schema.alterTable("posts").addColumn("audience", "text").execute();
  await schema
    .alterTable("posts")
    .addColumn("refusals", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
}
