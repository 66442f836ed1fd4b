import { request as plainRequest, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** What is sent; the body as text. */
export interface Exchange {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** On a kept connection. Redirects are not followed: they could carry the token elsewhere. */
export function exchangeKept(url: string, exchange: Exchange): Promise<Response> {
  return fetch(url, { ...exchange, redirect: "manual" });
}

/**
 * On a connection of its own, closed afterwards. A kept one may have been closed by the other side a moment ago, and
 * a change that runs into that would be unclear though it has reached nobody.
 */
export async function exchangeAlone(url: string, { body, ...options }: Exchange): Promise<Response> {
  const start = url.startsWith("https:") ? tlsRequest : plainRequest;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  start(url, { ...options, agent: false }, resolve)
    .on("error", reject)
    .end(body);
  return toResponse(await promise);
}

const WITHOUT_BODY: readonly (number | undefined)[] = [204, 205, 304];

function toResponse(message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
  const init = { status: message.statusCode ?? 0, headers };
  if (WITHOUT_BODY.includes(message.statusCode)) {
    message.resume();
    return new Response(null, init);
  }
  return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, init);
}
