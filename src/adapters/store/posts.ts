import { sql, type Selectable } from "kysely";
import type { ConversationRef } from "../../core/model.ts";
import type { Posted } from "../../core/ports.ts";
import type { PostRow, Tx } from "../../core/store.ts";
import { parseStored, type Db, type EngineKind } from "./database.ts";
import type { Schema } from "./schema.ts";

/**
 * Posted messages as desired state. A lease is kept apart from `due_at`: a change that comes while a message is being
 * posted makes it due at once, and must not let a second worker post it again.
 */
export function postsOf(db: Db, kind: EngineKind): Tx["posts"] {
  return {
    ...lookups(db),
    async insert(row) {
      await db.insertInto("posts").values(toColumns(row)).execute();
    },
    async want(postKind, subject, now) {
      await db
        .updateTable("posts")
        .set((expression) => ({ wanted: expression("wanted", "+", 1), due_at: now, touched_at: now }))
        .where("kind", "=", postKind)
        .where("subject", "=", subject)
        .execute();
    },
    claimDue: (place, now, leaseMs, limit) =>
      claim(db, kind, { place, now, until: now + leaseMs, limit }, "others"),
    claimAlerts: (place, now, leaseMs, limit) =>
      claim(db, kind, { place, now, until: now + leaseMs, limit }, "alerts"),
    done: (id, at, shown, now) => done(db, id, { at, shown, now }),
    async retry(id, dueAt) {
      await db
        .updateTable("posts")
        .set((expression) => ({
          attempts: expression("attempts", "+", 1),
          due_at: dueAt,
          leased_until: 0,
        }))
        .where("id", "=", id)
        .execute();
    },
    async putBack(id, dueAt) {
      await db.updateTable("posts").set({ due_at: dueAt, leased_until: 0 }).where("id", "=", id).execute();
    },
  };
}

function lookups(db: Db): Pick<Tx["posts"], "get" | "find" | "places"> {
  return {
    async places(now) {
      const rows = await db
        .selectFrom("posts")
        .select("conversation_id")
        .distinct()
        .where("due_at", "<=", now)
        .where("leased_until", "<=", now)
        .where("kind", "!=", "alerts")
        .execute();
      return rows.map((row) => row.conversation_id);
    },
    async get(id) {
      const row = await db.selectFrom("posts").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toPost(row);
    },
    async find(conversationId, activityId) {
      const row = await db
        .selectFrom("posts")
        .selectAll()
        .where("conversation_id", "=", conversationId)
        .where("activity_id", "=", activityId)
        .executeTakeFirst();
      return row === undefined ? null : toPost(row);
    },
  };
}

async function claim(
  db: Db,
  kind: EngineKind,
  lease: { readonly place: string; readonly now: number; readonly until: number; readonly limit: number },
  which: "alerts" | "others",
): Promise<readonly PostRow[]> {
  const due = await db
    .selectFrom("posts")
    .selectAll()
    .where("conversation_id", "=", lease.place)
    .where("due_at", "<=", lease.now)
    .where("leased_until", "<=", lease.now)
    .$if(which === "others", (query) => query.where("kind", "!=", "alerts"))
    .$if(which === "alerts", (query) => query.where(sql.ref("kind"), "=", sql.lit("alerts")))
    .orderBy(sql`activity_id is not null`)
    .orderBy("due_at")
    .orderBy("id")
    .limit(lease.limit)
    .$if(kind === "postgres", (query) => query.forUpdate().skipLocked())
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
  };
}
