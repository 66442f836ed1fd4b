import type { AlertRow, KnownAlert } from "../../alerts/rows.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Alert } from "../../defender/alert.ts";
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
    evidenceOf: (ids) => evidenceOf(db, ids),
    put: (rows, now) => put(db, rows, now),
    async route(routes, now) {
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
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
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

async function evidenceOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Alert["evidence"]>> {
  const found = new Map<string, Alert["evidence"]>();
  for (const part of chunks(ids)) {
    const rows = await db.selectFrom("alerts").select(["id", "body"]).where("id", "in", part).execute();
    for (const { id, body } of rows) found.set(id, parseStored<Alert>("alerts", id, body).evidence);
  }
  return found;
}
