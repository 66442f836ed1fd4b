import { createHash } from "node:crypto";
import type { AuditSink, Delivery } from "../../core/audit-ports.ts";
import { retryAfterMs } from "../../core/retry-after.ts";

const TIMEOUT_MS = 8000;
/** A receiver may slow us down, not silence us. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Posts audit records as JSON lines. Redirects are not followed: records go where the configuration says, and
 * nowhere else. `timeoutMs` bounds one delivery, answer included.
 */
export function createAuditSink(url: string, timeoutMs: number = TIMEOUT_MS): AuditSink {
  return {
    id: idOf(url),
    async deliver(texts, now) {
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/x-ndjson", "user-agent": "defender-teams-bot" },
          body: texts.map((text) => `${text}\n`).join(""),
          redirect: "manual",
          signal: AbortSignal.timeout(timeoutMs),
        });
        await response.body?.cancel();
        return deliveryOf(response, now);
      } catch (error) {
        return { kind: "failed", why: reasonOf(error), retryAfterMs: null };
      }
    },
  };
}

/** By origin and path: a query may carry a secret that changes, and the receiver stays the same one. */
function idOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return createHash("sha256").update(`${origin}${pathname}`).digest("hex");
}

function deliveryOf(response: Response, now: number): Delivery {
  if (response.ok) return { kind: "taken" };
  const wait = retryAfterMs(response.headers.get("retry-after"), now, LONGEST_RETRY_AFTER_MS);
  return { kind: "failed", why: `status ${response.status}`, retryAfterMs: wait };
}

/** The error's own text may quote the URL, which may carry a secret. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "no connection";
}
