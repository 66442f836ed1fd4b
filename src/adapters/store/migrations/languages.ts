import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** The language that was chosen for a conversation, and the locale of its owner's client. */
export async function languages(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable("conversations").addColumn("language", "text").execute();
  await db.schema.alterTable("conversations").addColumn("locale", "text").execute();
}
