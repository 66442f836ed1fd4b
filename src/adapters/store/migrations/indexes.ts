import { sql, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What every click, every call and every look of the loops asks for costs no more where there are many rows. */
export async function indexes({ schema }: Kysely<Schema>): Promise<void> {
  // Holders whose devices are cut off are few, among thousands of devices in an outbreak.
  await schema
    .createIndex("requests_held")
    .on("requests")
    .columns(["action", "approved_at"])
    .where(sql.ref("held_by"), "is not", null)
    .execute();
  // Without the action, all requests of an action were read to find those on one target.
  await schema.dropIndex("requests_target").execute();
  await schema
    .createIndex("requests_on_target")
    .on("requests")
    .columns(["target_id", "action", "state"])
    .execute();
  // What is over is never due again, and stays for as long as it is kept.
  await schema.dropIndex("requests_urgency").execute();
  await schema
    .createIndex("requests_urgency")
    .on("requests")
    .columns(["urgency", "due_at"])
    .where(sql.ref("due_at"), "is not", null)
    .execute();
  await schema
    .createIndex("posts_due_in")
    .on("posts")
    .columns(["conversation_id", "due_at"])
    .where(sql.ref("due_at"), "is not", null)
    .execute();
  await schema
    .createIndex("conversations_removed")
    .on("conversations")
    .column("id")
    .where(sql.ref("removed"), "=", sql.lit(1))
    .execute();
}
