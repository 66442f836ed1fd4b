import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Who asked for a request: what one person may ask for is counted whenever they ask. */
export async function requesters(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable("requests").addColumn("requester", "text").execute();
  for (const { id, body } of await db.selectFrom("requests").select(["id", "body"]).execute()) {
    const { requester } = JSON.parse(body) as {
      readonly requester: { readonly oid: string; readonly tid: string };
    };
    const who = `${requester.tid}|${requester.oid}`;
    await db.updateTable("requests").set({ requester: who }).where("id", "=", id).execute();
  }
  await db.schema
    .createIndex("requests_requester")
    .on("requests")
    .columns(["requester", "requested_at"])
    .execute();
}
