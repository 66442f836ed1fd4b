import { once } from "node:events";
import {
  createServer as createNodeServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { createServer } from "../../../src/adapters/http/index.ts";
import { createTeams } from "../../../src/adapters/teams/index.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../../src/adapters/transport/index.ts";
import type { Log } from "../../../src/shared/ports.ts";
import { tongueOf } from "../../../src/texts/render.ts";
import type { Turn, TurnAnswer } from "../../../src/messaging/turn.ts";

export const CLIENT = "11111111-2222-4333-8444-555555555555";
export const TENANT = "99999999-8888-4777-8666-555555555555";
export const OID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
export const ISSUER = "https://issuer.test";
export const KID = "first";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Json;
}

export type Respond = (call: Call, response: ServerResponse, request: IncomingMessage) => void;
/** Wire data, whose shape is what the tests look at. */
type Json = Record<string, ReturnType<typeof JSON.parse>>;

/** Logged lines, to look for what must not be in them. */
export function recordingLog(): Log & { readonly lines: { event: string; fields: unknown }[] } {
  const lines: { event: string; fields: unknown }[] = [];
  const write = (event: string, fields?: unknown): void => void lines.push({ event, fields });
  return { lines, info: write, warn: write, error: write };
}

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createNodeServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The channel's side: metadata, keys, and a connector whose answers each test sets. */
async function startChannel() {
  const keys = new Map<string, CryptoKey>();
  const published: Json[] = [];
  const calls: Call[] = [];
  const state = {
    respond: ((_, response) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.end('{"id":"posted"}');
    }) as Respond,
    keyFetches: 0,
    metadataFetches: 0,
    keysDown: false,
  };
  const server = await listen((request, response) => {
    const url = request.url ?? "";
    const json = (body: unknown): void => {
      response.writeHead(state.keysDown ? 500 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (url === "/metadata") {
      state.metadataFetches += 1;
      json({ issuer: ISSUER, jwks_uri: `http://127.0.0.1:${server.port}/keys` });
    } else if (url === "/keys") {
      state.keyFetches += 1;
      json({ keys: published });
    } else {
      void answer(request, response, url);
    }
  });
  async function answer(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { authorization } = request.headers;
    const body = text === "" ? {} : (JSON.parse(text) as Json);
    const call = { method: request.method ?? "", path: decodeURIComponent(url), authorization, body };
    calls.push(call);
    state.respond(call, response, request);
  }
  async function addKey(kid: string, extra: Json = { endorsements: ["msteams"] }): Promise<void> {
    const pair = await generateKeyPair("RS256");
    keys.set(kid, pair.privateKey);
    published.push({ ...(await exportJWK(pair.publicKey)), kid, use: "sig", alg: "RS256", ...extra });
  }
  await addKey(KID);
  return { ...server, state, calls, keys, addKey };
}

export interface TokenChange {
  /** Claims in place of the regular ones; null leaves one out. */
  readonly claims?: Json;
  readonly header?: Json;
  readonly key?: CryptoKey | Uint8Array;
}

/** A bot's edge over real HTTP on loopback. `handle` is what the test makes of a turn. */
export async function startEdge(handle?: (turn: Turn, signal: AbortSignal) => Promise<TurnAnswer>) {
  const channel = await startChannel();
  const [turns, untold]: [Turn[], Turn[]] = [[], []];
  const log = recordingLog();
  let now: number | null = null;
  let tokenCalls = 0;
  const serviceHost = `127.0.0.1:${channel.port}`;
  const serviceUrl = `http://${serviceHost}/teams/`;
  const teams = createTeams(
    {
      clientId: CLIENT,
      tenantId: TENANT,
      publicUrl: "https://bot.test",
      openIdUrl: `http://127.0.0.1:${channel.port}/metadata`,
      issuer: ISSUER,
      audience: "https://api.botframework.com/.default",
      serviceHosts: [serviceHost],
    },
    {
      handle: async (turn, signal) => {
        turns.push(turn);
        return (await handle?.(turn, signal)) ?? { kind: "none" };
      },
      untold: async (turn) => void untold.push(turn),
      botToken: async (_, force) => {
        tokenCalls += 1;
        return force ? "new-bearer" : "bot-bearer";
      },
      render: (content) => ({ type: "AdaptiveCard", version: "1.5", body: [content.data] }),
      tongueFor: async (_, reader) => tongueOf("en", reader?.timeZone ?? null),
      usual: "en",
      transport: createTransport(NO_PROXY_AT_ALL),
      clock: { now: () => now ?? Date.now() },
      log,
    },
  );
  const server = createServer(
    { port: 0, host: "127.0.0.1", log },
    {
      messages: teams.messages,
      authStart: async () => null,
      authEnd: async () => null,
      failing: async () => [],
    },
  );
  const { port } = await server.listen();

  async function token({ claims = {}, header = {}, key }: TokenChange = {}): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const regular = {
      iss: ISSUER,
      aud: CLIENT,
      serviceurl: serviceUrl,
      nbf: seconds - 5,
      exp: seconds + 600,
    };
    const all = Object.entries({ ...regular, ...claims }).filter(([, value]) => value !== null);
    const full = { alg: "RS256", kid: KID, typ: "JWT", ...header };
    return new SignJWT(Object.fromEntries(all)).setProtectedHeader(full).sign(key ?? channel.keys.get(KID)!);
  }

  async function post(body: unknown, authorization?: string | null) {
    const bearer = authorization === undefined ? `Bearer ${await token()}` : authorization;
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(bearer === null ? {} : { authorization: bearer }),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, json: text === "" ? null : (JSON.parse(text) as Json) };
  }

  /** Sends headers only, and asks before it would send the body: the answer, or null when the body was asked for. */
  async function head(headers: Record<string, string>) {
    const options = {
      method: "POST",
      port,
      path: "/api/messages",
      headers: { expect: "100-continue", ...headers },
    };
    const request = httpRequest({ host: "127.0.0.1", ...options });
    request.on("error", () => undefined);
    request.flushHeaders();
    const continued = once(request, "continue").then(() => ({ status: null, continued: true }));
    const answered = once(request, "response").then(([response]) => ({
      status: (response as IncomingMessage).statusCode,
      continued: false,
    }));
    const first = await Promise.race([continued, answered]);
    request.destroy();
    return first;
  }

  return {
    channel,
    teams,
    head,
    turns,
    untold,
    log,
    port,
    serviceUrl,
    token,
    post,
    tokenCalls: () => tokenCalls,
    setNow: (value: number | null) => (now = value),
    message: (text: string, change: Json = {}): Json =>
      activity(serviceUrl, { type: "message", text, ...change }),
    invoke: (name: string, value: unknown, change: Json = {}): Json =>
      activity(serviceUrl, { type: "invoke", name, value, replyToId: "card-1", ...change }),
    stop: async () => {
      await server.close(1_000);
      await channel.close();
    },
  };
}

export type Edge = Awaited<ReturnType<typeof startEdge>>;

function activity(serviceUrl: string, change: Json): Json {
  return {
    id: "act-1",
    channelId: "msteams",
    serviceUrl,
    from: { id: "29:ann", name: "Ann", aadObjectId: OID },
    recipient: { id: `28:${CLIENT}`, name: "Defender" },
    conversation: { id: "a:chat", conversationType: "personal", tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...change,
  };
}
