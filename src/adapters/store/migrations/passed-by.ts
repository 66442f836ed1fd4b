import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Who completed a request's approvals, and when: what one person lets pass within an hour is counted together. */
export async function passedBy(db: Kysely<Schema>): Promise<void> {
  const { schema } = db;
  await schema.alterTable("requests").addColumn("passed_by", "text").execute();
  await schema.alterTable("requests").addColumn("passed_at", "bigint").execute();
  await schema.createIndex("requests_passed_by").on("requests").columns(["passed_by", "passed_at"]).execute();
}
