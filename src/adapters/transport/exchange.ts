import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Agents } from "./agents.ts";
import { readBody } from "./body.ts";
import { http, https } from "./node-http.ts";

/** One request, and its bounds. */
export interface Wanted {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /**
   * On a connection of its own, closed afterwards: a kept one may have been closed by the other side a moment ago, and a
   * change that runs into that would be unclear though it has reached nobody.
   */
  readonly alone?: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole exchange, body included. */
  readonly timeoutMs: number;
  /** The biggest answer that is read, unpacked. */
  readonly maxBytes: number;
  /** The answer is no text: it is in `bytes`. */
  readonly binary?: true;
}

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** Empty when only the head of a refusal (status 400 and above) came: that says enough. */
  readonly text: string;
  /** The same as it came; empty unless it was asked for. */
  readonly bytes: Uint8Array;
}

export interface Failed {
  readonly kind: "failed";
  /**
   * What of the request has left this machine. `nothing` is proven: the connection was never ready for it (its name
   * unknown, refused, no proxy, no TLS), whatever ended it. From then on everything is `unknown`.
   */
  readonly sent: "nothing" | "unknown";
  readonly why: "refused" | "no-connection" | "timeout" | "dropped" | "too-large";
  /** The system's code, or empty. Never its words, which may quote an address that carries a secret. */
  readonly code: string;
}

export type Outcome = Answer | Failed;

const NO_BYTES = new Uint8Array();

/** The exchange was ended here, by its signal or its time. */
class Ended extends Error {}

/**
 * Sends one request, once. No redirect is followed: it could carry a token elsewhere. Not `fetch`, which costs more than
 * twice the processor time and does not say whether a request had begun.
 */
export async function exchange(agents: Agents, wanted: Wanted): Promise<Outcome> {
  if (wanted.signal?.aborted === true) return { kind: "failed", sent: "nothing", why: "timeout", code: "" };
  const deadline = startDeadline(wanted);
  let begun = (): boolean => false;
  try {
    const request = start(agents, wanted);
    begun = watch(request);
    deadline.ends(request);
    const message = await Promise.race([answerOf(request, wanted.body), deadline.ended]);
    return await read(message, wanted);
  } catch (error) {
    return failureOf(error, begun());
  } finally {
    deadline.clear();
  }
}

function start(agents: Agents, wanted: Wanted): ClientRequest {
  const { url: address, method, headers, body, alone = false, timeoutMs } = wanted;
  const url = new URL(address);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const options = {
    method,
    agent: agents.of(url, alone),
    // For the tunnel through a proxy, which would outlive a request that has been given up.
    timeout: timeoutMs,
    headers: {
      "accept-encoding": "gzip",
      "user-agent": "defender-teams-bot",
      ...headers,
      ...length,
    },
  };
  return url.protocol === "https:" ? https.request(url, options) : http.request(url, options);
}

/** Ends the request at its time or by its signal, also while a proxy has not given it a connection yet. */
function startDeadline({ signal, timeoutMs }: Wanted) {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  // It may come when the answer is there and nobody waits any more.
  ended.catch(() => undefined);
  let stop = (): void => undefined;
  // Not `AbortSignal.timeout`, which fires, at some cost, long after the answer is there.
  const timer = setTimeout(() => stop(), timeoutMs);
  const onAbort = (): void => stop();
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    ended,
    ends(request: ClientRequest): void {
      stop = () => {
        const reason = new Ended();
        request.destroy(reason);
        reject(reason);
      };
    },
    clear(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** Says whether the request may have begun to leave: from the moment that its connection is ready for it. */
function watch(request: ClientRequest): () => boolean {
  let begun = false;
  request.once("socket", (socket: Socket) => {
    const event = pendingEvent(socket);
    if (event === null) begun = true;
    else socket.once(event, () => (begun = true));
  });
  return () => begun;
}

/** What has to happen before this connection carries a request; null: it may carry one now. */
function pendingEvent(socket: Socket): "connect" | "secureConnect" | null {
  // Node has no documented word for it (`getProtocol` names one before there is any); without this one, all is unknown.
  if (socket instanceof TLSSocket) {
    return Reflect.get(socket, "secureConnecting") === true ? "secureConnect" : null;
  }
  return socket.connecting ? "connect" : null;
}

function answerOf(request: ClientRequest, body: Wanted["body"]): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    // It may come again after the answer, where whoever reads the body hears of it.
    request.on("error", reject);
    request.end(body);
  });
}

async function read(
  message: IncomingMessage,
  { maxBytes, binary }: Pick<Wanted, "maxBytes" | "binary">,
): Promise<Outcome> {
  const { statusCode: status = 0, headers } = message;
  try {
    const body = await readBody(message, maxBytes);
    if (body !== null && binary === true) return { kind: "answer", status, headers, text: "", bytes: body };
    if (body !== null)
      return { kind: "answer", status, headers, text: body.toString("utf8"), bytes: NO_BYTES };
    if (status < 400) return { kind: "failed", sent: "unknown", why: "too-large", code: "" };
  } catch (error) {
    if (status < 400) return failureOf(error, true);
  }
  return { kind: "answer", status, headers, text: "", bytes: NO_BYTES };
}

function failureOf(error: unknown, begun: boolean): Failed {
  const code = codeOf(error);
  const sent = begun ? "unknown" : "nothing";
  if (error instanceof Ended) return { kind: "failed", sent, why: "timeout", code };
  if (begun) return { kind: "failed", sent, why: "dropped", code };
  return { kind: "failed", sent, why: code === "ECONNREFUSED" ? "refused" : "no-connection", code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
