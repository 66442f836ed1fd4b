import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Whose device is cut off, of those who approve here: object ids between spaces. Of older ones that is not known. */
export async function heldBy(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable("requests").addColumn("held_by", "text").execute();
}
