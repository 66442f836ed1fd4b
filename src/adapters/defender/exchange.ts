import { request as plainRequest, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** What is sent; the body as text. */
export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /**
   * On a connection of its own, closed afterwards: a kept one may have been closed by the other side a moment ago, and a
   * change that runs into that would be unclear though it has reached nobody.
   */
  readonly alone: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole exchange, body included. */
  readonly timeoutMs: number;
}

/** The exchange was ended here, by its signal or its time. */
export class Ended extends Error {}

/**
 * Sends one request and resolves with the head of its answer. No redirect is followed: it could carry the token
 * elsewhere. Not `fetch`, which costs more than twice the processor time.
 * @throws the system's error, or Ended; so does reading the body
 */
export function exchange(wanted: Exchange): Promise<IncomingMessage> {
  const { url, method, body, alone, signal, timeoutMs } = wanted;
  const start = url.startsWith("https:") ? tlsRequest : plainRequest;
  const headers = { ...wanted.headers, "accept-encoding": "gzip" };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = start(url, { method, headers, ...(alone ? { agent: false } : {}) }, resolve);
  const end = (): void => void request.destroy(new Ended());
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener("abort", end, { once: true });
  request.once("close", () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  });
  request.on("error", reject).end(body);
  return promise;
}

/** The body of an answer, unpacked. */
export function bodyOf(message: IncomingMessage): Readable {
  if (message.headers["content-encoding"]?.toLowerCase() !== "gzip") return message;
  // Whatever goes wrong shows where the body is read.
  return pipeline(message, createGunzip(), () => undefined);
}
