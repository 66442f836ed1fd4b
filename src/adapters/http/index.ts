import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { IncomingMessage, Server as NodeServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Fault, UserError } from "../../shared/errors.ts";
import type { Failing } from "../../shared/health.ts";
import type { Log } from "../../shared/ports.ts";
import {
  announcedLength,
  createBodyReader,
  drain,
  MAX_BODY_BYTES,
  type Body,
  type ReadBody,
} from "./body.ts";
import { boundConnections, type Connections } from "./connections.ts";
import { LIMITS, type Limits } from "./limits.ts";
import type { Language } from "../../texts/locale.ts";
import { say } from "../../texts/text.ts";
import { languageAsked, refusedPage, signedInPage, TEAMS_JS_PATH, type Page } from "./pages.ts";
import { createRestify, type Restify } from "./restify.ts";
import { goneSignal, respond, respondJson } from "./respond.ts";

/**
 * The one door into the process. What must hold: what a request costs is bounded before it is read (connections,
 * headers, time, bytes); the channel's token is judged before the body, the body before the turn; and no answer tells
 * of the inside.
 */

export interface HttpOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; null: all of them. */
  readonly host: string | null;
  readonly limits?: Limits;
  readonly log: Log;
}

/** A delivery of the channel: nothing of it has been checked but the length that it announces. */
export interface MessagesRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Reads the body, at most 256 KiB; until then nothing of it is taken. */
  readonly body: () => Promise<Body>;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** What the routes do. A rejection becomes a 500 with an empty body (a page for the sign-in), and is logged. */
export interface Routes {
  messages(request: MessagesRequest): Promise<{ readonly status: number; readonly body?: object }>;
  /** The URL of Entra for a ticket, or null. */
  authStart(ticket: string, signal: AbortSignal): Promise<string | null>;
  /** The one-time code, or null. */
  authEnd(query: { state: string; code: string }, signal: AbortSignal): Promise<string | null>;
  /** What the bot needs and can't use now; empty: it is ready. */
  failing(): Promise<readonly Failing[]>;
  /** The metrics' text; null: the bearer token is not right. Without it `/metrics` is 404. */
  metrics?(authorization: string | undefined): Promise<string | null>;
}

export interface Server {
  /** @throws Fault `configuration` when the port can't be had */
  listen(): Promise<{ port: number }>;
  /** Takes no more requests and waits for those in hand, at most so many milliseconds; then cuts them off. */
  close(deadlineMs: number): Promise<void>;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** While closing. */
const IDLE_CHECK_MS = 50;
const MAX_HEADERS = 64;
/** Tickets, states and codes are shorter than this; longer ones are not passed on. */
const MAX_QUERY_VALUE = 8_192;

/** The bot's HTTP server. Never answers with internal text. */
export function createServer(options: HttpOptions, routes: Routes): Server {
  const app = createRestify();
  const { limits = LIMITS } = options;
  const connections = harden(app, limits);
  const readBody = createBodyReader(limits.bodies);
  const add = (method: "get" | "post", path: string, handle: Handle): void => {
    app[method](path, guarded(options.log, path, handle));
  };
  add("post", "/api/messages", (request, response) => messages(routes, readBody, request, response));
  add("get", "/auth/start", (request, response) => authStart(routes, request, response));
  add("get", "/auth/end", (request, response) => authEnd(routes, request, response));
  add("get", TEAMS_JS_PATH, teamsJs());
  add("get", "/healthz", async (_, response) => respond(response, 200));
  add("get", "/readyz", (_, response) => ready(routes, response));
  if (routes.metrics) add("get", "/metrics", (request, response) => metrics(routes, request, response));
  return { listen: () => listen(app, options), close: (ms) => close(app.server, connections, ms) };
}

/** A line for each part that fails: its name, and the cause where there is more to say. */
async function ready(routes: Routes, response: ServerResponse): Promise<void> {
  const failing = await routes.failing();
  const lines = failing.map(({ part, why }) => (why === null ? part : `${part}: ${why}`));
  const headers = { "content-type": "text/plain; charset=utf-8" };
  respond(response, failing.length === 0 ? 200 : 503, lines.join("\n"), headers);
}

function harden(app: Restify, limits: Limits): Connections {
  const { server } = app;
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  // Node looks every 30 s, and reads this option when the server begins to listen; restify does not pass it on.
  Object.assign(server, { connectionsCheckingInterval: limits.checkMs });
  server.keepAliveTimeout = limits.keepAliveMs;
  server.maxHeadersCount = MAX_HEADERS;
  server.setTimeout(limits.silentMs);
  // With restify's listener Node would hand such a connection over to nobody: no answer, no time-out, no end.
  server.removeAllListeners("upgrade");
  // No route, another method, a path that can't be decoded: restify would describe the error in the body.
  const refuse = (_: IncomingMessage, response: ServerResponse, error: { statusCode?: unknown }): void => {
    const status = typeof error.statusCode === "number" ? error.statusCode : 500;
    respond(response, status);
    Object.assign(response, { _sent: true });
  };
  type Failed = Parameters<typeof refuse>;
  app.on("restifyError", (...[request, response, error, done]: [...Failed, () => void]) => {
    refuse(request, response, error);
    done();
  });
  return boundConnections(server, limits.connections);
}

/** The last line of defence: a handler that fails answers an empty 500, and the error goes to the log only. */
function guarded(log: Log, path: string, handle: Handle): unknown {
  return (request: IncomingMessage, response: ServerResponse, next: (stop: false) => void): void => {
    handle(request, response)
      .catch((error: unknown) => {
        log.error("http handler failed", { path, error });
        if (path.startsWith("/auth/")) sendFailedPage(request, response, error);
        else respond(response, 500);
      })
      .finally(() => next(false));
  };
}

/** 400 where the person can do something about it, 500 where the fault is Entra's or ours. */
function sendFailedPage(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const isTheirs = error instanceof UserError && error.code === "forbidden";
  const text = error instanceof UserError ? error.text : say("pages.fault");
  sendPage(response, isTheirs ? 400 : 500, refusedPage(text, languageFor(request)));
}

async function messages(
  routes: Routes,
  readBody: ReadBody,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if ((announcedLength(request) ?? 0) > MAX_BODY_BYTES) respond(response, 413);
  else {
    const { headers } = request;
    const body = () => readBody(request, response);
    const answer = await routes.messages({ headers, body, signal: goneSignal(response) });
    respondJson(response, answer.status, answer.body);
  }
  drain(request);
}

async function authStart(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const ticket = queryOf(request, "ticket");
  const target = ticket === null ? null : await routes.authStart(ticket, goneSignal(response));
  if (target === null) sendPage(response, 400, refusedPage(say("pages.expired"), languageFor(request)));
  else respond(response, 302, "", { location: target });
}

async function authEnd(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const state = queryOf(request, "state");
  const code = queryOf(request, "code");
  const result =
    state === null || code === null ? null : await routes.authEnd({ state, code }, goneSignal(response));
  // Entra's own description is not shown: whoever made the link may have written it.
  const language = languageFor(request);
  const why = code === null ? say("pages.declined") : say("pages.expired");
  if (result === null) sendPage(response, 400, refusedPage(why, language));
  else sendPage(response, 200, signedInPage(result, language));
}

async function metrics(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = (await routes.metrics?.(request.headers.authorization)) ?? null;
  if (text === null) respond(response, 401, "", { "www-authenticate": "Bearer" });
  else respond(response, 200, text, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
}

/** TeamsJS from the package, so that the sign-in page needs nobody else's server. */
function teamsJs(): Handle {
  const file = createRequire(import.meta.url).resolve("@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js");
  const script = readFileSync(file);
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=3600",
  };
  return async (_, response) => respond(response, 200, script, headers);
}

/** One value of the query; null when it is absent, given twice or too long. */
function queryOf(request: IncomingMessage, name: string): string | null {
  const values = URL.parse(request.url ?? "/", "http://bot")?.searchParams.getAll(name) ?? [];
  const [value] = values;
  if (values.length !== 1 || value === undefined || value === "" || value.length > MAX_QUERY_VALUE)
    return null;
  return value;
}

function languageFor({ headers }: IncomingMessage): Language {
  return languageAsked(headers["accept-language"]);
}

function sendPage(response: ServerResponse, status: number, { html, headers }: Page): void {
  respond(response, status, html, headers);
}

/** Why the system gives no such port, with what to do. */
function refusalOf(code = "unknown"): string {
  if (code === "EADDRINUSE")
    return `${code}: another program listens there, perhaps this bot already; stop it, or choose another`;
  if (code === "EACCES") return `${code}: this user may not listen there; choose one from 1024 on`;
  return code;
}

function listen(app: Restify, { port, host }: HttpOptions): Promise<{ port: number }> {
  const refused = ({ code }: NodeJS.ErrnoException): Fault =>
    new Fault("configuration", `PORT: ${port} can't be had (${refusalOf(code)}). Example: 3978`);
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(refused(error));
    // On restify, which hands on the errors of its server and throws those that nobody listens to.
    app.on("error", failed);
    app.server.listen({ port, ...(host !== null && { host }) }, () => {
      app.removeListener("error", failed);
      resolve({ port: (app.server.address() as AddressInfo).port });
    });
  });
}

function close(server: NodeServer, connections: Connections, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
    // One that was at work is idle after its answer, which its client would keep for the next request. For Node one
    // with half a header is not: whoever opens such would put off the end until everybody's patience is over.
    const sweeper = setInterval(() => connections.endIdle(), IDLE_CHECK_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweeper);
      resolve();
    });
  });
}
