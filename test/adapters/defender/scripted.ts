import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createDefender } from "../../../src/adapters/defender/index.ts";
import type { Timing } from "../../../src/adapters/defender/caller.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../../src/adapters/transport/index.ts";
import type { Defender } from "../../../src/defender/client.ts";

/** What the server does with one request. */
export type Step =
  | {
      status: number;
      json?: unknown;
      text?: string;
      bytes?: Buffer;
      type?: string;
      headers?: Record<string, string>;
    }
  | "drop"
  | "drop-in-body"
  | "hang";

export interface Seen {
  method: string;
  url: string;
  authorization: string;
  agent: string;
  body: string;
  /** The client's port: the same for requests on one connection. */
  connection: number | undefined;
}

export interface Scripted {
  url: string;
  seen: Seen[];
  close(): Promise<void>;
}

/** A server that follows a script, one step per request; the last step repeats. Or one that answers by what is asked. */
export async function scripted(...script: Step[] | [(url: string) => Step]): Promise<Scripted> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const step = script[Math.min(seen.length, script.length - 1)];
      seen.push(await note(request));
      play((typeof step === "function" ? step(request.url ?? "") : step) ?? "hang", response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function note(request: IncomingMessage): Promise<Seen> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    authorization: request.headers.authorization ?? "",
    agent: request.headers["user-agent"] ?? "",
    body,
    connection: request.socket.remotePort,
  };
}

function play(step: Step, response: ServerResponse): void {
  if (step === "hang") return;
  if (step === "drop") {
    response.destroy();
    return;
  }
  if (step === "drop-in-body") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"value":[', () => response.destroy());
    return;
  }
  response.writeHead(step.status, { "content-type": step.type ?? "application/json", ...step.headers });
  response.end(step.bytes ?? step.text ?? JSON.stringify(step.json ?? {}));
}

export interface Bench {
  defender: Defender;
  clock: { now(): number; at: number };
  tokens: { permission: string; force: boolean }[];
  logged: { event: string; fields: Record<string, unknown> | undefined }[];
}

export const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);
export const ANA = { oid: "oid-ana", tid: "tid-contoso" };
export const DEVICE = "a1".repeat(20);
export const ACTION = "11111111-2222-4333-8444-555555555555";

/** The client under test with short times; its clock stands still until a test moves it. */
export function bench(url: string, timing: Partial<Timing> = {}, alertsApi: "mde" | "graph" = "mde"): Bench {
  const clock = { at: NOW, now: () => clock.at };
  const tokens: Bench["tokens"] = [];
  const logged: Bench["logged"] = [];
  const log = (event: string, fields?: Record<string, unknown>) => void logged.push({ event, fields });
  const give = (permission: string, options?: { force?: boolean }) => {
    const force = options?.force === true;
    tokens.push({ permission, force });
    return Promise.resolve(force ? `new-${permission}` : `held-${permission}`);
  };
  const defender = createDefender(
    {
      url,
      graphUrl: url,
      fileHosts: [new URL(url).host],
      alertsApi,
      appId: "app",
      timing: { attemptMs: 2_000, totalMs: 5_000, backoffMs: 2, ...timing },
    },
    {
      personToken: (_person, permission, _signal, options) => give(permission, options),
      applicationToken: (_resource, _signal, options) => give("application", options),
      transport: createTransport(NO_PROXY_AT_ALL),
      clock,
      log: { info: log, warn: log, error: log },
    },
  );
  return { defender, clock, tokens, logged };
}

export function problem(code: string, message: string, target: string | null = null): object {
  return { error: { code, message, target } };
}

export function machine(id: string, name: string, more: object = {}): object {
  return { id, computerDnsName: name, osPlatform: "Windows11", ...more };
}

export function action(more: object = {}): object {
  return { id: ACTION, type: "Isolate", status: "Pending", machineId: DEVICE, ...more };
}
