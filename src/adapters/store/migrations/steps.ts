import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Requests of several steps: whose step a row is, and how many calls it stands for. Those of before are steps of nothing. */
export async function steps(db: Kysely<Schema>): Promise<void> {
  const { schema } = db;
  await schema.alterTable("requests").addColumn("leader", "text").execute();
  await schema.alterTable("requests").addColumn("step", "integer").execute();
  await schema.alterTable("requests").addColumn("risk", "integer").execute();
  await schema
    .alterTable("requests")
    .addColumn("weight", "integer", (column) => column.notNull().defaultTo(1))
    .execute();
  await schema
    .createIndex("requests_leader")
    .on("requests")
    .columns(["leader", "state", "risk", "step"])
    .execute();
}
