import type { Agent } from "node:http";
import { http, https } from "./node-http.ts";
import { isLoopback } from "../../shared/safe-url.ts";

/** The proxy that calls go through (HTTPS_PROXY, HTTP_PROXY, NO_PROXY); null: none for that scheme. */
export interface ProxySettings {
  readonly https: string | null;
  readonly http: string | null;
  /** Comma list of hosts that are called directly, as Node reads it; null: none. */
  readonly except: string | null;
}

export const NO_PROXY_AT_ALL: ProxySettings = { https: null, http: null, except: null };

/** Where connections of a call come from. */
export interface Agents {
  /** @param alone a connection of its own, closed afterwards */
  of(url: URL, alone: boolean): Agent;
}

/** As Node's own agents have it: a kept connection that nobody uses is closed. */
const IDLE_MS = 5_000;
const KEPT = { keepAlive: true, scheduling: "lifo", timeout: IDLE_MS } as const;
const SINGLE = { keepAlive: false } as const;

/**
 * Agents that keep connections per host, and others that make one for a single call, directly or through the proxy. What
 * is encrypted goes through the proxy by CONNECT, so that the proxy sees host and port and nothing else.
 */
export function createAgents(proxy: ProxySettings): Agents {
  const proxyEnv = {
    ...(proxy.https === null ? {} : { HTTPS_PROXY: proxy.https }),
    ...(proxy.http === null ? {} : { HTTP_PROXY: proxy.http }),
    ...(proxy.except === null ? {} : { NO_PROXY: proxy.except }),
  };
  const direct = agentsWith({});
  const proxied = agentsWith({ proxyEnv });
  return { of: (url, alone) => (isLocal(url) ? direct : proxied)(url, alone) };
}

function agentsWith(how: { readonly proxyEnv?: NodeJS.ProcessEnv }): Agents["of"] {
  const kept = { http: new http.Agent({ ...KEPT, ...how }), https: new https.Agent({ ...KEPT, ...how }) };
  const single = {
    http: new http.Agent({ ...SINGLE, ...how }),
    https: new https.Agent({ ...SINGLE, ...how }),
  };
  return ({ protocol }, alone) => (alone ? single : kept)[protocol === "https:" ? "https" : "http"];
}

/** This machine, and what only this machine can reach: a managed identity's endpoint hands out tokens without asking. */
function isLocal(url: URL): boolean {
  return isLoopback(url) || /^169\.254\./.test(url.hostname);
}
