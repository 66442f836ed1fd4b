import { sql } from "kysely";
import type { Waiting } from "../../alerts/routing.ts";
import type { DeviceCard, Standing, Tally } from "../../alerts/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import { PER_MS } from "./positions.ts";
import { parseStored, type Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Alert } from "../../defender/alert.ts";

type Queue = Pick<
  Tx["alerts"],
  | "places"
  | "waiting"
  | "tally"
  | "cardOf"
  | "cardsOn"
  | "assign"
  | "join"
  | "onPost"
  | "drop"
  | "untold"
  | "withdraw"
>;

/** Which alerts wait where, and which post shows which. */
export function alertQueueOf(db: Db): Queue {
  return {
    places: placesOf(db),
    waiting: (conversationId, limit) => waiting(db, conversationId, limit),
    tally: (conversationId) => tally(db, conversationId),
    cardOf: (conversationId, incidentId) => cardOf(db, conversationId, incidentId),
    cardsOn: (deviceIds) => cardsOn(db, deviceIds),
    assign: (conversationId, alertIds, postId) => assign(db, conversationId, alertIds, postId),
    async join(conversationId, alertIds, postId, now) {
      await assign(db, conversationId, alertIds, postId);
      await db
        .updateTable("posts")
        .set((expression) => ({ wanted: expression("wanted", "+", 1), due_at: now, touched_at: now }))
        .where("id", "=", postId)
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
    untold: (conversationId) => untold(db, conversationId),
    withdraw: (conversationId, alertIds) => withdraw(db, conversationId, alertIds),
    async drop(conversationId) {
      await db
        .deleteFrom("alert_views")
        .where("conversation_id", "=", conversationId)
        .where("state", "=", "waiting")
        .execute();
    },
  };
}

/** What waits in a conversation, for a message or on one that is not there. */
function untoldViews(db: Db, conversationId: string) {
  return db
    .selectFrom("alert_views as view")
    .leftJoin("posts as post", "post.id", "view.post_id")
    .where("view.conversation_id", "=", conversationId)
    .where((is) =>
      is.or([
        is("view.state", "=", "waiting"),
        is.and([is("post.activity_id", "is", null), is("post.due_at", "is not", null)]),
      ]),
    );
}

async function untold(db: Db, conversationId: string): Promise<readonly Alert[]> {
  const rows = await untoldViews(db, conversationId)
    .innerJoin("alerts as alert", "alert.id", "view.alert_id")
    .select(["alert.id as id", "alert.body as body"])
    .execute();
  return rows.map(({ id, body }) => parseStored<Alert>("alerts", id, body));
}

async function withdraw(db: Db, conversationId: string, alertIds: readonly string[]): Promise<void> {
  for (const id of alertIds) {
    await db
      .deleteFrom("alert_views")
      .where("conversation_id", "=", conversationId)
      .where("alert_id", "=", id)
      .execute();
  }
  const shown = db.selectFrom("alert_views").select("post_id").where("post_id", "is not", null);
  const isAnyLeft = (await untoldViews(db, conversationId).select("view.alert_id").execute()).length > 0;
  await db
    .deleteFrom("posts")
    .where("conversation_id", "=", conversationId)
    .where("kind", "=", "alerts")
    .where("activity_id", "is", null)
    .where("id", "not in", shown)
    // What heads a storm goes with the last of it.
    .$if(isAnyLeft, (query) => query.where("subject", "=", ""))
    .execute();
}

async function assign(db: Db, conversationId: string, alertIds: readonly string[], postId: string) {
  await db
    .updateTable("alert_views")
    .set({ state: "shown", post_id: postId })
    .where("conversation_id", "=", conversationId)
    .where("alert_id", "in", alertIds)
    .where("state", "=", "waiting")
    .execute();
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
    .select([
      "view.alert_id as alertId",
      "alert.incident_id as incidentId",
      "view.rank as rank",
      "thread.root as root",
    ])
    .where("view.conversation_id", "=", conversationId)
    .where(sql.ref("view.state"), "=", sql.lit("waiting"))
    .orderBy("view.rank")
    .orderBy("view.position")
    .orderBy("view.alert_id")
    .limit(limit)
    .execute();
  return rows.map(({ root, ...one }) => ({ ...one, threaded: root !== null }));
}

async function tally(db: Db, conversationId: string): Promise<Tally> {
  const waiting = db
    .selectFrom("alert_views as view")
    .where("view.conversation_id", "=", conversationId)
    .where(sql.ref("view.state"), "=", sql.lit("waiting"));
  const ranks = await waiting
    .select(["view.rank as rank", (count) => count.fn.countAll<number>().as("count")])
    .groupBy("view.rank")
    .orderBy("view.rank")
    .execute();
  const { devices } = await waiting
    .innerJoin("alerts as alert", "alert.id", "view.alert_id")
    .select((count) => count.fn.count<number>("alert.device_id").distinct().as("devices"))
    .executeTakeFirstOrThrow();
  return {
    ranks: ranks.map(({ rank, count }) => ({ rank, count: Number(count) })),
    devices: Number(devices),
  };
}

async function cardOf(db: Db, conversationId: string, incidentId: string): Promise<Standing | null> {
  const last = await db
    .selectFrom("alert_views as view")
    .innerJoin("alerts as alert", "alert.id", "view.alert_id")
    .innerJoin("posts as post", "post.id", "view.post_id")
    .select("post.id as id")
    .where("alert.incident_id", "=", incidentId)
    .where("view.conversation_id", "=", conversationId)
    // One that was never posted and is not due any more was given up.
    .where((is) => is.or([is("post.activity_id", "is not", null), is("post.due_at", "is not", null)]))
    .orderBy("view.position", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return null;
  const { first, newest } = await db
    .selectFrom("alert_views")
    .select(({ fn }) => [fn.min("position").as("first"), fn.max("position").as("newest")])
    .where("post_id", "=", last.id)
    .executeTakeFirstOrThrow();
  return {
    postId: last.id,
    firstAt: Math.floor(Number(first) / PER_MS),
    newestAt: Math.floor(Number(newest) / PER_MS),
  };
}

async function cardsOn(db: Db, deviceIds: readonly string[]): Promise<readonly DeviceCard[]> {
  if (deviceIds.length === 0) return [];
  const rows = await db
    .selectFrom("alerts as alert")
    .innerJoin("alert_views as view", "view.alert_id", "alert.id")
    .leftJoin("posts as post", "post.id", "view.post_id")
    .select([
      "alert.id as id",
      "alert.device_id as device",
      "alert.body as body",
      "alert.touched_at as changedAt",
      "view.conversation_id as conversationId",
      "post.id as post",
      "post.conversation as conversation",
      "post.activity_id as activity",
    ])
    .where("alert.device_id", "in", deviceIds)
    .where("view.state", "!=", "muted")
    .orderBy("view.position", "desc")
    .execute();
  return rows.map(({ id, device, body, changedAt, conversationId, post, conversation, activity }) => {
    const { incidentId, status } = parseStored<Alert>("alerts", id, body);
    const root = activity === null ? null : (threadOf(post, conversation) ?? activity);
    const about = { deviceId: device ?? "", conversationId, changedAt: Number(changedAt), root };
    return { ...about, alert: { incidentId, status } };
  });
}

function threadOf(post: string | null, conversation: string | null): string | null {
  if (post === null || conversation === null) return null;
  return parseStored<ConversationRef>("posts", post, conversation).thread;
}

function placesOf(db: Db): Queue["places"] {
  const places = prepared(db, () => PLACES);
  return async () => (await places({})).rows.map(({ id }) => id);
}

/** Where alerts wait or their cards are due: each conversation by one seek in each index, however many there are. */
const PLACES = sql<{ readonly id: string }>`
  with recursive waiting(id) as (
    select min(conversation_id) from alert_views where state = 'waiting'
    union all
    select (select min(conversation_id) from alert_views where state = 'waiting' and conversation_id > waiting.id)
    from waiting where waiting.id is not null
  ),
  due(id) as (
    select min(conversation_id) from posts where kind = 'alerts' and due_at is not null
    union all
    select (
      select min(conversation_id) from posts
      where kind = 'alerts' and due_at is not null and conversation_id > due.id
    ) from due where due.id is not null
  )
  select id from waiting where id is not null union select id from due where id is not null order by id`;
