import { SignInRequired } from "../../identity/sign-in-required.ts";
import { UserError } from "../../shared/errors.ts";
import type { Clock, Log } from "../../shared/ports.ts";
import type { Window } from "../../shared/sliding-windows.ts";
import { trimEndOf } from "../../shared/trim.ts";
import type { AlertApi } from "./alert-api.ts";
import { graphAlerts } from "./alerts-graph.ts";
import { createHuntMeter, type HuntMeter } from "./hunt-meter.ts";
import { huntingMethods } from "./hunting.ts";
import { incidentMethods } from "./incidents.ts";
import { mdeAlerts } from "./alerts-mde.ts";
import { peopleMethods } from "./people.ts";
import { consentedGrants } from "./permission-grants.ts";
import { CALLS, createBudget, HUNTS, type Payer } from "./budget.ts";
import type { Transport } from "../transport/index.ts";
import { callDefender, type CallerDeps, type Lane, type Observe, type Timing } from "./caller.ts";
import { createClient, deviceMethods } from "./client.ts";
import { createReader } from "./reader.ts";
import { createRiskPace } from "./risk-pace.ts";
import type { Read } from "./reading.ts";
import type { Defender } from "../../defender/client.ts";
import type { AlertSource } from "../../shared/alert-sources.ts";
import type { Api, Permission } from "../../defender/operations.ts";

export interface DefenderOptions {
  /** Origin of Defender's API, e.g. `https://api.security.microsoft.com`. */
  readonly url: string;
  /** Origin of Microsoft Graph, e.g. `https://graph.microsoft.com`. */
  readonly graphUrl: string;
  /** Where alerts come from. */
  readonly alertsApi: AlertSource;
  /** The bot's own app registration: who holds its roles is read from it. */
  readonly appId: string;
  readonly timing?: Partial<Timing>;
  /** FILE_HOSTS; absent: no file is linked to. */
  readonly fileHosts: readonly string[];
}

export interface DefenderDeps {
  /** That person's token for the permission; `force` asks Entra for a new one. Its errors reach the caller as they are. */
  personToken(
    person: { oid: string; tid: string },
    permission: Permission,
    signal: AbortSignal,
    options?: { force?: boolean },
  ): Promise<string>;
  /** The application's token for one of the two APIs; reads only. */
  applicationToken(resource: Api, signal: AbortSignal, options?: { force?: boolean }): Promise<string>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every exchange. */
  readonly observe?: Observe;
}

const ALERTS: Readonly<Record<AlertSource, AlertApi>> = { mde: mdeAlerts, graph: graphAlerts };

const TIMING: Timing = { attemptMs: 4_000, totalMs: 10_000, backoffMs: 400 };

/** Defender's API at `options.url`, alerts by the API chosen; each has one call budget for everything made from it. */
export function createDefender(options: DefenderOptions, deps: DefenderDeps): Defender {
  const apiAt = (url: string, windows: readonly Window[] = CALLS) => apiOf(deps, url, windows);
  const caller = callerOf(options, deps, apiAt);
  // Hunting has limits of its own: when they are reached, alerts are read on.
  const meter = createHuntMeter(deps.clock);
  const hunter = metered(
    { ...caller, apis: { ...caller.apis, graph: apiAt(options.graphUrl, HUNTS) } },
    meter,
  );
  // So has each service that knows people: one call of risk a second, and a refusal must not hold up alerts.
  const registrar = { ...caller, apis: { ...caller.apis, graph: apiAt(options.graphUrl) } };
  const pace = createRiskPace();
  const alerts = ALERTS[options.alertsApi];
  // Remembered beyond one call: a change is not sent again here, the next attempt has to bring a new token.
  const refused = new Set<string>();
  return {
    as(person, signal, purpose = "deciding") {
      const payer = purpose === "reading" ? "reader" : "person";
      const lane = { ...personLane(deps, refused, person, signal), payer } as const;
      const others = {
        ...alerts.forPerson(caller, lane),
        ...incidentMethods(caller, lane),
        ...huntingMethods(hunter, lane, meter),
        ...peopleMethods(registrar, lane, { appId: options.appId, pace }),
      };
      return createClient(caller, others, lane);
    },
    asApplication(signal, watch) {
      const lane = applicationLane(deps, refused, watch ?? "application", signal);
      const { devicesById } = deviceMethods(caller, lane);
      return { ...createReader(caller, lane), devicesById };
    },
    alertsApi: options.alertsApi,
    changedAlerts(since, signal) {
      return alerts.changed(caller, applicationLane(deps, refused, "watch", signal), since);
    },
    consentedGrants(signal) {
      const lane = applicationLane(deps, refused, "application", signal);
      const read: Read = (operation, path) => callDefender(registrar, lane, { operation, path });
      return consentedGrants(registrar, lane, read, options.appId);
    },
  };
}

function callerOf(
  options: DefenderOptions,
  deps: DefenderDeps,
  apiAt: (url: string) => CallerDeps["apis"]["graph"],
): CallerDeps {
  return {
    apis: { defender: apiAt(options.url), graph: apiAt(options.graphUrl) },
    transport: deps.transport,
    clock: deps.clock,
    log: deps.log,
    fileHosts: options.fileHosts,
    timing: { ...TIMING, ...options.timing },
    observe: deps.observe ?? (() => {}),
  };
}

/** Every exchange counts, a repeated one too: Microsoft counts them so. */
function metered(caller: CallerDeps, meter: HuntMeter): CallerDeps {
  return {
    ...caller,
    observe(operation, outcome, ms) {
      meter.note(ms);
      caller.observe(operation, outcome, ms);
    },
  };
}

/** One API and what is left of its limits. */
function apiOf({ clock }: Pick<DefenderDeps, "clock">, url: string, windows: readonly Window[]) {
  return { url: trimEndOf(url, "/"), budget: createBudget(clock, windows) };
}

function personLane(
  deps: DefenderDeps,
  refused: Set<string>,
  person: { oid: string; tid: string },
  signal: AbortSignal,
): Lane {
  const key = (permission: Permission) => `${person.tid}|${person.oid}|${permission}`;
  return {
    payer: "person",
    who: `${person.tid}|${person.oid}`,
    signal,
    token: ({ permission }) =>
      renewed(refused, key(permission), (force) =>
        deps.personToken(person, permission, signal, force ? { force } : undefined).catch(orInWords),
      ),
    tokenRefused: ({ permission }) => refused.add(key(permission)),
  };
}

/** What an administrator has yet to agree to is one call that can't be made, and no reason for the person to sign in. */
function orInWords(error: unknown): never {
  const isAdministrators = error instanceof SignInRequired && error.reason === "consent";
  if (isAdministrators && error.advice !== null) throw new UserError("forbidden", error.advice);
  throw error;
}

function applicationLane(deps: DefenderDeps, refused: Set<string>, payer: Payer, signal: AbortSignal): Lane {
  const key = (api: Api) => `application|${api}`;
  return {
    payer,
    signal,
    token: ({ api }) =>
      renewed(refused, key(api), (force) =>
        deps.applicationToken(api, signal, force ? { force } : undefined),
      ),
    tokenRefused: ({ api }) => refused.add(key(api)),
  };
}

async function renewed(
  refused: Set<string>,
  key: string,
  acquire: (force: boolean) => Promise<string>,
): Promise<string> {
  const force = refused.has(key);
  const token = await acquire(force);
  if (force) refused.delete(key);
  return token;
}
