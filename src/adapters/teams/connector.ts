import { say } from "../../texts/text.ts";
import { z } from "zod";
import { answered, notAnswered, notSent, notUnderstood } from "./connector-errors.ts";
import type { Answer, Transport, Wanted } from "../transport/index.ts";
import { isListedService } from "./urls.ts";
import { jsonOf } from "../../shared/written.ts";
import { MessengerError } from "../../messaging/messenger.ts";

export interface ConnectorOptions {
  readonly transport: Transport;
  readonly serviceHosts: readonly string[];
  /** The bot's own token for the connector; cached and single-flight by whoever gives it. `force`: a new one. */
  readonly botToken: (signal: AbortSignal, force: boolean) => Promise<string>;
}

/** What the connector says of what was made. */
export interface Made {
  readonly id: string;
  readonly activityId: string | null;
}

/**
 * Bot Framework's connector, as far as a Teams bot calls it (Bot Connector REST API, v3): each call goes once, and twice
 * only after a refused token. Paths begin at `v3`, their parts encoded. @throws MessengerError
 */
export interface Connector {
  /** The answer as text. */
  get(serviceUrl: string, path: string): Promise<string>;
  post(serviceUrl: string, path: string, body: object): Promise<Made>;
  /** Posts what leaves nothing behind, so that nobody asks for its id. */
  mark(serviceUrl: string, path: string, body: object): Promise<void>;
  put(serviceUrl: string, path: string, body: object): Promise<void>;
}

export const CONVERSATIONS = "v3/conversations";

const CALL_MS = 4_000;
const TOKEN_MS = 4_000;
const MAX_ANSWER_BYTES = 256 * 1_024;

const madeSchema = z.object({ id: z.string().min(1), activityId: z.string().nullish() });

/**
 * The connector over the bot's own transport. The SDK's client would retry 429, 5xx and dropped connections up to four
 * times, POSTs too (its `noRetryPolicy` is read by nothing in 4.23.3).
 */
export function createConnector(options: ConnectorOptions): Connector {
  return {
    get: (serviceUrl, path) => call(options, "GET", urlOf(serviceUrl, path), null),
    post: async (serviceUrl, path, body) => read(await call(options, "POST", urlOf(serviceUrl, path), body)),
    mark: async (serviceUrl, path, body) => void (await call(options, "POST", urlOf(serviceUrl, path), body)),
    put: async (serviceUrl, path, body) => void (await call(options, "PUT", urlOf(serviceUrl, path), body)),
  };
}

function urlOf(serviceUrl: string, path: string): URL {
  return new URL(path, serviceUrl.endsWith("/") ? serviceUrl : `${serviceUrl}/`);
}

/** The body of an answer of success. */
async function call(
  options: ConnectorOptions,
  method: Wanted["method"],
  url: URL,
  content: object | null,
): Promise<string> {
  const sent =
    content === null
      ? { headers: { accept: "application/json" } }
      : {
          headers: { "content-type": "application/json; charset=utf-8" },
          body: jsonOf(content),
        };
  const send = async (force: boolean): Promise<Answer> => {
    demandListed(url, options);
    const authorization = `Bearer ${await tokenOf(options, force)}`;
    const headers = { ...sent.headers, authorization };
    const bounds = { timeoutMs: CALL_MS, maxBytes: MAX_ANSWER_BYTES };
    const outcome = await options.transport.exchange({ ...sent, url: url.href, method, headers, ...bounds });
    if (outcome.kind === "failed") throw notAnswered(outcome);
    return outcome;
  };
  const first = await send(false);
  // A refused token did nothing, so it is sent once more with a new one: a token may be revoked before its end.
  const { status, text, headers } = first.status === 401 ? await send(true) : first;
  if (status < 200 || status >= 300) throw answered(status, text, headers["retry-after"] ?? null);
  return text;
}

/** A bearer that goes to another host is a bearer given away: checked when stored, and here on each use. */
function demandListed(url: URL, { serviceHosts }: ConnectorOptions): void {
  if (isListedService(url.href, serviceHosts)) return;
  throw new MessengerError(say("teams.strangeAddress"), {
    status: null,
    effect: "none",
    obstacle: "closed",
    retryAfterMs: null,
  });
}

async function tokenOf({ botToken }: ConnectorOptions, force: boolean): Promise<string> {
  // Not `AbortSignal.timeout`, which fires, at some cost, long after the token is there.
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), TOKEN_MS);
  try {
    return await botToken(deadline.signal, force);
  } catch (error) {
    throw notSent(error);
  } finally {
    clearTimeout(timer);
  }
}

function read(text: string): Made {
  try {
    const { id, activityId } = madeSchema.parse(JSON.parse(text));
    return { id, activityId: activityId ?? null };
  } catch (error) {
    throw notUnderstood(error);
  }
}
