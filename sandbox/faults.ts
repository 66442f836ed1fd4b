import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";

export type SandboxEnv = { Bindings: HttpBindings };

/**
 * One way in which a service misbehaves. `drop`, `hang` and a forced answer come `before` the request has had its
 * effect, unless they say `after`; that is what makes an outcome unclear for the caller.
 */
export interface ServiceFault {
  /** Only requests with this method (any case). */
  readonly method?: string;
  /** Only requests whose path matches (query not included). */
  readonly path?: RegExp;
  readonly delayMs?: number;
  /** Waits for that: what is to happen before the answer has happened, however slow the machine is. */
  readonly until?: Promise<unknown>;
  /** Answer with this status (200 when only a body is given). */
  readonly status?: number;
  /** A string is sent as it is (HTML when it starts with `<`), anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** When the forced answer is given: before the effect (default) or after it. */
  readonly answer?: "before" | "after";
  /** Reset the connection. */
  readonly drop?: boolean | "before" | "after";
  /** Never answer; ends when the caller goes away. */
  readonly hang?: boolean | "before" | "after";
}

export interface Faults {
  /** The next `count` matching requests meet this fault. */
  next(count: number, fault: ServiceFault): void;
  /** Every matching request meets this fault until `set(null)`. Queued ones come first. */
  set(fault: ServiceFault | null): void;
  clear(): void;
  /** Resolves when the next request from now on meets a fault: it has arrived, and has not been answered. */
  met(): Promise<void>;
  /** Close the listeners: connections are refused. */
  down(): Promise<void>;
  /** Listen again, on the same ports. */
  up(): Promise<void>;
}

interface Switch {
  down(): Promise<void>;
  up(): Promise<void>;
}

/** The fault injector of one service: the public handle and the middleware that obeys it. */
export function createFaults(power: Switch): { faults: Faults; middleware: MiddlewareHandler<SandboxEnv> } {
  let queue: { left: number; fault: ServiceFault }[] = [];
  let standing: ServiceFault | null = null;
  let waiting: (() => void)[] = [];
  function take(method: string, path: string): ServiceFault | undefined {
    const queued = queue.find((entry) => entry.left > 0 && matches(entry.fault, method, path));
    if (queued) {
      queued.left -= 1;
      queue = queue.filter((entry) => entry.left > 0);
      return queued.fault;
    }
    return standing && matches(standing, method, path) ? standing : undefined;
  }
  const faults: Faults = {
    next: (count, fault) => void queue.push({ left: count, fault }),
    set: (fault) => void (standing = fault),
    clear: () => {
      queue = [];
      standing = null;
    },
    met: () => new Promise((resolve) => void waiting.push(resolve)),
    down: () => power.down(),
    up: () => power.up(),
  };
  const middleware: MiddlewareHandler<SandboxEnv> = async (c, next) => {
    const fault = take(c.req.method, c.req.path);
    if (!fault) return next();
    for (const resolve of waiting) resolve();
    waiting = [];
    await misbehave(c, fault, next);
  };
  return { faults, middleware };
}

function matches(fault: ServiceFault, method: string, path: string): boolean {
  if (fault.method && fault.method.toUpperCase() !== method.toUpperCase()) return false;
  return !fault.path || path.search(fault.path) !== -1;
}

async function misbehave(
  c: Context<SandboxEnv>,
  fault: ServiceFault,
  next: () => Promise<void>,
): Promise<void> {
  if (fault.delayMs) await sleep(fault.delayMs);
  await fault.until;
  if (c.env.incoming.socket.destroyed) {
    // A caller that did not wait so long has taken the rest of its request along.
    c.res = RESPONSE_ALREADY_SENT;
    return;
  }
  const forced = fault.status !== undefined || fault.body !== undefined;
  const late = fault.drop === "after" || fault.hang === "after" || (forced && fault.answer === "after");
  if (late || !(fault.drop || fault.hang || forced)) await next();
  if (fault.hang) await gone(c);
  if (fault.drop) c.env.incoming.socket.destroy();
  // Hono merges the headers of an earlier answer into a later one; unset it first.
  if (fault.drop || fault.hang || forced) c.res = undefined;
  if (fault.drop || fault.hang) c.res = RESPONSE_ALREADY_SENT;
  else if (forced) c.res = forcedAnswer(fault);
}

function forcedAnswer(fault: ServiceFault): Response {
  const text = typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body ?? {});
  const html = typeof fault.body === "string" && text.trimStart().startsWith("<");
  const type = html ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
  return new Response(text, {
    status: fault.status ?? 200,
    headers: { "content-type": type, ...fault.headers },
  });
}

function gone(c: Context<SandboxEnv>): Promise<void> {
  const { socket } = c.env.incoming;
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once("close", () => resolve());
  });
}
