import { sql, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** The tables of proactive alerts: what was seen, who sees it, in which thread, and who reads. */
export async function alerts({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("alerts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("incident_id", "text")
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .addColumn("fingerprint", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("touched_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("alerts_touched").on("alerts").column("touched_at").execute();
  await createViews(schema);
  await createWatching(schema);
}

async function createWatching(schema: Kysely<Schema>["schema"]): Promise<void> {
  await schema
    .createTable("threads")
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("incident_id", "text", (column) => column.notNull())
    .addColumn("root", "text", (column) => column.notNull())
    .addColumn("touched_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("threads_key", ["conversation_id", "incident_id"])
    .execute();
  await schema
    .createTable("mutes")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("filter", "text", (column) => column.notNull())
    .addColumn("until", "bigint", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .execute();
  await schema
    .createTable("cursors")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("until", "bigint", (column) => column.notNull())
    .execute();
}

async function createViews(schema: Kysely<Schema>["schema"]): Promise<void> {
  await schema
    .createTable("alert_views")
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("alert_id", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("post_id", "text")
    .addColumn("position", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("alert_views_key", ["conversation_id", "alert_id"])
    .execute();
  await schema.createIndex("alert_views_alert").on("alert_views").column("alert_id").execute();
  await schema.createIndex("alert_views_post").on("alert_views").column("post_id").execute();
  await schema
    .createIndex("alert_views_waiting")
    .on("alert_views")
    .columns(["conversation_id", "position", "alert_id"])
    .where(sql.ref("state"), "=", sql.lit("waiting"))
    .execute();
  await schema
    .createIndex("posts_alerts_due")
    .on("posts")
    .columns(["conversation_id", "due_at"])
    .where(sql<boolean>`kind = 'alerts' and due_at is not null`)
    .execute();
}
