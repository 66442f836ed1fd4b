import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What a request is about, beside its JSON text: the queue of a device is searched for at every call. */
export async function deviceQueue(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable("requests").addColumn("target_id", "text").execute();
  for (const { id, body } of await db.selectFrom("requests").select(["id", "body"]).execute()) {
    const { target } = JSON.parse(body) as { readonly target: { readonly id: string } };
    await db.updateTable("requests").set({ target_id: target.id }).where("id", "=", id).execute();
  }
  await db.schema.createIndex("requests_target").on("requests").columns(["target_id", "state"]).execute();
}
