import { createServer as createHttpsServer } from "node:https";
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { SandboxEnv } from "./faults.ts";
import { freePort } from "./ports.ts";

export interface Listener {
  readonly port: number;
  /** Close and drop what is open; `up` listens on the same port again. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
}

/**
 * Serves the app on 127.0.0.1, `port` 0 meaning any; https when a certificate is given. Requests wait for `ready`,
 * for an app that can only be put together once its port is known.
 */
export async function startListener(
  app: Pick<Hono<SandboxEnv>, "fetch">,
  options: { port?: number; tls?: { key: string; cert: string }; ready?: Promise<unknown> } = {},
): Promise<Listener> {
  async function answer(request: Request, env: HttpBindings | Http2Bindings): Promise<Response> {
    await options.ready;
    return app.fetch(request, env);
  }
  const server = options.tls
    ? createAdaptorServer({
        fetch: answer,
        createServer: createHttpsServer,
        serverOptions: { key: options.tls.key, cert: options.tls.cert },
      })
    : createAdaptorServer({ fetch: answer });
  const port = options.port || (await freePort(0));
  async function up(): Promise<void> {
    if (server.listening) return;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.removeListener("error", reject);
        resolve();
      });
    });
  }
  async function down(): Promise<void> {
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  }
  await up();
  return { port, up, down };
}
