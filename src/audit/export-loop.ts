import type { AuditSink, Delivery } from "./ports.ts";
import { text } from "../messaging/content.ts";
import { alarmEverybody } from "../subscriptions/audience.ts";
import { isOver, lasts, type Outage } from "../subscriptions/outage.ts";
import { say } from "../texts/text.ts";
import type { Tx } from "./rows.ts";
import type { StoredRecord } from "./verify.ts";
import type { AuditDeps } from "./deps.ts";

/** The receiver of the audit records (AUDIT_SINK_URL): every record in order, at least once. */

/** Longer than a delivery can take; after a crash the next instance waits at most so long. */
const LEASE_MS = 30_000;
const BATCH = 100;
/** Batches in one go; the loop has to come back to see that the bot stops. */
const ROUNDS = 20;
const BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 300_000;

/** Sends what the receiver has not got yet. One instance at a time; a failure is tried again later, for ever. */
export async function feedSink(deps: AuditDeps): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) if (!(await sendBatch(deps))) return;
}

/** True when a batch was taken and there may be more. */
async function sendBatch(deps: AuditDeps): Promise<boolean> {
  const { sink } = deps.audit;
  if (sink === null) return false;
  // Mostly the receiver has all of them, and to see that takes no transaction that writes.
  if (!(await deps.store.read((tx) => tx.auditSinks.isBehind(sink.id)))) return false;
  const holder = deps.ids.uuid();
  const now = deps.clock.now();
  const batch = await deps.store.transaction(async (tx) => {
    const place = await tx.auditSinks.take(sink.id, holder, now, LEASE_MS, deps.clock.earliest());
    if (place === null) return null;
    // A receiver that finds a batch too big gets ever smaller ones.
    const limit = Math.max(1, Math.floor(BATCH / 2 ** place.attempts));
    return { ...place, rows: await tx.audit.page(place.next, limit) };
  });
  if (batch === null) return false;
  const delivery = await deliver(sink, batch.rows, now);
  if (delivery.kind === "taken") {
    await isOver(deps, unsent(deps, sink));
    const next = (batch.rows.at(-1)?.index ?? batch.next) + 1;
    return deps.store.transaction((tx) => tx.auditSinks.advance(sink.id, holder, next));
  }
  const { why } = delivery;
  deps.log.warn("audit records could not be sent", { from: batch.next, attempts: batch.attempts, why });
  const backoff = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** Math.min(batch.attempts, 20));
  const dueAt = deps.clock.now() + Math.max(backoff, delivery.retryAfterMs ?? 0);
  await deps.store.transaction((tx) => tx.auditSinks.postpone(sink.id, holder, dueAt));
  await lasts(deps, unsent(deps, sink), null);
  return false;
}

/** Whoever relies on the copies elsewhere has to know that there are none: a mute is no reason not to hear of it. */
function unsent(deps: AuditDeps, { id }: AuditSink): Outage<Tx> {
  return {
    name: `audit sink ${id}`,
    lasts: (since) => say("audit.unsent", { since }),
    over: say("audit.sentAgain"),
    tell: (tx, words) => alarmEverybody(deps, tx, text(words), null),
  };
}

async function deliver(sink: AuditSink, rows: readonly StoredRecord[], now: number): Promise<Delivery> {
  // The chain says that there are records, and there are none: the check of the chain will say so too.
  if (rows.length === 0) return { kind: "failed", why: "records are missing", retryAfterMs: null };
  return sink.deliver(
    rows.map((row) => row.body),
    now,
  );
}
