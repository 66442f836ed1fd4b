import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { IncomingMessage, Server as NodeServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import restify from "restify";
import { Fault, UserError } from "../../core/errors.ts";
import type { Log } from "../../core/ports.ts";
import { readBody } from "./body.ts";
import { refusedPage, signedInPage, TEAMS_JS_PATH, type Page } from "./pages.ts";
import { goneSignal, respond, respondJson } from "./respond.ts";

export interface HttpOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; all of them when left out. */
  readonly host?: string;
  readonly log: Log;
}

/** A delivery of the channel: nothing of it has been checked but its size. */
export interface MessagesRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** What the routes do. A rejection becomes a 500 with an empty body (a page for the sign-in), and is logged. */
export interface Routes {
  messages(request: MessagesRequest): Promise<{ readonly status: number; readonly body?: unknown }>;
  /** The URL of Entra for a ticket, or null. */
  authStart(ticket: string, signal: AbortSignal): Promise<string | null>;
  /** The one-time code, or null. */
  authEnd(query: { state: string; code: string }, signal: AbortSignal): Promise<string | null>;
  /** Resolves when everything is usable; a Fault's code names the part that is not. */
  ready(): Promise<void>;
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

/** Slow clients: the header within 10 s, the whole request within 20 s, no line silent for more than 30 s. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 20_000;
const SILENT_MS = 30_000;
/** Longer than the load balancers' usual 60 s, so that it is they who close. */
const KEEP_ALIVE_MS = 65_000;
/** While closing. */
const IDLE_CHECK_MS = 50;
const MAX_HEADERS = 64;
const MAX_CONNECTIONS = 2_000;
/** Orchestrators ask often and wait briefly. */
const READY_MS = 4_000;
/** Tickets, states and codes are shorter than this; longer ones are not passed on. */
const MAX_QUERY_VALUE = 8_192;

const EXPIRED =
  "This sign-in link was used already or is too old. Go back to Teams and ask for a new one with the command signin.";
const DECLINED =
  "Microsoft did not complete the sign-in. Go back to Teams and try again with the command signin. If it said that an administrator has to approve, ask an administrator of Entra ID to grant admin consent to this bot's application: trying again does not help.";
const FAULT = "Something went wrong on our side. Go back to Teams and try again in a minute.";

/** The part of restify 12 that is used; its published types are for version 8. */
interface Restify {
  readonly server: NodeServer;
  get(path: string, handler: unknown): void;
  post(path: string, handler: unknown): void;
  on(event: string, listener: (...args: never[]) => void): void;
  removeListener(event: string, listener: (...args: never[]) => void): void;
}

/** The bot's HTTP server (CONTRACT §3). Never answers with internal text. */
export function createServer(options: HttpOptions, routes: Routes): Server {
  const app = restify.createServer({ name: "bot", noWriteContinue: false }) as unknown as Restify;
  harden(app);
  const add = (method: "get" | "post", path: string, handle: Handle): void => {
    app[method](path, guarded(options.log, path, handle));
  };
  add("post", "/api/messages", (request, response) => messages(routes, request, response));
  add("get", "/auth/start", (request, response) => authStart(routes, request, response));
  add("get", "/auth/end", (request, response) => authEnd(routes, request, response));
  add("get", TEAMS_JS_PATH, teamsJs());
  add("get", "/healthz", async (_, response) => respond(response, 200));
  add("get", "/readyz", async (_, response) => {
    const failing = await failingPart(routes, options.log);
    respond(response, failing === null ? 200 : 503, failing ?? "", { "content-type": "text/plain" });
  });
  if (routes.metrics) add("get", "/metrics", (request, response) => metrics(routes, request, response));
  return { listen: () => listen(app, options), close: (ms) => close(app.server, ms) };
}

async function failingPart(routes: Routes, log: Log): Promise<string | null> {
  const slow = AbortSignal.timeout(READY_MS);
  const late = new Promise<never>((_, reject) => {
    slow.addEventListener("abort", () => reject(new Fault("store", "no answer in time")), { once: true });
  });
  try {
    await Promise.race([routes.ready(), late]);
    return null;
  } catch (error) {
    log.warn("not ready", { error });
    return error instanceof Fault ? error.code : "unknown";
  }
}

function harden(app: Restify): void {
  const { server } = app;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(SILENT_MS);
  // No route, another method, a path that can't be decoded: restify would describe the error in the body.
  const refuse = (_: IncomingMessage, response: ServerResponse, error: { statusCode?: unknown }): void => {
    const status = typeof error.statusCode === "number" ? error.statusCode : 500;
    respond(response, status);
    Object.assign(response, { _sent: true });
  };
  app.on("restifyError", (request, response, error, done: () => void) => {
    refuse(request, response, error);
    done();
  });
}

/** The last line of defence: a handler that fails answers an empty 500, and the error goes to the log only. */
function guarded(log: Log, path: string, handle: Handle): unknown {
  return (request: IncomingMessage, response: ServerResponse, next: (stop: false) => void): void => {
    handle(request, response)
      .catch((error: unknown) => {
        log.error("http handler failed", { path, error });
        if (path.startsWith("/auth/"))
          sendPage(response, 500, refusedPage(error instanceof UserError ? error.message : FAULT));
        else respond(response, 500);
      })
      .finally(() => next(false));
  };
}

async function messages(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body.kind === "gone") return;
  if (body.kind === "too-large") {
    respond(response, 413);
    return;
  }
  const signal = goneSignal(response);
  const answer = await routes.messages({ headers: request.headers, body: body.bytes, signal });
  respondJson(response, answer.status, answer.body);
}

async function authStart(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const ticket = queryOf(request, "ticket");
  const target = ticket === null ? null : await routes.authStart(ticket, goneSignal(response));
  if (target === null) sendPage(response, 400, refusedPage(EXPIRED));
  else respond(response, 302, "", { location: target });
}

async function authEnd(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const state = queryOf(request, "state");
  const code = queryOf(request, "code");
  const result =
    state === null || code === null ? null : await routes.authEnd({ state, code }, goneSignal(response));
  // Entra's own description is not shown: whoever made the link may have written it.
  if (result === null) sendPage(response, 400, refusedPage(code === null ? DECLINED : EXPIRED));
  else sendPage(response, 200, signedInPage(result));
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

function sendPage(response: ServerResponse, status: number, { html, headers }: Page): void {
  respond(response, status, html, headers);
}

function listen(app: Restify, { port, host }: HttpOptions): Promise<{ port: number }> {
  const refused = ({ code }: NodeJS.ErrnoException): Fault =>
    new Fault("configuration", `PORT: ${port} can't be had (${code ?? "unknown"}). Example: 3978`);
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(refused(error));
    // On restify, which hands on the errors of its server and throws those that nobody listens to.
    app.on("error", failed);
    app.server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      app.removeListener("error", failed);
      resolve({ port: (app.server.address() as AddressInfo).port });
    });
  });
}

function close(server: NodeServer, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
    // A connection that was at work is idle after its answer: its client would keep it for the next request.
    const sweeper = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweeper);
      resolve();
    });
  });
}
