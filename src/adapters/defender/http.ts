import { retryAfterMs } from "../../shared/retry-after.ts";
import type { Failed, Transport } from "../transport/index.ts";
import { claimsOf } from "./challenge.ts";

/** Why no usable answer came. `refused` and `unsent`: the request provably never left this machine. */
export type SendFailure = "refused" | "unsent" | "timeout" | "dropped" | "too-large";

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  /** The parsed JSON, or undefined when the body was not JSON. */
  readonly body: unknown;
  /** Milliseconds, from Retry-After; null when absent or unreadable. */
  readonly retryAfterMs: number | null;
  /** Claims (JSON text) that the person's sign-in lacks; null: that is not said. */
  readonly claims: string | null;
}

export type SendResult = Answer | { readonly kind: "failed"; readonly reason: SendFailure };

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly token: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** On a connection of its own: for what must not fail because a kept one was stale. */
  readonly alone: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Epoch milliseconds, for a Retry-After that is a date. */
  readonly now: number;
}

const MAX_BYTES = 32 * 1024 * 1024;
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** Makes exactly one HTTP exchange; never throws for what the network does. */
export async function send(transport: Transport, request: HttpRequest): Promise<SendResult> {
  const { method, url, alone, signal, timeoutMs, now } = request;
  const bounds = { signal, timeoutMs, maxBytes: MAX_BYTES };
  const outcome = await transport.exchange({ method, url, alone, ...contentOf(request), ...bounds });
  if (outcome.kind === "failed") return { kind: "failed", reason: reasonOf(outcome) };
  const { status, headers, text } = outcome;
  return {
    kind: "answer",
    status,
    body: parseJson(text, headers["content-type"]),
    retryAfterMs: retryAfterMs(headers["retry-after"] ?? null, now, LONGEST_RETRY_AFTER_MS),
    claims: status === 401 ? claimsOf(headers["www-authenticate"] ?? null) : null,
  };
}

function contentOf({ token, body, headers: more }: HttpRequest) {
  const headers = { ...more, accept: "application/json", authorization: `Bearer ${token}` };
  if (body === undefined) return { headers };
  return { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

function reasonOf({ sent, why }: Failed): SendFailure {
  if (sent === "nothing") return why === "refused" ? "refused" : "unsent";
  return why === "timeout" || why === "too-large" ? why : "dropped";
}

function parseJson(text: string, contentType: string | undefined): unknown {
  if (contentType === undefined || !/^[^;]*\bjson\b/i.test(contentType)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
