import { createHash, timingSafeEqual } from "node:crypto";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Metrics } from "../../shared/ports.ts";
import type { Store } from "../../shared/store.ts";
import type { Statistics, Tx } from "../../bot/rows.ts";

/** Answers within a person's patience fall into the middle. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface PrometheusMetrics extends Metrics {
  /** Prometheus text for whoever brings the bearer token; null for anybody else. */
  text(authorization: string | undefined): Promise<string | null>;
}

/** Counts in memory, and the state of the store as it is at each scrape. Labels are closed words of ours. */
export function createMetrics(token: string, store: Store<Tx>): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const turns = new Histogram({
    name: "bot_turn_seconds",
    help: "Time from a verified activity to the answer, by kind of activity and outcome",
    labelNames: ["kind", "outcome"],
    buckets: SECONDS,
    registers: [registry],
  });
  const calls = new Histogram({
    name: "bot_call_seconds",
    help: "Time of one call to another service, by service, operation and outcome",
    labelNames: ["service", "operation", "outcome"],
    buckets: SECONDS,
    registers: [registry],
  });
  const lines = new Counter({
    name: "bot_log_lines_total",
    help: "Lines logged as warnings and errors, by their text",
    labelNames: ["level", "event"],
    registers: [registry],
  });
  const refresh = gauges(registry, store);
  return {
    turn: (kind, outcome, ms) => turns.observe({ kind, outcome }, ms / 1000),
    call: (service, operation, outcome, ms) => calls.observe({ service, operation, outcome }, ms / 1000),
    line: (level, event) => lines.inc({ level, event }),
    auditBroken: alarm(registry),
    async text(authorization) {
      if (!isBearer(authorization, token)) return null;
      await refresh();
      return registry.metrics();
    },
  };
}

function alarm(registry: Registry): () => void {
  const broken = new Gauge({
    name: "bot_audit_chain_broken",
    help: "1 when this process has found the audit chain broken",
    registers: [registry],
  });
  return () => broken.set(1);
}

/** What is on its way: the function reads it from the store. */
function gauges(registry: Registry, store: Store<Tx>): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge("bot_store_up", "Whether the store answered this scrape");
  const open = gauge("bot_requests", "Approval requests that are not finished, by state", ["state"]);
  const posts = gauge("bot_posts_due", "Messages that wait to be posted or edited");
  const waiting = gauge("bot_alerts_waiting", "Alerts that wait for a card, over all conversations");
  const audit = gauge("bot_audit_index", "Index of the last audit record");
  const read = gauge("bot_alerts_read_seconds", "Up to when alerts have been read, as Unix time");
  return async function refresh(): Promise<void> {
    const found = await statistics(store);
    up.set(found === null ? 0 : 1);
    if (found === null) return;
    open.reset();
    for (const [state, count] of Object.entries(found.openRequests)) open.set({ state }, count);
    posts.set(found.postsDue);
    waiting.set(found.alertsWaiting);
    audit.set(found.auditIndex);
    if (found.alertsReadTo !== null) read.set(found.alertsReadTo / 1000);
  };
}

/** A store that is away must not take the other figures along. */
async function statistics(store: Store<Tx>): Promise<Statistics | null> {
  try {
    return await store.read((tx) => tx.statistics());
  } catch {
    return null;
  }
}

function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
