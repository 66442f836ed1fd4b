import { hash as digestOf } from "node:crypto";
import type { AuditSink, Delivery } from "../../audit/ports.ts";
import { retryAfterMs } from "../../shared/retry-after.ts";
import type { Outcome, Transport } from "../transport/index.ts";

const TIMEOUT_MS = 8000;
/** Nobody reads what a receiver says beside its status. */
const MAX_ANSWER_BYTES = 64 * 1_024;
/** A receiver may slow us down, not silence us. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Posts audit records as JSON lines. Redirects are not followed: records go where the configuration says, and
 * nowhere else. `timeoutMs` bounds one delivery, answer included.
 */
export function createAuditSink(
  url: string,
  transport: Transport,
  timeoutMs: number = TIMEOUT_MS,
): AuditSink {
  return {
    id: idOf(url),
    async deliver(texts, now) {
      const outcome = await transport.exchange({
        method: "POST",
        url,
        headers: { "content-type": "application/x-ndjson" },
        body: texts.map((text) => `${text}\n`).join(""),
        timeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
      });
      return deliveryOf(outcome, now);
    },
  };
}

/** By origin and path: a query may carry a secret that changes, and the receiver stays the same one. */
function idOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return digestOf("sha256", `${origin}${pathname}`, "hex");
}

function deliveryOf(outcome: Outcome, now: number): Delivery {
  if (outcome.kind === "failed") {
    const why = outcome.why === "timeout" ? "no answer in time" : "no connection";
    return { kind: "failed", why, retryAfterMs: null };
  }
  const { status, headers } = outcome;
  if (status >= 200 && status < 300) return { kind: "taken" };
  const wait = retryAfterMs(headers["retry-after"] ?? null, now, LONGEST_RETRY_AFTER_MS);
  return { kind: "failed", why: `status ${status}`, retryAfterMs: wait };
}
