import { sql } from "kysely";
import type { Db } from "./database.ts";
import { originOfLease } from "../../requests/machine/lease-model.ts";
import type { RequestState } from "../../requests/machine/state.ts";
import { HELD_MS } from "./held.ts";
import { stillLasting } from "./lasting.ts";

const NEWS_MS = 86_400_000;
const LATE_SIGN_IN_MS = 86_400_000;

/**
 * Deletes what has passed its time; `retentionMs` is for finished requests and alerts with their posts, and for notices
 * that are done or that Teams has not taken for so long. A request whose effect lasts is not over.
 * The audit chain is kept for ever.
 */
export async function sweep(db: Db, now: number, retentionMs: number): Promise<void> {
  await db.deleteFrom("refs").where("expires_at", "<=", now).execute();
  // One that was begun and has no outcome is told to its author first; whoever signs in late is told that it was too late.
  await db
    .deleteFrom("pending")
    .where("expires_at", "<=", now - LATE_SIGN_IN_MS)
    .where("leased_until", "=", 0)
    .execute();
  await db.deleteFrom("once").where("until", "<=", now).execute();
  await db.deleteFrom("sign_ins").where("expires_at", "<=", now).execute();
  // One that was accepted has an outcome first.
  await db.deleteFrom("files").where("expires_at", "<=", now).where("state", "!=", "accepted").execute();
  const before = now - retentionMs;
  await db.deleteFrom("mutes").where("until", "<=", before).execute();
  const old = oldRequests(db, before);
  await db
    .deleteFrom("posts")
    .where(sql.ref("kind"), "=", sql.lit("request"))
    .where("subject", "in", old)
    .execute();
  await db.deleteFrom("requests").where("id", "in", old).execute();
  const notices = db.deleteFrom("posts").where("kind", "=", "notice");
  await notices
    .where((is) => is.or([is("due_at", "is", null), is("activity_id", "is", null)]))
    .where("touched_at", "<=", before)
    .execute();
  // News of a subscription that could not be posted for a day is none any more. For all else somebody waits.
  await notices
    .where("audience", "is not", null)
    .where("activity_id", "is", null)
    .where("touched_at", "<=", now - NEWS_MS)
    .execute();
  await sweepAlerts(db, before);
}

/** What nobody will ask for any more. The steps of a request go with it, and stay with it. */
function oldRequests(db: Db, before: number) {
  const lasting = stillLasting(db);
  const leadsLasting = db
    .selectFrom("requests as step")
    .select("step.leader")
    .where("step.leader", "is not", null)
    .where("step.id", "in", lasting);
  const kept = db
    .selectFrom("requests")
    .select("id")
    .where((is) =>
      is.or([
        is("finished_at", "is", null),
        is("finished_at", ">", before),
        is("review_open", "=", 1),
        is("id", "in", leadsLasting),
      ]),
    );
  return db
    .selectFrom("requests")
    .select("id")
    .where("finished_at", "<=", before)
    .where("review_open", "=", 0)
    .where("id", "not in", lasting)
    .where("id", "not in", leadsLasting)
    .where((is) => is.or([is("leader", "is", null), is("leader", "not in", kept)]));
}

/** Longer than any pause that a loop makes: Defender's Retry-After counts up to an hour. */
const LONGEST_PAUSE_MS = 3_600_000 + 60_000;
const WORKED_ON: readonly RequestState[] = ["Executing", "Pending", "InProgress"];

/** Longer than any process holds what it works on: what is due later waits for a pause, or was written by a wrong clock. */
export const LONGEST_HOLD_MS = 60_000;

/** Longer than anything waits that comes again and again. */
const LONGEST_ROUND_MS = 7 * 86_400_000 + 60_000;

/**
 * Makes due what a clock that was ahead may have put off: a call or a card is tried a pause too early rather than that
 * clock's error too late. What a person chose (an expiry, a lease) is left alone.
 */
export async function catchUp(db: Db, now: number): Promise<void> {
  const [beyond, held] = [now + LONGEST_PAUSE_MS, now + LONGEST_HOLD_MS];
  await db
    .updateTable("requests")
    .set({ due_at: now })
    .where((is) =>
      is.or([
        is("state", "in", WORKED_ON),
        is.and([is("state", "=", "Approved"), is("origin", "not like", originOfLease("%"))]),
      ]),
    )
    .where("due_at", ">", held)
    .execute();
  await db
    .updateTable("posts")
    .set({ due_at: now })
    .where((is) =>
      is.or([is("due_at", ">", beyond), is.and([is("attempts", "=", 0), is("due_at", ">", held)])]),
    )
    .execute();
  await db.updateTable("files").set({ due_at: now }).where("due_at", ">", held).execute();
  await db.updateTable("rechecks").set({ due_at: now }).where("due_at", ">", beyond).execute();
  await db.updateTable("incident_comments").set({ due_at: now }).where("due_at", ">", beyond).execute();
  await db
    .updateTable("subscriptions")
    .set({ due_at: now })
    .where("due_at", ">", now + LONGEST_ROUND_MS)
    .execute();
  await db.updateTable("audit_sinks").set({ due_at: now }).where("due_at", ">", held).execute();
  await shorten(db, now);
  await db.updateTable("cursors").set({ at: now }).where("at", ">", now).execute();
}

/** How long a turn is somebody's without being held anew, in milliseconds. */
const TURN_HELD_MS = 5_000;

/**
 * Whoever holds something for longer than anything is held has a wrong clock, or had one and may be at it at this moment: they
 * keep it for as long as anybody would.
 */
async function shorten(db: Db, now: number): Promise<void> {
  const beyond = now + LONGEST_HOLD_MS;
  for (const table of ["posts", "audit_sinks"] as const)
    await db
      .updateTable(table)
      .set({ leased_until: now + HELD_MS })
      .where("leased_until", ">", beyond)
      .execute();
  const until = now + TURN_HELD_MS;
  await db.updateTable("pending").set({ leased_until: until }).where("leased_until", ">", beyond).execute();
  await db
    .updateTable("once")
    .set({ until })
    .where("result", "is", null)
    .where("until", ">", beyond)
    .execute();
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
