import type { IncomingMessage } from "node:http";
import { retryAfterMs } from "../../core/retry-after.ts";
import { claimsOf } from "./challenge.ts";
import { bodyOf, Ended, exchange, type Exchange } from "./exchange.ts";

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
  let message: IncomingMessage;
  try {
    message = await exchange(exchangeOf(request));
  } catch (error) {
    return { kind: "failed", reason: reasonOf(error) };
  }
  const { statusCode: status = 0, headers } = message;
  const wait = retryAfterMs(headers["retry-after"] ?? null, request.now, LONGEST_RETRY_AFTER_MS);
  const claims = status === 401 ? claimsOf(headers["www-authenticate"] ?? null) : null;
  try {
    const text = await boundedText(message);
    if (text === null) return { kind: "failed", reason: "too-large" };
    const body = parseJson(text, headers["content-type"]);
    return { kind: "answer", status, body, retryAfterMs: wait, claims };
  } catch (error) {
    // The status line of a refusal says enough even when its body is lost.
    if (status >= 400) return { kind: "answer", status, body: undefined, retryAfterMs: wait, claims };
    return { kind: "failed", reason: reasonOf(error) === "timeout" ? "timeout" : "dropped" };
  }
}

function exchangeOf({ token, body: content, ...rest }: HttpRequest): Exchange {
  const headers = {
    accept: "application/json",
    authorization: `Bearer ${token}`,
    "user-agent": "defender-teams-bot",
  };
  if (content === undefined) return { ...rest, headers, body: undefined };
  const body = JSON.stringify(content);
  const length = String(Buffer.byteLength(body));
  const about = { "content-type": "application/json", "content-length": length };
  return { ...rest, headers: { ...headers, ...about }, body };
}

/** null: larger than the bound. A bound on bytes read, since Content-Length may be absent or a lie. */
function boundedText(message: IncomingMessage): Promise<string | null> {
  const body = bodyOf(message);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    body.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size <= MAX_BYTES) return;
      resolve(null);
      // And with it the connection.
      message.destroy();
    });
    body.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    body.once("error", reject);
    body.once("close", () => reject(new Error("closed before its end")));
  });
}

function parseJson(text: string, contentType: string | undefined): unknown {
  if (contentType === undefined || !/^[^;]*\bjson\b/i.test(contentType)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): SendFailure {
  if (error instanceof Ended) return "timeout";
  const code = property(error, "code");
  if (code === "ECONNREFUSED") return "refused";
  return neverSent(error, code) ? "unsent" : "dropped";
}

/** Failures of the name look-up, the TCP connect and the certificate check all come before the first byte of a request. */
function neverSent(error: unknown, code: string): boolean {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return true;
  if (property(error, "syscall") === "connect") return true;
  return /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_)/.test(code);
}

function property(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return "";
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : "";
}
