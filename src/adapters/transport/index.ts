import type { Agent } from "node:http";
import { createAgents, type ProxySettings } from "./agents.ts";
import { exchange, type Outcome, type Wanted } from "./exchange.ts";

export { NO_PROXY_AT_ALL, type ProxySettings } from "./agents.ts";
export type { Answer, Failed, Outcome, Wanted } from "./exchange.ts";

/** The one way out: every HTTP call of the bot is made here, by the same rules. */
export interface Transport {
  /** Makes exactly one exchange; never throws for what the network does. */
  readonly exchange: (wanted: Wanted) => Promise<Outcome>;
  /** The agent for a library that makes its own calls. */
  readonly agentOf: (url: string) => Agent;
}

/** The way out, through that proxy or straight. */
export function createTransport(proxy: ProxySettings): Transport {
  const agents = createAgents(proxy);
  return {
    exchange: (wanted) => exchange(agents, wanted),
    agentOf: (url) => agents.of(new URL(url), false),
  };
}

/** `fetch` for jose, which gets the keys with which tokens are signed. Rejects where no answer came. */
export function fetchOver(
  transport: Transport,
  bounds: Pick<Wanted, "timeoutMs" | "maxBytes">,
): (url: string, init: { readonly signal?: AbortSignal | null }) => Promise<Response> {
  return async (url, { signal }) => {
    const wanted = { method: "GET", url, headers: { accept: "application/json" }, ...bounds } as const;
    const outcome = await transport.exchange({ ...wanted, ...(signal && { signal }) });
    if (outcome.kind === "failed") throw new TypeError(`no answer: ${outcome.why}`);
    return new Response(outcome.text, { status: outcome.status });
  };
}
