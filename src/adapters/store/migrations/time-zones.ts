import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** The time zone of a conversation's owner's client. */
export async function timeZones(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable("conversations").addColumn("time_zone", "text").execute();
}
