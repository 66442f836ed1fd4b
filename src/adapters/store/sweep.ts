import type { Db } from "./database.ts";

const NEWS_MS = 86_400_000;

/**
 * Deletes what has passed its time; `retentionMs` is for finished requests and alerts with their posts, and for notices
 * that are done.
 * The audit chain is kept for ever.
 */
export async function sweep(db: Db, now: number, retentionMs: number): Promise<void> {
  await db.deleteFrom("refs").where("expires_at", "<=", now).execute();
  await db.deleteFrom("pending").where("expires_at", "<=", now).execute();
  await db.deleteFrom("once").where("until", "<=", now).execute();
  await db.deleteFrom("sign_ins").where("expires_at", "<=", now).execute();
  await db.deleteFrom("mutes").where("until", "<=", now).execute();
  const before = now - retentionMs;
  const old = db
    .selectFrom("requests")
    .select("id")
    .where("finished_at", "<=", before)
    .where("review_open", "=", 0);
  await db.deleteFrom("posts").where("kind", "=", "request").where("subject", "in", old).execute();
  await db.deleteFrom("requests").where("id", "in", old).execute();
  await db
    .deleteFrom("posts")
    .where("kind", "=", "notice")
    .where("due_at", "is", null)
    .where("touched_at", "<=", before)
    .execute();
  // News that could not be posted for a day is none any more.
  await db
    .deleteFrom("posts")
    .where("kind", "=", "notice")
    .where("activity_id", "is", null)
    .where("touched_at", "<=", now - NEWS_MS)
    .execute();
  await sweepAlerts(db, before);
}

async function sweepAlerts(db: Db, before: number): Promise<void> {
  const old = db.selectFrom("alerts").select("id").where("touched_at", "<=", before);
  await db.deleteFrom("alert_views").where("alert_id", "in", old).execute();
  await db.deleteFrom("alerts").where("touched_at", "<=", before).execute();
  await db.deleteFrom("threads").where("touched_at", "<=", before).execute();
  const shown = db.selectFrom("alert_views").select("post_id").where("post_id", "is not", null);
  await db
    .deleteFrom("posts")
    .where("kind", "=", "alerts")
    .where("touched_at", "<=", before)
    .where("id", "not in", shown)
    .execute();
}
