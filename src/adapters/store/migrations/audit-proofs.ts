import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What proves the audit chain to others: signing keys, signed checkpoints, and how far its receivers are. */
export async function auditProofs({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable("audit_keys")
    .addColumn("number", "integer", (column) => column.primaryKey())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("public_key", "text", (column) => column.notNull())
    .addColumn("private_key", "text", (column) => column.notNull())
    .execute();
  await schema
    .createTable("checkpoints")
    .addColumn("idx", "bigint", (column) => column.primaryKey())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("key_id", "text", (column) => column.notNull())
    .addColumn("signature", "text", (column) => column.notNull())
    .execute();
  await schema
    .createTable("audit_sinks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("next_idx", "bigint", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("holder", "text")
    .addColumn("leased_until", "bigint", (column) => column.notNull())
    .execute();
}
