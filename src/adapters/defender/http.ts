import { retryAfterMs } from "../../core/retry-after.ts";
import { claimsOf } from "./challenge.ts";
import { exchangeAlone, exchangeKept, type Exchange } from "./exchange.ts";

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
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: string;
  readonly token: string;
  readonly body: unknown;
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
export async function send(request: HttpRequest): Promise<SendResult> {
  if (request.signal.aborted) return { kind: "failed", reason: "unsent" };
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]);
  let response: Response;
  try {
    const exchange = request.alone ? exchangeAlone : exchangeKept;
    response = await exchange(request.url, init(request, signal));
  } catch (error) {
    return { kind: "failed", reason: reasonOf(error, signal) };
  }
  const { status } = response;
  const wait = retryAfterMs(response.headers.get("retry-after"), request.now, LONGEST_RETRY_AFTER_MS);
  const claims = status === 401 ? claimsOf(response.headers.get("www-authenticate")) : null;
  try {
    const text = await boundedText(response);
    if (text === null) return { kind: "failed", reason: "too-large" };
    const body = parseJson(text, response.headers.get("content-type"));
    return { kind: "answer", status, body, retryAfterMs: wait, claims };
  } catch (error) {
    // The status line of a refusal says enough even when its body is lost.
    if (status >= 400) return { kind: "answer", status, body: undefined, retryAfterMs: wait, claims };
    const reason = reasonOf(error, signal);
    return { kind: "failed", reason: reason === "timeout" ? "timeout" : "dropped" };
  }
}

function init(request: HttpRequest, signal: AbortSignal): Exchange {
  const { method } = request;
  const headers: Record<string, string> = {
    accept: "application/json",
    authorization: `Bearer ${request.token}`,
    "user-agent": "defender-teams-bot",
  };
  if (request.body === undefined) return { method, headers, signal };
  const body = JSON.stringify(request.body);
  headers["content-type"] = "application/json";
  headers["content-length"] = String(Buffer.byteLength(body));
  return { method, headers, signal, body };
}

/** null: larger than the bound. A bound on bytes read, since Content-Length may be absent or a lie. */
async function boundedText(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (size > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parseJson(text: string, contentType: string | null): unknown {
  if (contentType === null || !/^[^;]*\bjson\b/i.test(contentType)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, signal: AbortSignal): SendFailure {
  // `fetch` wraps the system's error.
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = property(cause, "code");
  if (code === "ECONNREFUSED") return "refused";
  if (neverSent(cause, code)) return "unsent";
  return signal.aborted ? "timeout" : "dropped";
}

/** Failures of the name look-up, the TCP connect and the certificate check all come before the first byte of a request. */
function neverSent(cause: unknown, code: string): boolean {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "UND_ERR_CONNECT_TIMEOUT") return true;
  if (property(cause, "syscall") === "connect") return true;
  return /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_)/.test(code);
}

function property(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return "";
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : "";
}
