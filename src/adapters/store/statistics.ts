import { sql } from "kysely";
import type { Statistics } from "../../bot/rows.ts";
import type { Db } from "./database.ts";

/** Figures for whoever watches the bot. */
export async function statistics(db: Db): Promise<Statistics> {
  const states = await db
    .selectFrom("requests")
    .select(["state", (count) => count.fn.countAll<number>().as("count")])
    .where("finished_at", "is", null)
    .where("leader", "is", null)
    .groupBy("state")
    .execute();
  const count = async (query: Promise<{ count: number }>) => Number((await query).count);
  const posts = db.selectFrom("posts").where("due_at", "is not", null);
  const waiting = db.selectFrom("alert_views").where(sql.ref("state"), "=", sql.lit("waiting"));
  const head = await db.selectFrom("audit_head").select("idx").executeTakeFirstOrThrow();
  const read = await db.selectFrom("cursors").select("at").where("name", "=", "alerts").executeTakeFirst();
  return {
    openRequests: Object.fromEntries(states.map((row) => [row.state, Number(row.count)])),
    postsDue: await count(
      posts.select((all) => all.fn.countAll<number>().as("count")).executeTakeFirstOrThrow(),
    ),
    alertsWaiting: await count(
      waiting.select((all) => all.fn.countAll<number>().as("count")).executeTakeFirstOrThrow(),
    ),
    auditIndex: head.idx,
    alertsReadTo: read?.at ?? null,
  };
}
