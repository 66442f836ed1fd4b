import { createRbac, type Caller, type Rbac, type TokenVerifier } from "../api/callers.ts";
import { TooManyCalls, type RateLimits } from "../api/limits.ts";
import { ODataProblem } from "../api/odata.ts";
import { dispatch, type Route } from "../api/route.ts";
import { decodedPath, startApi, type ApiCall, type ApiPart, type ApiRequest } from "../api/service.ts";
import type { Faults } from "../faults.ts";
import type { PersonKey, RbacGrant } from "../people.ts";
import { assertPermission, authenticate } from "./access.ts";
import { actionRoutes } from "./action-routes.ts";
import {
  createActionBook,
  type ActionBook,
  type Cancellation,
  type DeviceError,
  type FinalStatus,
} from "./actions.ts";
import { alertRoutes } from "./alert-routes.ts";
import { ALERT_KINDS, createAlert, createAlerts } from "./alert-seed.ts";
import { DefenderFault, notFound } from "./errors.ts";
import { indicatorRoutes } from "./indicator-routes.ts";
import type { SandboxIndicator } from "./indicator-types.ts";
import { liveRoutes } from "./live-routes.ts";
import { findingRoutes } from "./finding-routes.ts";
import { createDailyReports } from "./daily-reports.ts";
import { createFleet } from "./fleet.ts";
import { machineRoutes } from "./machine-routes.ts";
import { createPackages } from "./packages.ts";
import { defenderTime, seededRandom } from "./random.ts";
import type { World } from "./route.ts";
import { weaknessRoutes } from "./weakness-routes.ts";
import type { SandboxAlert, SandboxDevice, SandboxMachineAction } from "./types.ts";
import { createStories } from "../stories/build.ts";

export interface DefenderOptions {
  readonly entra: TokenVerifier;
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Epoch milliseconds; default the machine's clock. */
  readonly clock?: () => number;
  /** How many devices are generated beside those of the hospital; left out: none. */
  readonly scale?: number;
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
  readonly indicators: SandboxIndicator[];
  /** All machine actions, oldest first, as of now. */
  readonly actions: readonly SandboxMachineAction[];
  /** Every request, oldest first. */
  readonly calls: ApiCall[];
  readonly faults: Faults;
  /** First device of that name or id. @throws Error when there is none */
  device(nameOrId: string): SandboxDevice;
  /** A new alert, by default on ward3-nurse12 and now; `fields` win (`machineId` moves it to that device). */
  raiseAlert(fields?: Partial<SandboxAlert>): SandboxAlert;
  /** Changes an alert and its `lastUpdateTime`. */
  changeAlert(id: string, fields: Partial<SandboxAlert>): SandboxAlert;
  /** Ends an action as the device or the portal would: `Failed` or `TimeOut` with an error, or `Cancelled` by somebody. */
  finishAction(id: string, status: FinalStatus, why?: Cancellation | DeviceError): SandboxMachineAction;
  /** Defender isolates a device by itself, as it does when it disrupts an attack; nothing while one is active. */
  readonly disrupt: (device: SandboxDevice) => void;
  /** What somebody else does to a device: in the portal, or with a token of another application. */
  readonly elsewhere: (device: SandboxDevice, type: "Isolate" | "Unisolate", requestor: string) => void;
  /** Who may do what with which device group; Graph asks the same. */
  readonly rbac: Rbac;
  setRbac(key: PersonKey, grants: readonly RbacGrant[]): void;
  setSpeed(speed: number): void;
  setLimits(limits: RateLimits | null): void;
  close(): Promise<void>;
}

const LIMITS: RateLimits = { perMinute: 100, perHour: 1500 };

/** Starts the sandbox's Defender for Endpoint API on plain http, loopback only. */
export async function startDefender(options: DefenderOptions): Promise<SandboxDefender> {
  const now = options.clock ?? Date.now;
  const audience = options.audience ?? "https://api.securitycenter.microsoft.com";
  const devices = createFleet(now(), options.scale ?? 0);
  const reportDaily = createDailyReports(devices);
  const alerts = [...createAlerts(devices, now()), ...createStories(devices, now())];
  const indicators: SandboxIndicator[] = [];
  const book = createActionBook(now, options.speed ?? 1);
  const rbac = createRbac();
  function part(url: string): ApiPart {
    const pageSize = options.pageSize ?? 10_000;
    const packages = createPackages(url, now);
    const world: World = {
      url,
      packages,
      rbac,
      devices,
      alerts,
      indicators,
      book,
      now,
      pageSize,
    };
    const routes = [...alertRoutes(world), ...machineRoutes(world), ...actionRoutes(world)];
    const live = liveRoutes(world);
    routes.push(...live.routes, ...findingRoutes(world), ...weaknessRoutes(world), ...indicatorRoutes(world));
    return {
      authenticate: (authorization) => authenticate(options.entra, audience, authorization),
      answer(caller, request) {
        reportDaily(now());
        return answer(routes, caller, request);
      },
      linked: (request) => packages.open(request) ?? live.linked(request),
      refuse,
    };
  }
  const limits = options.limits === undefined ? LIMITS : options.limits;
  const api = await startApi({ port: options.port ?? 0, now, limits, part });
  return {
    ...api,
    ...{ devices, alerts, indicators, rbac },
    get actions() {
      return book.all();
    },
    ...alertControls({ devices, alerts, now }),
    device: (nameOrId) => deviceNamed(devices, nameOrId),
    finishAction: book.finish,
    disrupt: (device) => disrupt(book, device),
    elsewhere: (device, type, requestor) => elsewhere(book, device, { type, requestor, comment: "" }),
    setRbac: rbac.set,
    setSpeed: book.setSpeed,
  };
}

function disrupt(book: ActionBook, device: SandboxDevice): void {
  const comment = "Automatic attack disruption: hands-on-keyboard attack";
  elsewhere(book, device, { type: "Isolate", requestor: "Microsoft Defender", comment });
}

/** Nothing while such an action is active. */
function elsewhere(
  book: ActionBook,
  device: SandboxDevice,
  order: { readonly type: "Isolate" | "Unisolate"; readonly requestor: string; readonly comment: string },
): void {
  const isActive = book
    .all()
    .some(
      ({ machineId, type, status }) =>
        machineId === device.id && type === order.type && ["Pending", "InProgress"].includes(status),
    );
  if (!isActive) book.open(device, { ...order, scope: order.type === "Isolate" ? "Full" : null });
}

function refuse(error: unknown): Response | null {
  if (error instanceof DefenderFault) return error.toResponse();
  if (error instanceof ODataProblem) return new DefenderFault(400, "ODataError", error.message).toResponse();
  if (!(error instanceof TooManyCalls)) return null;
  const headers = { "retry-after": String(error.retryAfterSeconds) };
  return new DefenderFault(429, "429", `API calls quota exceeded! ${error.message}`, headers).toResponse();
}

/** @throws DefenderFault */
function answer(routes: readonly Route[], caller: Caller, request: ApiRequest): Response {
  const { pathname } = request.url;
  const path = decodedPath(/^\/api\/(?:v1\.0\/)?(.*)$/i.exec(pathname)?.[1] ?? "");
  if (path === null) throw new DefenderFault(400, "BadRequest", "The request URI is malformed.");
  const found = dispatch(routes, caller, request, path, assertPermission);
  if (found !== null) return found;
  const text = `No HTTP resource was found that matches the request URI '${pathname}'.`;
  throw new DefenderFault(404, "NotFound", text);
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

/** Beyond the ids of incidents that are there from the start. */
const RAISED_INCIDENTS = 5000;

function alertControls(
  world: Pick<World, "devices" | "alerts" | "now">,
): Pick<SandboxDefender, "raiseAlert" | "changeAlert"> {
  const random = seededRandom(world.now());
  let incidentId = RAISED_INCIDENTS;
  return {
    raiseAlert: (fields = {}) => {
      const device = deviceNamed(world.devices, fields.machineId ?? "ward3-nurse12");
      // At least milliseconds: fewer digits would put a new alert before the moment it was raised.
      const at = defenderTime(world.now(), 3 + random.int(5), random.int(10_000));
      const alert = createAlert(device, random.pick(ALERT_KINDS), random, world.now(), {
        ...{ alertCreationTime: at, lastUpdateTime: fields.alertCreationTime ?? at },
        // Of an incident of its own, which no other alert has by chance.
        incidentId: (incidentId += 1),
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
