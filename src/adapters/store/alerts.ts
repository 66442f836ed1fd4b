import type { AlertRow, KnownAlert, RankedRoute, Shown } from "../../alerts/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Alert } from "../../defender/alert.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import { alertQueueOf } from "./alert-queue.ts";
import { PER_MS } from "./positions.ts";
import { parseStored, type Db } from "./database.ts";
import { removedPlaces } from "./posts.ts";

/** Rows per statement: both engines bound the number of parameters. */
const CHUNK = 100;

/** Alerts that some conversation sees, and where each stands. */
export function alertsOf(db: Db): Tx["alerts"] {
  return {
    known: (ids) => known(db, ids),
    asRead: (ids) => asRead(db, ids),
    put: (rows, now) => put(db, rows, now),
    route: (routes, now) => route(db, routes, now),
    wake: (routes, now) => wake(db, routes, now),
    standing: (ids) => standing(db, ids),
    async wantPosts(ids, now) {
      for (const part of chunks(ids)) {
        const showing = db.selectFrom("alert_views").select("post_id").where("alert_id", "in", part);
        await db
          .updateTable("posts")
          .set((expression) => ({ wanted: expression("wanted", "+", 1), due_at: now, touched_at: now }))
          .where("id", "in", showing.where("post_id", "is not", null))
          .where("conversation_id", "not in", removedPlaces(db))
          .execute();
      }
    },
    ...alertQueueOf(db),
  };
}

function chunks<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, index) =>
    rows.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

async function route(db: Db, routes: readonly RankedRoute[], now: number): Promise<void> {
  let position = now * PER_MS;
  for (const part of chunks(routes)) {
    const values = part.map(({ conversationId, alertId, muted, rank }) => ({
      conversation_id: conversationId,
      alert_id: alertId,
      state: muted ? "muted" : "waiting",
      post_id: null,
      position: position++,
      rank,
    }));
    await db
      .insertInto("alert_views")
      .values(values)
      .onConflict((conflict) =>
        conflict
          .columns(["conversation_id", "alert_id"])
          .doUpdateSet((set) => ({ rank: set.ref("excluded.rank") }))
          .where("alert_views.state", "=", "waiting"),
      )
      .execute();
  }
}

async function put(db: Db, rows: readonly AlertRow[], now: number): Promise<void> {
  for (const part of chunks(newestOfEach(rows))) {
    const values = part.map(({ alert, fingerprint }) => ({
      id: alert.id,
      incident_id: alert.incidentId,
      updated_at: alert.updatedAt ?? 0,
      fingerprint,
      body: JSON.stringify(alert),
      touched_at: now,
      device_id: alert.deviceId,
    }));
    await db
      .insertInto("alerts")
      .values(values)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((set) => ({
          incident_id: set.ref("excluded.incident_id"),
          updated_at: set.ref("excluded.updated_at"),
          fingerprint: set.ref("excluded.fingerprint"),
          body: set.ref("excluded.body"),
          touched_at: set.ref("excluded.touched_at"),
          device_id: set.ref("excluded.device_id"),
        })),
      )
      .execute();
  }
}

/** PostgreSQL takes no row twice in one statement, and a page of Defender's may hold two states of one alert. */
function newestOfEach(rows: readonly AlertRow[]): readonly AlertRow[] {
  const newest = new Map<string, AlertRow>();
  for (const row of rows) {
    const { id, updatedAt } = row.alert;
    if ((newest.get(id)?.alert.updatedAt ?? 0) <= (updatedAt ?? 0)) newest.set(id, row);
  }
  return [...newest.values()];
}

async function known(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, KnownAlert>> {
  const found = new Map<string, KnownAlert>();
  for (const part of chunks(ids)) {
    const rows = await db
      .selectFrom("alerts")
      .select(["id", "fingerprint", "updated_at"])
      .where("id", "in", part)
      .execute();
    for (const row of rows) found.set(row.id, { fingerprint: row.fingerprint, updatedAt: row.updated_at });
  }
  return found;
}

async function asRead(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Alert>> {
  const found = new Map<string, Alert>();
  for (const part of chunks(ids)) {
    const rows = await db.selectFrom("alerts").select(["id", "body"]).where("id", "in", part).execute();
    for (const { id, body } of rows) found.set(id, parseStored<Alert>("alerts", id, body));
  }
  return found;
}

async function wake(db: Db, routes: readonly RankedRoute[], now: number): Promise<void> {
  for (const [index, { conversationId, alertId, rank }] of routes.entries()) {
    await db
      .updateTable("alert_views")
      .set({ state: "waiting", position: now * PER_MS + index, rank })
      .where("conversation_id", "=", conversationId)
      .where("alert_id", "=", alertId)
      .where("state", "=", "muted")
      .execute();
  }
}

async function standing(db: Db, ids: readonly string[]): Promise<readonly Shown[]> {
  const found: Shown[] = [];
  for (const part of chunks(ids)) {
    const rows = await db
      .selectFrom("alert_views as view")
      .innerJoin("posts as post", "post.id", "view.post_id")
      .select(["view.alert_id as alertId", "post.id as post", "post.conversation as at"])
      .where("view.alert_id", "in", part)
      .where("post.activity_id", "is not", null)
      .execute();
    for (const { alertId, post, at } of rows)
      found.push({ alertId, at: parseStored<ConversationRef>("posts", post, at) });
  }
  return found;
}
