import { partial } from "../../support/partial.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMetrics, type PrometheusMetrics } from "../../../src/adapters/metrics/index.ts";
import { openStore, type OpenStore } from "../../../src/adapters/store/store.ts";
import { observedLog, observedMessenger, observedTurn } from "../../../src/observed.ts";
import { text } from "../../../src/messaging/content.ts";
import { alertWith } from "../../support/alert.ts";
import { draft, place, request, silent } from "../store/fixtures.ts";
import { verbatim } from "../../../src/texts/text.ts";
import { sayLine } from "../../../src/texts/safe-text.ts";
import { type Messenger, MessengerError } from "../../../src/messaging/messenger.ts";

const TOKEN = "a-token-for-scrapes";
let folder: string;
let store: OpenStore;
let metrics: PrometheusMetrics;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "metrics-"));
  store = await openStore({ dataDir: folder, databaseUrl: null, log: silent });
  metrics = createMetrics(TOKEN, store);
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const scrape = () => metrics.text(`Bearer ${TOKEN}`);

test.each([undefined, "", TOKEN, "Bearer", "Bearer ", "Bearer wrong", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`])(
  "%j gets nothing",
  async (authorization) => expect(await metrics.text(authorization)).toBeNull(),
);

test("the state of the store is read at each scrape", async () => {
  expect(await scrape()).toMatch(/^bot_audit_index -1$/m);
  await store.transaction(async (tx) => {
    await tx.requests.insert(request("M-1"));
    await tx.requests.insert(request("M-2", { state: "Denied", finishedAt: 5 }));
    await tx.audit.append(draft());
    await tx.alerts.put([{ alert: alertWith({ id: "w" }), fingerprint: "f" }], 1);
    await tx.alerts.route([{ alertId: "w", conversationId: "c", muted: false, rank: 0 }], 1);
    await tx.cursors.set("alerts", 90_000);
  });
  const found = await scrape();
  expect(found).toMatch(/^bot_requests\{state="Requested"\} 1$/m);
  expect(found).not.toContain("Denied");
  expect(found).toMatch(/^bot_audit_index 0$/m);
  expect(found).toMatch(/^bot_alerts_waiting 1$/m);
  expect(found).toMatch(/^bot_alerts_read_seconds 90$/m);
  expect(found).toMatch(/^bot_store_up 1$/m);
});

test("a broken audit chain is one figure", async () => {
  expect(await scrape()).toMatch(/^bot_audit_chain_broken 0$/m);
  metrics.auditBroken();
  expect(await scrape()).toMatch(/^bot_audit_chain_broken 1$/m);
});

test("turns, sends and warnings are counted by outcome, and behave as before", async () => {
  const refusal = new MessengerError(verbatim("no"), {
    status: 429,
    effect: "none",
    obstacle: "throttled",
    retryAfterMs: 1,
  });
  const messenger = observedMessenger(
    partial<Messenger>({
      post: async () => ({ conversation: place, activityId: "m" }),
      edit: () => Promise.reject(refusal),
    }),
    metrics,
  );
  expect(await messenger.post(place, text(sayLine("x")), null)).toMatchObject({ activityId: "m" });
  await expect(messenger.edit({ conversation: place, activityId: "m" }, text(sayLine("x")))).rejects.toBe(
    refusal,
  );
  observedLog(silent, metrics).warn("a static text", { secret: "never" });
  expect(await observedTurn("message", metrics, async () => 7)).toBe(7);
  await expect(observedTurn("click", metrics, () => Promise.reject(refusal))).rejects.toBe(refusal);
  const found = (await scrape()) ?? "";
  expect(found).toContain('bot_call_seconds_count{service="teams",operation="post",outcome="200"} 1');
  expect(found).toContain('bot_call_seconds_count{service="teams",operation="edit",outcome="429"} 1');
  expect(found).toContain('bot_log_lines_total{level="warn",event="a static text"} 1');
  expect(found).toContain('bot_turn_seconds_count{kind="message",outcome="answered"} 1');
  expect(found).toContain('bot_turn_seconds_count{kind="click",outcome="failed"} 1');
  expect(found).not.toContain("never");
});

test("a store that is away takes nothing else along", async () => {
  await store.close();
  const found = await scrape();
  expect(found).toMatch(/^bot_store_up 0$/m);
  expect(found).toContain("process_cpu_seconds_total");
});
