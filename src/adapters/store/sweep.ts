import type { Db } from "./database.ts";

/**
 * Deletes what has passed its time; `retentionMs` is for finished requests, their posts, and notices that are done.
 * The audit chain is kept for ever.
 */
export async function sweep(db: Db, now: number, retentionMs: number): Promise<void> {
  await db.deleteFrom("refs").where("expires_at", "<=", now).execute();
  await db.deleteFrom("pending").where("expires_at", "<=", now).execute();
  await db.deleteFrom("once").where("until", "<=", now).execute();
  await db.deleteFrom("sign_ins").where("expires_at", "<=", now).execute();
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
}
