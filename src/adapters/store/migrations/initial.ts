import { sql, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** The tables of the approval story: conversations, waiting work, requests, posts, audit. */
export async function initial(db: Kysely<Schema>): Promise<void> {
  await createConversationTables(db);
  await createSecretTables(db);
  await createWorkTables(db);
  await createAuditTables(db);
}

async function createConversationTables({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("conversations")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("service_url", "text", (column) => column.notNull())
    .addColumn("person_oid", "text")
    .addColumn("enabled", "integer", (column) => column.notNull())
    .addColumn("removed", "integer", (column) => column.notNull())
    .addColumn("touched_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("conversations_person").on("conversations").column("person_oid").execute();
  await schema
    .createTable("subscriptions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("filter", "text", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createIndex("subscriptions_place")
    .on("subscriptions")
    .columns(["conversation_id", "kind"])
    .execute();
}

async function createSecretTables({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("tokens")
    .addColumn("partition_key", "text", (column) => column.primaryKey())
    .addColumn("cipher_text", "text", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("sign_ins")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("step", "text", (column) => column.notNull())
    .addColumn("oid", "text", (column) => column.notNull())
    .addColumn("tid", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("sign_ins_expiry").on("sign_ins").column("expires_at").execute();
}

async function createWorkTables(db: Kysely<Schema>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable("pending")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("oid", "text", (column) => column.notNull())
    .addColumn("tid", "text", (column) => column.notNull())
    .addColumn("turn", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("pending_person").on("pending").columns(["oid", "tid"]).execute();
  await schema
    .createTable("refs")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("refs_expiry").on("refs").column("expires_at").execute();
  await schema
    .createTable("once")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("result", "text")
    .addColumn("until", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("once_until").on("once").column("until").execute();
  await createRequestTable(db);
  await createPostTable(db);
}

async function createRequestTable({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("requests")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("origin", "text", (column) => column.notNull().unique())
    .addColumn("device_group", "text")
    .addColumn("requested_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint")
    .addColumn("due_at", "bigint")
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await schema.createIndex("requests_due").on("requests").column("due_at").execute();
  await schema.createIndex("requests_state").on("requests").column("state").execute();
  await schema.createIndex("requests_finished").on("requests").column("finished_at").execute();
  await schema.createIndex("requests_rate").on("requests").columns(["action", "requested_at"]).execute();
}

async function createPostTable({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("posts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("conversation", "text", (column) => column.notNull())
    .addColumn("reply_to", "text")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("activity_id", "text")
    .addColumn("wanted", "integer", (column) => column.notNull())
    .addColumn("shown", "integer", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("leased_until", "bigint", (column) => column.notNull())
    .addColumn("touched_at", "bigint", (column) => column.notNull())
    .execute();
  await schema.createIndex("posts_due").on("posts").column("due_at").execute();
  // A notice's subject is its whole text, too long for an index entry of PostgreSQL; it is never searched for.
  await schema
    .createIndex("posts_subject")
    .on("posts")
    .column("subject")
    .where(sql.ref("kind"), "=", sql.lit("request"))
    .execute();
  await schema
    .createIndex("posts_activity")
    .on("posts")
    .columns(["conversation_id", "activity_id"])
    .execute();
}

async function createAuditTables(db: Kysely<Schema>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable("audit")
    .addColumn("idx", "bigint", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("request_id", "text")
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await schema.createIndex("audit_request").on("audit").columns(["request_id", "idx"]).execute();
  await schema
    .createTable("audit_head")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .execute();
  await db.insertInto("audit_head").values({ id: 1, idx: -1, hash: "" }).execute();
}
