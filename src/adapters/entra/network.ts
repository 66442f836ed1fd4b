import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { z } from "zod";
import type { Answer, Transport, Wanted } from "../transport/index.ts";

/** One request takes at most so long: an answer has to fit into the 5 s that Teams gives a click. */
export const REQUEST_MS = 4_000;
/** The biggest answer that is read: a token of a person in hundreds of groups is far below. */
const MAX_BYTES = 256 * 1024;

/** No usable answer came: refused, timed out, 429, 5xx, a redirect, or something that isn't JSON. */
export class NoAnswer extends Error {
  readonly why: string;

  constructor(why: string) {
    super("no usable answer");
    this.name = "NoAnswer";
    this.why = why;
  }
}

/** Entra's error answer, without its text: that may quote what was sent. */
export class Refusal extends Error {
  readonly error: string;
  /** AADSTS numbers. */
  readonly codes: readonly number[];
  readonly suberror: string;
  /** Claims challenge, JSON text. */
  readonly claims: string | null;
  readonly correlationId: string | null;

  constructor(answer: z.output<typeof refusalSchema>) {
    super("refused by Entra");
    this.name = "Refusal";
    this.error = answer.error;
    this.codes = answer.error_codes;
    this.suberror = answer.suberror;
    this.claims = answer.claims;
    this.correlationId = answer.correlation_id;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// What ends up in logs or goes on to a sign-in is bounded and of a known alphabet; anything else is dropped.
const refusalSchema = z.object({
  error: z.string().regex(/^[\w.-]{1,64}$/),
  error_codes: z.array(z.int().nonnegative()).max(8).catch([]),
  suberror: z
    .string()
    .regex(/^[\w.-]{0,64}$/)
    .catch(""),
  claims: z.string().max(8_192).refine(isJson).nullable().catch(null),
  correlation_id: z.guid().nullable().catch(null),
});

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/**
 * One request, bounded in time (4 s and `signal`) and size (256 KiB), without redirects.
 * @throws NoAnswer, Refusal
 */
export async function fetchJson(
  transport: Transport,
  url: string,
  init: Pick<Wanted, "method" | "body"> & { readonly headers?: Wanted["headers"] },
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const bounds = { signal, timeoutMs: REQUEST_MS, maxBytes: MAX_BYTES };
  const outcome = await transport.exchange({ headers: {}, ...init, url, ...bounds });
  if (outcome.kind === "failed") throw new NoAnswer(outcome.why);
  const { status, text } = outcome;
  // A redirect is nobody's answer, even with JSON in it: it comes from a proxy or portal on the way.
  const redirected = status >= 300 && status < 400;
  if (redirected || status === 429 || status >= 500) throw new NoAnswer(`status ${status}`);
  const body = parseObject(text, status);
  if (status >= 400) {
    const refusal = refusalSchema.safeParse(body);
    throw refusal.success ? new Refusal(refusal.data) : new NoAnswer(`status ${status}`);
  }
  return { status, headers: plain(outcome.headers), body };
}

/** As msal wants them. */
function plain(headers: Answer["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function parseObject(text: string, status: number): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) {
      return body as Record<string, unknown>;
    }
  } catch {
    // Not JSON (a proxy's page, say): told below, without its content.
  }
  throw new NoAnswer(`not JSON, status ${status}`);
}

/** msal's way out, which also keeps what msal drops: the refusal as it was, and whether an id_token came. */
export interface Network extends INetworkModule {
  /** Why the last request failed; msal wraps it beyond recognition. */
  readonly failure: () => NoAnswer | Refusal | null;
  /** The id_token of the last answer: proof that it came by network, not from msal's cache. */
  readonly idToken: () => string | null;
}

/** A network client for one operation of msal; `signal` ends it. */
export function createNetwork(transport: Transport, signal: AbortSignal): Network {
  let failure: NoAnswer | Refusal | null = null;
  let idToken: string | null = null;
  async function send<T>(
    method: "GET" | "POST",
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    const { headers, body } = options;
    try {
      const answer = await fetchJson(
        transport,
        url,
        { method, ...(headers && { headers }), ...(body && { body }) },
        signal,
      );
      // msal would start a refresh in the background, with a client that is gone when it ends.
      delete answer.body["refresh_in"];
      const token = answer.body["id_token"];
      if (typeof token === "string") idToken = token;
      return { ...answer, body: answer.body as T };
    } catch (error) {
      if (error instanceof NoAnswer || error instanceof Refusal) failure = error;
      throw error;
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send("GET", url, options),
    sendPostRequestAsync: (url, options) => send("POST", url, options),
    failure: () => failure,
    idToken: () => idToken,
  };
}
