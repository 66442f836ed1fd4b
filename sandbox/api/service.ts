import { Hono, type Context } from "hono";
import { createFaults, type Faults, type SandboxEnv } from "../faults.ts";
import { startListener } from "../listener.ts";
import type { Caller } from "./callers.ts";
import { createLimiter, type RateLimits } from "./limits.ts";

/** One request as it arrived. `status` 0: never answered (dropped, or still open). */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  oid: string | null;
  app: string | null;
  scp: string | null;
  /** Parsed JSON, the text when it is none, null when there is none. */
  readonly body: unknown;
  status: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One request as the service's own part sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query, on the service's own origin. */
  readonly url: URL;
  readonly headers: Headers;
  /** Its text. */
  readonly body: string;
}

/** What makes one API different from another. */
export interface ApiPart {
  /** Whom the token stands for. @throws whatever `refuse` can put into words */
  authenticate(authorization: string | undefined): Promise<Caller>;
  answer(caller: Caller, request: ApiRequest): Response;
  /** What needs no token, since its link is one; null: it needs one. */
  linked?(request: ApiRequest): Response | null;
  /** The service's way to say what was thrown; null: it is not one of its own refusals. */
  refuse(error: unknown, request: ApiRequest): Response | null;
}

export interface ApiOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly limits: RateLimits | null;
  /** Called once, with the service's origin. */
  readonly part: (url: string) => ApiPart;
}

export interface ApiService {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Every request, oldest first. */
  readonly calls: ApiCall[];
  readonly faults: Faults;
  readonly setLimits: (limits: RateLimits | null) => void;
  readonly close: () => Promise<void>;
}

type Env = SandboxEnv & { Variables: { call: ApiCall } };

/** Starts one of Microsoft's security APIs on plain http, loopback only: call log, faults, tokens, rate limit. */
export async function startApi(options: ApiOptions): Promise<ApiService> {
  const power = { down: async () => {}, up: async () => {} };
  const { faults, middleware } = createFaults({ down: () => power.down(), up: () => power.up() });
  const app = new Hono<Env>();
  const listener = await startListener(app, { port: options.port });
  Object.assign(power, { down: listener.down, up: listener.up });
  const url = `http://127.0.0.1:${listener.port}`;
  const limiter = createLimiter(options.limits, options.now);
  const part = options.part(url);
  const calls: ApiCall[] = [];

  app.use(async (c, next) => {
    const call = await recordCall(c, options.now());
    calls.push(call);
    c.set("call", call);
    await next();
    // Hono's mark on an answer that was never sent, because the connection was dropped.
    call.status = c.res.headers.has("x-hono-already-sent") ? 0 : c.res.status;
  });
  app.use(middleware as never);
  app.all("*", async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const request: ApiRequest = {
      method: c.req.method,
      url: new URL(`${url}${pathname}${search}`),
      headers: c.req.raw.headers,
      body: await c.req.text(),
    };
    try {
      const linked = part.linked?.(request) ?? null;
      if (linked !== null) return linked;
      const caller = await part.authenticate(c.req.header("authorization"));
      const scp = caller.delegated ? [...caller.permissions].join(" ") : null;
      Object.assign(c.get("call"), { oid: caller.oid, app: caller.app, scp });
      limiter.count();
      return part.answer(caller, request);
    } catch (error) {
      const refusal = part.refuse(error, request);
      if (refusal === null) throw error;
      return refusal;
    }
  });
  return { url, calls, faults, setLimits: limiter.set, close: listener.down };
}

async function recordCall(c: Context<Env>, at: number): Promise<ApiCall> {
  const { method, path } = c.req;
  const body = parsed(await c.req.text());
  return { method, path, query: c.req.query(), oid: null, app: null, scp: null, body, status: 0, at };
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The path without its percent signs; null for a broken one. */
export function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
