import { ConnectorClient, type ConnectorClientOptions } from "botframework-connector";
import { MessengerError } from "../../core/errors.ts";
import { answered, notAnswered, notSent } from "./connector-errors.ts";
import { isListedService } from "./urls.ts";

export interface ConnectorOptions {
  readonly serviceHosts: readonly string[];
  /** The bot's own token for the connector; cached and single-flight by whoever gives it. `force`: a new one. */
  readonly botToken: (signal: AbortSignal, force: boolean) => Promise<string>;
}

/** Clients of the connector by service URL. */
export interface Connectors {
  /** @throws MessengerError when the service's host is not listed (CONTRACT §2, BOT_SERVICE_HOSTS) */
  at(serviceUrl: string): ConnectorClient;
}

type HttpClient = NonNullable<ConnectorClientOptions["httpClient"]>;
type HttpRequest = Parameters<HttpClient["sendRequest"]>[0];
type HttpResponse = Awaited<ReturnType<HttpClient["sendRequest"]>>;
type Credentials = ConstructorParameters<typeof ConnectorClient>[0];

const CALL_MS = 4_000;
const TOKEN_MS = 4_000;
/** A cloud has a handful of regional paths. */
const MAX_CLIENTS = 32;
const MAX_ANSWER_CHARS = 256 * 1_024;

/**
 * The SDK's connector clients over a transport of our own. The SDK would retry 429, 5xx and dropped connections up to
 * four times, POSTs too (its `noRetryPolicy` is read by nothing in 4.23.3): it retries answers and its own errors, so
 * here everything but success is thrown as a MessengerError.
 */
export function createConnectors(options: ConnectorOptions): Connectors {
  const clients = new Map<string, ConnectorClient>();
  const httpClient: HttpClient = { sendRequest: (request) => send(request, options) };
  const credentials: Credentials = { signRequest: (request) => sign(request, options) };
  return {
    at(serviceUrl) {
      demandListed(serviceUrl, options);
      const held = clients.get(serviceUrl);
      if (held) return held;
      const client = new ConnectorClient(credentials, { baseUri: serviceUrl, httpClient });
      if (clients.size >= MAX_CLIENTS) clients.clear();
      clients.set(serviceUrl, client);
      return client;
    },
  };
}

/** A bearer that goes to another host is a bearer given away: checked when stored, and here on each use. */
function demandListed(url: string, { serviceHosts }: ConnectorOptions): void {
  if (isListedService(url, serviceHosts)) return;
  throw new MessengerError("Teams' address for this conversation is not one that I may use.", {
    status: null,
    effect: "none",
    gone: false,
    retryAfterMs: null,
  });
}

async function sign(request: HttpRequest, options: ConnectorOptions, force = false): Promise<HttpRequest> {
  demandListed(request.url, options);
  let token: string;
  try {
    token = await options.botToken(AbortSignal.timeout(TOKEN_MS), force);
  } catch (error) {
    throw notSent(error);
  }
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
}

interface Answer {
  readonly response: Response;
  readonly text: string;
}

/** A refused token did nothing, so it is sent once more with a new one: a token may be revoked before its end. */
async function send(request: HttpRequest, options: ConnectorOptions): Promise<HttpResponse> {
  const first = await exchange(request, options);
  const last =
    first.response.status === 401 ? await exchange(await sign(request, options, true), options) : first;
  const { response, text } = last;
  if (!response.ok) throw answered(response.status, text, response.headers.get("retry-after"));
  const headers = request.headers.clone();
  for (const name of headers.headerNames()) headers.remove(name);
  headers.set("content-type", response.headers.get("content-type") ?? "application/json");
  return { request, headers, status: response.status, bodyAsText: text };
}

async function exchange(request: HttpRequest, options: ConnectorOptions): Promise<Answer> {
  demandListed(request.url, options);
  const body = typeof request.body === "string" ? request.body : null;
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers.rawHeaders(),
      ...(body === null ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(CALL_MS),
    });
    return { response, text: (await response.text()).slice(0, MAX_ANSWER_CHARS) };
  } catch (error) {
    throw notAnswered(error);
  }
}
