import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toAlert } from "../src/adapters/defender/map-alert.ts";
import { alertSchema } from "../src/adapters/defender/schemas.ts";
import { openStore, type OpenStore } from "../src/adapters/store/store.ts";
import { rankOf } from "../src/alerts/row.ts";
import { fingerprint } from "../src/alerts/routing.ts";
import type { Tx } from "../src/bot/rows.ts";
import { ALERT_KINDS, createAlert } from "../sandbox/defender/alert-seed.ts";
import { createFleet } from "../sandbox/defender/fleet.ts";
import { seededRandom } from "../sandbox/defender/random.ts";
import { SANDBOX_TENANT_ID } from "../sandbox/people.ts";
import { say } from "./progress.ts";
import type { ConversationRef } from "../src/messaging/conversation.ts";
import type { Alert } from "../src/defender/alert.ts";

/**
 * A store as it is after 100,000 alerts were shown: the alerts, the list cards they stand on, and what the buttons of
 * those cards mean. Written through the store's own interface. Nobody is subscribed any more: what is compared is what
 * the size of the store costs, and not what further alerts do.
 */

const PER_CARD = 15;
const CARDS_PER_TRANSACTION = 100;
const DAY_MS = 86_400_000;
/** All of them are within the retention. */
const SPAN_MS = 60 * DAY_MS;
const PLACE: ConversationRef = {
  id: "19:full@thread.v2",
  thread: null,
  kind: "groupChat",
  tenantId: SANDBOX_TENANT_ID,
  serviceUrl: "http://127.0.0.1:1/teams/",
};

let made: string | null = null;
process.once("exit", () => {
  if (made !== null) rmSync(made, { recursive: true, force: true });
});

/** Puts a copy of the full store into that folder; it is made once in a run. */
export async function copyFullStore(dataDir: string, alerts: number): Promise<void> {
  made ??= await make(alerts);
  cpSync(made, dataDir, { recursive: true });
}

async function make(alerts: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "defender-bot-full-"));
  const started = performance.now();
  const silent = { info() {}, warn() {}, error() {} };
  const store = await openStore({ dataDir: folder, databaseUrl: null, log: silent });
  await fill(store, alerts);
  await store.close();
  say(`a store with ${alerts} alerts, made in ${Math.round((performance.now() - started) / 1_000)} s`);
  return folder;
}

async function fill(store: OpenStore, count: number): Promise<void> {
  const alertAt = createGenerator(Date.now() - SPAN_MS, SPAN_MS / count);
  await store.transaction((tx) => tx.conversations.touch({ ...PLACE, personOid: null }, Date.now()));
  for (let from = 0; from < count;) {
    const to = Math.min(count, from + PER_CARD * CARDS_PER_TRANSACTION);
    const alerts = Array.from({ length: to - from }, (_, index) => alertAt(from + index));
    await store.transaction((tx) => addShown(tx, alerts));
    from = to;
  }
}

function createGenerator(since: number, everyMs: number): (index: number) => Alert {
  const random = seededRandom(1_000_003);
  const devices = createFleet(Date.now());
  return (index) => {
    const device = devices[(index * 7) % devices.length];
    if (device === undefined) throw new Error("the fleet is empty");
    const at = since + index * everyMs;
    return toAlert(alertSchema.parse(createAlert(device, random.pick(ALERT_KINDS), random, at)));
  };
}

async function addShown(tx: Tx, alerts: readonly Alert[]): Promise<void> {
  const now = Date.now();
  await tx.alerts.put(
    alerts.map((alert) => ({ alert, fingerprint: fingerprint(alert) })),
    now,
  );
  const views = alerts.map((alert) => ({
    ...{ conversationId: PLACE.id, alertId: alert.id, muted: false },
    rank: rankOf(alert),
  }));
  await tx.alerts.route(views, now);
  for (let from = 0; from < alerts.length; from += PER_CARD) {
    await addCard(
      tx,
      alerts.slice(from, from + PER_CARD).map(({ id }) => id),
      now,
    );
  }
}

async function addCard(tx: Tx, alertIds: readonly string[], now: number): Promise<void> {
  const id = crypto.randomUUID();
  const facts = { conversation: PLACE, replyTo: null, subject: "", activityId: null };
  await tx.posts.insert({
    ...{ id, ...facts, kind: "alerts" },
    ...{ wanted: 1, shown: 0, attempts: 0, dueAt: now },
    ...{ asker: null, audience: "alerts", refusals: 0 },
  });
  await tx.alerts.assign(PLACE.id, alertIds, id);
  const commands = alertIds.map((alertId) => ({ command: "alert", args: { id: alertId }, about: "" }));
  await tx.refs.put({ id, kind: "commands", body: JSON.stringify(commands), expiresAt: now + 30 * DAY_MS });
  await tx.posts.done(id, { conversation: PLACE, activityId: id }, 1, now);
}
