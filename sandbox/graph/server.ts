import type { Caller, TokenVerifier } from "../api/callers.ts";
import { TooManyCalls, type RateLimits } from "../api/limits.ts";
import { ODataProblem } from "../api/odata.ts";
import { dispatch, type Route } from "../api/route.ts";
import { decodedPath, startApi, type ApiPart, type ApiRequest, type ApiService } from "../api/service.ts";
import { assertPermission, authenticate } from "./access.ts";
import { alertRoutes } from "./alert-routes.ts";
import { GraphFault, badRequest } from "./errors.ts";
import { createIncidentBook } from "./incident-book.ts";
import { incidentRoutes } from "./incident-routes.ts";
import { createHuntingQuota, type HuntingSwitches } from "./hunting/quota.ts";
import { huntingRoutes } from "./hunting/routes.ts";
import { createAccountDirectory, type AccountDirectory, type EntraAccounts } from "./people/directory.ts";
import { peopleRoutes } from "./people/routes.ts";
import type { Estate, GraphWorld } from "./route.ts";

export interface GraphOptions {
  readonly entra: TokenVerifier & Partial<EntraAccounts>;
  /** Whose alerts and devices it serves: the sandbox's Defender. */
  readonly defender: Estate;
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Epoch milliseconds; default the machine's clock. */
  readonly clock?: () => number;
  /** Default 150 a minute; null: none. */
  readonly limits?: RateLimits | null;
}

/** `url` is the bot's GRAPH_URL and the audience that tokens must have. */
export type SandboxGraph = ApiService & {
  readonly hunting: HuntingSwitches;
  /** The accounts that it knows, and what an administrator switches about them. */
  readonly people: AccountDirectory;
};

/** Per application and tenant (Graph's throttling page, security alerts). */
const LIMITS: RateLimits = { perMinute: 150, perHour: null };

/** Starts the sandbox's Microsoft Graph, as far as it is about security, on plain http, loopback only. */
export async function startGraph(options: GraphOptions): Promise<SandboxGraph> {
  const now = options.clock ?? Date.now;
  const { alerts, devices, rbac } = options.defender;
  const hunting = createHuntingQuota(now);
  const people = createAccountDirectory(now, options.entra);
  let isLimited = options.limits !== null;
  function part(url: string): ApiPart {
    const world: GraphWorld = {
      ...{ url, alerts, devices, rbac, now },
      get actions() {
        return options.defender.actions;
      },
      isLimited: () => isLimited,
    };
    const incidents = createIncidentBook(world);
    const routes: Routes = {
      security: [
        ...alertRoutes(world),
        ...incidentRoutes(world, incidents),
        ...huntingRoutes(world, hunting),
      ],
      others: peopleRoutes(world, people),
    };
    return {
      authenticate: (authorization) => authenticate(options.entra, url, authorization),
      answer: (caller, request) => answer(routes, caller, request),
      refuse: (error, request) =>
        faultFor(error)?.toResponse(request.headers.get("client-request-id"), now()) ?? null,
    };
  }
  const limits = options.limits === undefined ? LIMITS : options.limits;
  const api = await startApi({ port: options.port ?? 0, now, limits, part });
  const setLimits: ApiService["setLimits"] = (next) => {
    isLimited = next !== null;
    api.setLimits(next);
  };
  return { ...api, setLimits, hunting, people };
}

function faultFor(error: unknown): GraphFault | null {
  if (error instanceof GraphFault) return error;
  if (error instanceof ODataProblem) return badRequest(error.message);
  if (!(error instanceof TooManyCalls)) return null;
  const headers = { "retry-after": String(error.retryAfterSeconds) };
  return new GraphFault(429, "TooManyRequests", "Too many requests.", headers);
}

/** By what their paths are matched from on: `/v1.0/security/`, or `/v1.0/`. */
type Routes = Readonly<Record<"security" | "others", readonly Route[]>>;

/** @throws GraphFault */
function answer(routes: Routes, caller: Caller, request: ApiRequest): Response {
  const { pathname } = request.url;
  const path = decodedPath(/^\/v1\.0\/(.*)$/i.exec(pathname)?.[1] ?? "") ?? "";
  const within = /^security\/(.*)$/i.exec(path)?.[1] ?? "";
  const found =
    dispatch(routes.security, caller, request, within, assertPermission) ??
    dispatch(routes.others, caller, request, path, assertPermission);
  if (found !== null) return found;
  const segment = pathname.split("/").at(-1) ?? "";
  throw badRequest(`Resource not found for the segment '${segment}'.`);
}
