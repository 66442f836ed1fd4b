import { sql, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** How urgent what waits is, on which devices, and which card shows an incident. */
export async function incidentCards({ schema }: Kysely<Schema>): Promise<void> {
  // What waits from before comes first: its severity is not known here.
  await schema
    .alterTable("alert_views")
    .addColumn("rank", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await schema.dropIndex("alert_views_waiting").execute();
  await schema
    .createIndex("alert_views_waiting")
    .on("alert_views")
    .columns(["conversation_id", "rank", "position", "alert_id"])
    .where(sql.ref("state"), "=", sql.lit("waiting"))
    .execute();
  await schema.alterTable("alerts").addColumn("device_id", "text").execute();
  await schema.createIndex("alerts_incident").on("alerts").column("incident_id").execute();
}
