import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Whose a mute is: `tid|oid`. Older ones are known by the UPN that they were made under. */
export async function muteOwner({ schema }: Kysely<Schema>): Promise<void> {
  await schema.alterTable("mutes").addColumn("owner", "text").execute();
}
