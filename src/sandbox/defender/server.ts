import { Hono, type Context } from "hono";
import { createFaults, type Faults, type SandboxEnv } from "../faults.ts";
import { startListener } from "../listener.ts";
import type { PersonKey, RbacGrant } from "../people.ts";
import { assertPermission, createAccess } from "./access.ts";
import { actionRoutes } from "./action-routes.ts";
import { createActionBook, type Cancellation, type FinalStatus } from "./actions.ts";
import { alertRoutes } from "./alert-routes.ts";
import { ALERT_KINDS, createAlert, createAlerts } from "./alert-seed.ts";
import { DefenderFault, notFound } from "./errors.ts";
import { createFleet } from "./fleet.ts";
import { DEFENDER_LIMITS, createLimiter, type RateLimits } from "./limits.ts";
import { machineRoutes } from "./machine-routes.ts";
import { defenderTime, seededRandom } from "./random.ts";
import type { Route, World } from "./route.ts";
import type { SandboxAlert, SandboxDevice, SandboxMachineAction } from "./types.ts";

/** One request as it arrived. `status` 0: never answered (dropped, or still open). */
export interface DefenderCall {
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

export interface DefenderOptions {
  readonly entra: {
    verifyAccessToken(token: string): Promise<Readonly<Record<string, unknown>> | null>;
  };
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Epoch milliseconds; default the machine's clock. */
  readonly clock?: () => number;
  /** How fast machine actions move; default 1. */
  readonly speed?: number;
  /** Default 100 a minute and 1,500 an hour; null: none. */
  readonly limits?: RateLimits | null;
  /** Rows per page without `$top`; default 10,000. */
  readonly pageSize?: number;
  /** Audience that tokens must have. */
  readonly audience?: string;
}

export interface SandboxDefender {
  /** `http://127.0.0.1:port`: the bot's DEFENDER_URL. */
  readonly url: string;
  /** Live: a test may change a device or an alert in place, add one or remove one. */
  readonly devices: SandboxDevice[];
  readonly alerts: SandboxAlert[];
  /** All machine actions, oldest first, as of now. */
  readonly actions: readonly SandboxMachineAction[];
  /** Every request, oldest first. */
  readonly calls: DefenderCall[];
  readonly faults: Faults;
  /** First device of that name or id. @throws Error when there is none */
  device(nameOrId: string): SandboxDevice;
  /** A new alert, by default on ward3-nurse12 and now; `fields` win (`machineId` moves it to that device). */
  raiseAlert(fields?: Partial<SandboxAlert>): SandboxAlert;
  /** Changes an alert and its `lastUpdateTime`. */
  changeAlert(id: string, fields: Partial<SandboxAlert>): SandboxAlert;
  /** Ends an action as the device or the portal would: `Failed`, `TimeOut`, or `Cancelled` by somebody. */
  finishAction(id: string, status: FinalStatus, by?: Cancellation): SandboxMachineAction;
  setRbac(key: PersonKey, grants: readonly RbacGrant[]): void;
  setSpeed(speed: number): void;
  setLimits(limits: RateLimits | null): void;
  close(): Promise<void>;
}

type Env = SandboxEnv & { Variables: { call: DefenderCall } };

/** Starts the sandbox's Defender for Endpoint API on plain http, loopback only. */
export async function startDefender(options: DefenderOptions): Promise<SandboxDefender> {
  const now = options.clock ?? Date.now;
  const power = { down: async () => {}, up: async () => {} };
  const { faults, middleware } = createFaults({ down: () => power.down(), up: () => power.up() });
  const app = new Hono<Env>();
  const listener = await startListener(app as unknown as Hono<SandboxEnv>, { port: options.port ?? 0 });
  Object.assign(power, { down: listener.down, up: listener.up });

  const audience = options.audience ?? "https://api.securitycenter.microsoft.com";
  const access = createAccess((token) => options.entra.verifyAccessToken(token), audience);
  const devices = createFleet(now());
  const alerts = createAlerts(devices, now());
  const book = createActionBook(now, options.speed ?? 1);
  const limits = options.limits === undefined ? DEFENDER_LIMITS : options.limits;
  const limiter = createLimiter(limits, now);
  const url = `http://127.0.0.1:${listener.port}`;
  const world: World = { url, access, devices, alerts, book, now, pageSize: options.pageSize ?? 10_000 };
  const routes = [...alertRoutes(world), ...machineRoutes(world), ...actionRoutes(world)];
  const calls: DefenderCall[] = [];

  app.use(async (c, next) => {
    const call = await recordCall(c, now());
    calls.push(call);
    c.set("call", call);
    await next();
    // Hono's mark on an answer that was never sent, because the connection was dropped.
    call.status = c.res.headers.has("x-hono-already-sent") ? 0 : c.res.status;
  });
  app.use(middleware as never);
  app.all("*", async (c) => {
    try {
      const { caller, scp } = await authenticated(c);
      Object.assign(c.get("call"), { oid: caller.oid, app: caller.app, scp });
      limiter.count();
      return dispatch(c, routes, caller, await c.req.text());
    } catch (error) {
      if (error instanceof DefenderFault) return error.toResponse();
      throw error;
    }
  });
  async function authenticated(c: Context<Env>) {
    const caller = await access.authenticate(c.req.header("authorization"));
    return { caller, scp: caller.delegated ? [...caller.permissions].join(" ") : null };
  }

  return {
    ...{ url, devices, alerts, calls, faults },
    get actions() {
      return book.all();
    },
    ...alertDesk(world),
    device: (nameOrId) => deviceNamed(devices, nameOrId),
    finishAction: book.finish,
    setRbac: access.setRbac,
    setSpeed: book.setSpeed,
    setLimits: limiter.set,
    close: listener.down,
  };
}

async function recordCall(c: Context<Env>, at: number): Promise<DefenderCall> {
  const text = await c.req.text();
  const { method, path } = c.req;
  return {
    method,
    path,
    query: c.req.query(),
    oid: null,
    app: null,
    scp: null,
    body: parsed(text),
    status: 0,
    at,
  };
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Finds the endpoint, checks the token's permission, and runs it. @throws DefenderFault */
function dispatch(
  c: Context<Env>,
  routes: readonly Route[],
  caller: Parameters<typeof assertPermission>[0],
  body: string,
): Response {
  const { pathname, searchParams: query } = new URL(c.req.url);
  const path = /^\/api\/(?:v1\.0\/)?(.*)$/i.exec(pathname)?.[1] ?? "";
  for (const route of routes) {
    const match = route.method === c.req.method ? route.path.exec(decodedPath(path)) : null;
    if (!match) continue;
    if (route.need) assertPermission(caller, route.need);
    return route.handle({ caller, params: match.slice(1), path: pathname, query, body });
  }
  throw new DefenderFault(
    404,
    "NotFound",
    `No HTTP resource was found that matches the request URI '${pathname}'.`,
  );
}

/** @throws DefenderFault 400 for a broken percent sign */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new DefenderFault(400, "BadRequest", "The request URI is malformed.");
  }
}

function deviceNamed(devices: readonly SandboxDevice[], nameOrId: string): SandboxDevice {
  const key = nameOrId.toLowerCase();
  const found = devices.find(
    ({ id, computerDnsName }) =>
      id === key || computerDnsName === key || computerDnsName?.split(".")[0] === key,
  );
  if (!found) throw new Error(`no sandbox device is called ${nameOrId}`);
  return found;
}

function alertDesk(world: World): Pick<SandboxDefender, "raiseAlert" | "changeAlert"> {
  const random = seededRandom(world.now());
  return {
    raiseAlert: (fields = {}) => {
      const device = deviceNamed(world.devices, fields.machineId ?? "ward3-nurse12");
      // At least milliseconds: fewer digits would put a new alert before the moment it was raised.
      const at = defenderTime(world.now(), 3 + random.int(5), random.int(10_000));
      const alert = createAlert(device, random.pick(ALERT_KINDS), random, world.now(), {
        ...{ alertCreationTime: at, lastUpdateTime: fields.alertCreationTime ?? at },
        ...fields,
      });
      world.alerts.push(alert);
      return alert;
    },
    changeAlert: (id, fields) => {
      const alert = world.alerts.find((one) => one.id === id);
      if (!alert) throw notFound("Alert", id);
      return Object.assign(alert, { lastUpdateTime: defenderTime(world.now()) }, fields);
    },
  };
}
