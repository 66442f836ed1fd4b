import { sql, type Selectable } from "kysely";
import type { PostRow } from "../../messaging/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import { parseStored, type Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import type { Posted } from "../../messaging/messenger.ts";

function wantRequest(db: Db, { request, now }: { readonly request: string; readonly now: number }) {
  return (
    db
      .updateTable("posts")
      .set((expression) => ({ wanted: expression("wanted", "+", 1), due_at: now, touched_at: now }))
      // As text: the index is that of this kind.
      .where(sql.ref("kind"), "=", sql.lit("request"))
      .where("subject", "=", request)
      .where("conversation_id", "not in", removedPlaces(db))
  );
}

function postedAs(db: Db, at: { readonly conversationId: string; readonly activityId: string }) {
  return db
    .selectFrom("posts")
    .selectAll()
    .where("conversation_id", "=", at.conversationId)
    .where("activity_id", "=", at.activityId);
}

/**
 * Posted messages as desired state. A lease is kept apart from `due_at`: a change that comes while a message is being
 * posted makes it due at once, and must not let a second worker post it again.
 */
export function postsOf(db: Db): Tx["posts"] {
  const wanted = prepared(db, wantRequest);
  return {
    ...lookups(db),
    async insert(row) {
      await db.insertInto("posts").values(toColumns(row)).execute();
    },
    async want(request, now) {
      await wanted({ request, now });
    },
    async show(id, content, now) {
      const subject = JSON.stringify(content);
      await db
        .updateTable("posts")
        .set((expression) => ({
          ...{ subject, due_at: now, touched_at: now },
          wanted: expression("wanted", "+", 1),
        }))
        .where("id", "=", id)
        .where("kind", "=", "notice")
        .where("conversation_id", "not in", removedPlaces(db))
        .execute();
    },
    claimDue: ({ place, asker }, now, leaseMs, limit, over = now) =>
      claim(db, { place, asker, now, until: now + leaseMs, limit, over }),
    claimAlerts: (place, now, leaseMs, limit, over = now) =>
      claim(db, { place, asker: ALERTS, now, until: now + leaseMs, limit, over }),
    done: (id, at, shown, now) => done(db, id, { at, shown, now }),
    ...failuresOf(db),
  };
}

type Failures = Pick<Tx["posts"], "retry" | "putBack" | "withdraw" | "giveUp">;

function failuresOf(db: Db): Failures {
  return {
    async retry(id, dueAt, refused = false) {
      await db
        .updateTable("posts")
        .set((expression) => ({
          attempts: expression("attempts", "+", 1),
          refusals: expression("refusals", "+", refused ? 1 : 0),
          due_at: dueAt,
          leased_until: 0,
        }))
        .where("id", "=", id)
        .execute();
    },
    async putBack(id, dueAt) {
      await db.updateTable("posts").set({ due_at: dueAt, leased_until: 0 }).where("id", "=", id).execute();
    },
    async withdraw(conversationId, audience) {
      await db
        .deleteFrom("posts")
        .where("conversation_id", "=", conversationId)
        .where("audience", "=", audience)
        .where("activity_id", "is", null)
        .execute();
    },
    async giveUp(conversationId, audience) {
      await db
        .updateTable("posts")
        .set({ due_at: null })
        .where("conversation_id", "=", conversationId)
        .where("audience", "=", audience)
        .execute();
    },
  };
}

/** Where the bot was removed: nothing is shown there any more. */
export function removedPlaces(db: Db) {
  return db.selectFrom("conversations").select("id").where(sql.ref("removed"), "=", sql.lit(1));
}

type Lookups = Pick<Tx["posts"], "get" | "find" | "due" | "ofRequest" | "missingIn">;

function lookups(db: Db): Lookups {
  const found = prepared(db, postedAs);
  return {
    ...queues(db),
    async ofRequest(requestId) {
      const rows = await db
        .selectFrom("posts")
        .selectAll()
        .where(sql.ref("kind"), "=", sql.lit("request"))
        .where("subject", "=", requestId)
        .execute();
      return rows.map(toPost);
    },
    async get(id) {
      const row = await db.selectFrom("posts").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toPost(row);
    },
    async find(conversationId, activityId) {
      const [row] = (await found({ conversationId, activityId })).rows;
      return row === undefined ? null : toPost(row);
    },
  };
}

function sharesDue(db: Db, { now, over }: Pick<Lease, "now" | "over">) {
  return db
    .selectFrom("posts")
    .select(["conversation_id as place", "asker", (count) => count.fn.countAll<number>().as("count")])
    .where("due_at", "<=", now)
    .where("leased_until", "<=", over)
    .where("kind", "!=", "alerts")
    .groupBy(["conversation_id", "asker"]);
}

function queues(db: Db): Pick<Tx["posts"], "due" | "missingIn"> {
  const shares = prepared(db, sharesDue);
  return {
    async due(now, over = now) {
      const { rows } = await shares({ now, over });
      return rows.map(({ place, asker, count }) => ({ place, asker, count: Number(count) }));
    },
    async missingIn(conversationId) {
      const rows = await db
        .selectFrom("posts")
        .select("subject")
        .distinct()
        .where("conversation_id", "=", conversationId)
        .where("kind", "=", "request")
        .where("activity_id", "is", null)
        .execute();
      return rows.map((row) => row.subject);
    },
  };
}

/** In place of somebody who asked: the posts of alerts, which are nobody's. */
const ALERTS = Symbol("alerts");

interface Lease {
  readonly place: string;
  readonly asker: string | null | typeof ALERTS;
  readonly now: number;
  readonly until: number;
  readonly limit: number;
  readonly over: number;
}

async function claim(db: Db, lease: Lease): Promise<readonly PostRow[]> {
  const { asker } = lease;
  const due = await db
    .selectFrom("posts")
    .selectAll()
    .where("conversation_id", "=", lease.place)
    .where("due_at", "<=", lease.now)
    .where("leased_until", "<=", lease.over)
    .$if(asker === ALERTS, (query) => query.where(sql.ref("kind"), "=", sql.lit("alerts")))
    .$if(asker !== ALERTS, (query) =>
      query
        .where("kind", "!=", "alerts")
        .where("asker", asker === null ? "is" : "=", typeof asker === "string" ? asker : null),
    )
    .orderBy(sql`activity_id is not null`)
    .orderBy("due_at")
    .orderBy("id")
    .limit(lease.limit)
    .forUpdate()
    .skipLocked()
    .execute();
  if (due.length === 0) return [];
  const taken = { due_at: lease.until, leased_until: lease.until, touched_at: lease.now };
  const ids = due.map((row) => row.id);
  await db.updateTable("posts").set(taken).where("id", "in", ids).execute();
  return due.map((row) => toPost({ ...row, ...taken }));
}

async function done(db: Db, id: string, success: { at: Posted; shown: number; now: number }): Promise<void> {
  const row = await db.selectFrom("posts").select(["wanted"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined) return;
  await db
    .updateTable("posts")
    .set({
      conversation_id: success.at.conversation.id,
      conversation: JSON.stringify(success.at.conversation),
      activity_id: success.at.activityId,
      shown: success.shown,
      attempts: 0,
      refusals: 0,
      due_at: success.shown >= row.wanted ? null : success.now,
      leased_until: 0,
      touched_at: success.now,
    })
    .where("id", "=", id)
    .execute();
}

function toColumns(row: PostRow): Schema["posts"] {
  return {
    id: row.id,
    conversation_id: row.conversation.id,
    conversation: JSON.stringify(row.conversation),
    reply_to: row.replyTo,
    kind: row.kind,
    subject: row.subject,
    activity_id: row.activityId,
    wanted: row.wanted,
    shown: row.shown,
    attempts: row.attempts,
    due_at: row.dueAt,
    leased_until: 0,
    touched_at: row.dueAt ?? 0,
    asker: row.asker,
    audience: row.audience,
    refusals: row.refusals,
  };
}

function toPost(row: Selectable<Schema["posts"]>): PostRow {
  return {
    id: row.id,
    conversation: parseStored<ConversationRef>("posts", row.id, row.conversation),
    replyTo: row.reply_to,
    kind: row.kind as PostRow["kind"],
    subject: row.subject,
    activityId: row.activity_id,
    wanted: row.wanted,
    shown: row.shown,
    attempts: row.attempts,
    dueAt: row.due_at,
    asker: row.asker,
    audience: row.audience as PostRow["audience"],
    refusals: row.refusals,
  };
}
