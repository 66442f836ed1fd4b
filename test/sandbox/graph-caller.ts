import { startDefender } from "../../sandbox/defender/server.ts";
import { startGraph, type SandboxGraph } from "../../sandbox/graph/server.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { verifyTestToken, type Reply } from "./defender-caller.ts";

const GRAPH_ALL = "SecurityAlert.Read.All,SecurityAlert.ReadWrite.All,SecurityIncident.Read.All";

/** Calls the sandbox's Graph as one person (with every permission unless told) or as the application. */
export function graphCaller(graph: SandboxGraph) {
  return async function call(
    who: PersonKey | "app",
    method: string,
    path: string,
    body?: unknown,
    permissions: string = GRAPH_ALL,
  ): Promise<Reply> {
    const url = path.startsWith("http") ? path : `${graph.url}/v1.0/security/${path}`;
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${who}|${permissions}|${graph.url}`, "client-request-id": "mine-1" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const json = (await response.json()) as Record<string, unknown>;
    const rows = (json["value"] ?? []) as Record<string, unknown>[];
    const { code } = (json["error"] ?? {}) as { code?: unknown };
    return { status: response.status, headers: response.headers, body: json, rows, code };
  };
}

/** Graph with the Defender behind it, neither with limits, and whoever calls it. @param clock epoch milliseconds */
export async function startBoth(clock: () => number) {
  const options = { entra: { verifyAccessToken: verifyTestToken }, clock, limits: null };
  const defender = await startDefender(options);
  const graph = await startGraph({ ...options, defender });
  return { defender, graph, call: graphCaller(graph) };
}
