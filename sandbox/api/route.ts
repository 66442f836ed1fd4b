import type { Caller, Need } from "./callers.ts";
import type { ApiRequest } from "./service.ts";

export interface Call {
  readonly caller: Caller;
  /** The parts of the path in the pattern's groups, decoded. */
  readonly params: readonly string[];
  /** As it was asked for, below the origin. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The request's text. */
  readonly body: string;
}

/** One endpoint. Paths are matched whole and without regard to case, as the services do it. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: RegExp;
  /** Null: the handler decides, as the answer depends on what is found. */
  readonly need: Need | null;
  readonly handle: (call: Call) => Response;
}

/** An endpoint that reads. */
export function get(path: RegExp, need: Route["need"], handle: Route["handle"]): Route {
  return { method: "GET", path, need, handle };
}

/**
 * Finds the endpoint, has the token's permission checked, and runs it; null: there is none. `path` is what the routes
 * match against; `assert` throws for a caller who lacks what the endpoint needs.
 */
export function dispatch(
  routes: readonly Route[],
  caller: Caller,
  { method, url, headers, body }: ApiRequest,
  path: string,
  assert: (caller: Caller, need: Need) => void,
): Response | null {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (!match) continue;
    if (route.need) assert(caller, route.need);
    return route.handle({
      ...{ caller, headers, body, params: match.slice(1) },
      ...{ path: url.pathname, query: url.searchParams },
    });
  }
  return null;
}
