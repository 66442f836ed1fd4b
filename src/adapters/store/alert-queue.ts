import { sql } from "kysely";
import type { Waiting } from "../../alerts/routing.ts";
import type { Tx } from "../../bot/rows.ts";
import { parseStored, type Db } from "./database.ts";
import type { Alert } from "../../defender/alert.ts";

type Queue = Pick<Tx["alerts"], "places" | "waiting" | "assign" | "onPost" | "drop">;

/** Which alerts wait where, and which post shows which. */
export function alertQueueOf(db: Db): Queue {
  return {
    async places() {
      return [...new Set([...(await waitingPlaces(db)), ...(await duePlaces(db))])];
    },
    waiting: (conversationId, limit) => waiting(db, conversationId, limit),
    async assign(conversationId, alertIds, postId) {
      await db
        .updateTable("alert_views")
        .set({ state: "shown", post_id: postId })
        .where("conversation_id", "=", conversationId)
        .where("alert_id", "in", alertIds)
        .where("state", "=", "waiting")
        .execute();
    },
    async onPost(postId) {
      const rows = await db
        .selectFrom("alert_views as view")
        .innerJoin("alerts as alert", "alert.id", "view.alert_id")
        .select(["alert.id as id", "alert.body as body"])
        .where("view.post_id", "=", postId)
        .orderBy("view.position")
        .orderBy("view.alert_id")
        .execute();
      return rows.map(({ id, body }) => parseStored<Alert>("alerts", id, body));
    },
    async drop(conversationId) {
      await db
        .deleteFrom("alert_views")
        .where("conversation_id", "=", conversationId)
        .where("state", "=", "waiting")
        .execute();
    },
  };
}

async function waiting(db: Db, conversationId: string, limit: number): Promise<readonly Waiting[]> {
  const rows = await db
    .selectFrom("alert_views as view")
    .innerJoin("alerts as alert", "alert.id", "view.alert_id")
    .leftJoin("threads as thread", (join) =>
      join
        .onRef("thread.conversation_id", "=", "view.conversation_id")
        .onRef("thread.incident_id", "=", "alert.incident_id"),
    )
    .select(["view.alert_id as alertId", "alert.incident_id as incidentId", "thread.root as root"])
    .where("view.conversation_id", "=", conversationId)
    .where(sql.ref("view.state"), "=", sql.lit("waiting"))
    .orderBy("view.position")
    .orderBy("view.alert_id")
    .limit(limit)
    .execute();
  return rows.map(({ alertId, incidentId, root }) => ({ alertId, incidentId, threaded: root !== null }));
}

/** Each conversation by one seek in the index, however many alerts wait there. */
async function waitingPlaces(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive places(id) as (
      select min(conversation_id) from alert_views where state = 'waiting'
      union all
      select (select min(conversation_id) from alert_views where state = 'waiting' and conversation_id > places.id)
      from places where places.id is not null
    )
    select id from places where id is not null`.execute(db);
  return rows.map((row) => row.id);
}

async function duePlaces(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive places(id) as (
      select min(conversation_id) from posts where kind = 'alerts' and due_at is not null
      union all
      select (
        select min(conversation_id) from posts
        where kind = 'alerts' and due_at is not null and conversation_id > places.id
      ) from places where places.id is not null
    )
    select id from places where id is not null`.execute(db);
  return rows.map((row) => row.id);
}
