import { OPEN } from "../../src/defender/alert.ts";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiCall } from "../../sandbox/api/service.ts";
import type { DefenderClient } from "../../src/defender/client.ts";
import type { Cancellable } from "../../src/defender/response-operations.ts";
import type { Api, Ending, Operation, OperationName } from "../../src/defender/operations.ts";
import { OPERATIONS } from "../../src/defender/operations.ts";
import { COMMON_FILE } from "../../sandbox/defender/finding-seed.ts";
import { staffIdOf } from "../../sandbox/staff.ts";
import type { PEOPLE_OPERATIONS } from "../../src/defender/people-operations.ts";
import type { NewIndicator } from "../../src/defender/indicator.ts";
import type { INDICATOR_OPERATIONS, LOOKUP_OPERATIONS } from "../../src/defender/lookup-operations.ts";
import type { Endpoint } from "../support/endpoint.ts";
import { startServices, type Services } from "../support/services.ts";

/** The table of operations against what Microsoft documents of each endpoint, and against the sandbox that serves it. */

const ENDPOINTS = JSON.parse(
  readFileSync(new URL("../fixtures/defender-endpoints.json", import.meta.url), "utf8"),
) as readonly Endpoint[];

const ROWS = Object.entries(OPERATIONS) as readonly (readonly [OperationName, Operation])[];

/** What is filled in may be called anything. */
const unnamed = (path: string): string => path.replace(/\{\w+\}/g, "{}");

function endpointOf({ api, method, path }: Operation): Endpoint | undefined {
  return ENDPOINTS.find(
    (one) => one.api === api && one.method === method && unnamed(one.path) === unnamed(path),
  );
}

describe.each(ROWS)("the operation %s", (_, row) => {
  const endpoint = endpointOf(row);

  test("is an endpoint that Microsoft documents", () => {
    expect(endpoint, `${row.method} ${row.path}`).toBeDefined();
  });

  test("asks for the permissions and for the role that are documented", () => {
    expect(endpoint?.delegated).toContain(row.permissionThere ?? row.permission);
    if (row.application !== undefined) expect(endpoint?.application).toContain(row.application.permission);
    expect(endpoint?.role ?? row.role).toBe(row.role);
  });

  test("sends fields of the endpoint's body, and all that it has to have", () => {
    expect(Object.keys(endpoint?.fields ?? {})).toEqual(expect.arrayContaining([...row.body]));
    expect(row.body).toEqual(expect.arrayContaining([...(endpoint?.required ?? [])]));
  });

  test("leaves the machine action that is documented, or none", () => {
    const left = row.outcome === "machine-action" ? { type: row.type, scope: row.scope } : undefined;
    expect(endpoint?.action).toEqual(left);
  });

  test("is called by the application for reading only", () => {
    if (row.application === undefined) return;
    expect([row.method, row.outcome]).toEqual(["GET", "read"]);
    expect(row.application.permission).toMatch(/\.Read\.All$/);
  });
});

/** What calls are made about. */
interface Subjects {
  readonly device: string;
  readonly name: string;
  readonly ip: string;
  readonly alert: string;
  /** SHA-1 of a file, a domain and an address that alerts tell of. */
  readonly file: string;
  readonly domain: string;
}

type Called = (defender: DefenderClient, about: Subjects) => Promise<unknown>;

/** Somebody whose account lives in Active Directory, and somebody whose risk Entra knows. */
const [AYDIN, KELLER] = [staffIdOf("s.aydin"), staffIdOf("m.keller")];

/** Calls about people. */
const PEOPLE_CALLS: Readonly<Record<keyof typeof PEOPLE_OPERATIONS, Called>> = {
  account: (defender) => defender.account(AYDIN),
  accounts: (defender) => defender.accountsNamed({ by: "short-name", domain: "contoso", value: "s.aydin" }),
  accountDevices: (defender) => defender.accountDevices(AYDIN),
  accountRoles: (defender) => defender.accountRoles(AYDIN),
  accountRisk: (defender) => defender.accountRisk(KELLER),
  signIns: (defender) => defender.signIns(KELLER, Date.now() - 86_400_000, 3),
  identityAccounts: async (defender) => defender.identityAccount(await defender.account(AYDIN)),
  appRegistration: (defender) => defender.roleHolders(),
  appRoleHolders: (defender) => defender.roleHolders(),
  groupMembers: (defender) => defender.roleHolders(),
  revokeSessions: (defender) => defender.revokeSessions(KELLER),
  application: (defender) => defender.changingGrants(),
  delegatedGrants: (defender) => defender.changingGrants(),
  switchAccount: (defender) => defender.switchAccount(KELLER, false),
  confirmCompromised: (defender) => defender.confirmCompromised(KELLER),
  async invokeAccountAction(defender) {
    const known = await defender.identityAccount(await defender.account(AYDIN));
    const accountId = known?.accounts.find(({ provider }) => provider === "activeDirectory")?.accountId ?? "";
    const what = { accountId, action: "disable", identityProvider: "activeDirectory" } as const;
    await defender.invokeAccountAction(known?.id ?? "", what);
  },
};

/** How each call comes about; those that leave a machine action have one way for all. */
const CALLS: Readonly<Record<Exclude<OperationName, Ending<"machine-action">>, Called>> = {
  alerts: list,
  alertsAtGraph: list,
  alert: (defender, { alert }) => defender.alert(alert),
  alertAtGraph: (defender, { alert }) => defender.alert(alert),
  updateAlert: (defender, { alert }) => defender.updateAlert(alert, { status: "InProgress" }),
  updateAlertAtGraph: (defender, { alert }) => defender.updateAlert(alert, { status: "InProgress" }),
  commentAlertAtGraph: (defender, { alert }) => defender.updateAlert(alert, { comment: "seen" }),
  incidents: (defender) => defender.incidents({ severities: [], statuses: [], createdSince: 0, top: 1 }),
  incident: async (defender) => defender.incident(await incidentId(defender)),
  tagDevice: (defender, { device }) =>
    defender.changeDevice(device, "tagDevice", { Value: "seen", Action: "Add" }),
  setDeviceValue: (defender, { device }) =>
    defender.changeDevice(device, "setDeviceValue", { DeviceValue: "Low" }),
  cancelIsolation: cancel("Isolate", "isolate"),
  cancelRestriction: cancel("RestrictCodeExecution", "restrictCodeExecution"),
  cancelScan: cancel("RunAntiVirusScan", "runAntiVirusScan"),
  cancelCollection: cancel("CollectInvestigationPackage", "collectInvestigationPackage"),
  async packageLink(defender, { device }) {
    const collected = await defender.machineActions({
      deviceId: device,
      type: "CollectInvestigationPackage",
    });
    const done = collected.find(({ status }) => status === "Succeeded");
    return defender.packageLink(done?.id ?? "");
  },
  async liveResultLink(defender, { device }) {
    const sessions = await defender.machineActions({ deviceId: device, type: "LiveResponse" });
    const done = sessions.find(({ status }) => status === "Succeeded");
    return defender.liveResultLink(done?.id ?? "");
  },
  libraryFiles: (defender) => defender.libraryFiles(),
  cancelLiveResponse: cancel("LiveResponse", "runLiveResponse"),
  cancelQuarantine: cancel("StopAndQuarantineFile", "stopAndQuarantineFile"),
  cancelOffboarding: cancel("Offboard", "offboard"),
  updateIncident: async (defender) =>
    defender.updateIncident(await incidentId(defender), { status: "InProgress" }),
  commentIncident: async (defender) =>
    defender.updateIncident(await incidentId(defender), { comment: "seen" }),
  async mergeIncidents(defender) {
    const [one, other] = await defender.incidents({ severities: [], statuses: [], createdSince: 0, top: 2 });
    return defender.mergeIncidents(one?.id ?? "", other?.id ?? "");
  },
  hunt: (defender) => defender.hunt({ kql: "DeviceInfo | take 1", backMs: 86_400_000, top: 1 }),
  deviceAlerts: (defender, { device }) => defender.deviceAlerts(device, OPEN),
  device: (defender, { device }) => defender.device(device),
  devices: (defender, { name }) => defender.devicesByName(name),
  devicesByIp: (defender, { ip }) => defender.devicesByIp(ip),
  deviceUsers: (defender, { device }) => defender.deviceUsers(device),
  ...lookupCalls(),
  machineActions: (defender, { device }) => defender.machineActions({ deviceId: device }),
  async machineAction(defender, { device }) {
    const [newest] = await defender.machineActions({ deviceId: device, top: 1 });
    return defender.machineAction(newest?.id ?? "");
  },
  ...PEOPLE_CALLS,
};

const INDICATOR: NewIndicator = {
  indicatorValue: "bad.example",
  indicatorType: "DomainName",
  action: "Block",
  title: "bad.example",
  description: "[TEST-0001] x",
  severity: "Medium",
  generateAlert: true,
};

type Looked = keyof typeof LOOKUP_OPERATIONS | keyof typeof INDICATOR_OPERATIONS;

function lookupCalls(): Readonly<Record<Looked, Called>> {
  const file = (value: string) => ({ kind: "file", value, sha256: null }) as const;
  const domain = (value: string) => ({ kind: "domain", value }) as const;
  return {
    indicators: (defender) => defender.indicators(),
    putIndicator: (defender) => defender.putIndicator(INDICATOR),
    async deleteIndicator(defender) {
      await defender.putIndicator(INDICATOR);
      const [found] = await defender.indicators({ type: "DomainName", value: INDICATOR.indicatorValue });
      await defender.deleteIndicator(found?.id ?? "");
    },
    file: (defender, about) => defender.file(about.file),
    filePresence: (defender, about) => defender.presence(file(about.file)),
    fileAlerts: (defender, about) => defender.openAlertsOn(file(about.file)),
    fileDevices: (defender, about) => defender.devicesWith(file(about.file)),
    addressPresence: (defender, { ip }) => defender.presence({ kind: "ip", value: ip }),
    addressAlerts: (defender, { ip }) => defender.openAlertsOn({ kind: "ip", value: ip }),
    domainPresence: (defender, about) => defender.presence(domain(about.domain)),
    domainAlerts: (defender, about) => defender.openAlertsOn(domain(about.domain)),
    domainDevices: (defender, about) => defender.devicesWith(domain(about.domain)),
    vulnerability: (defender) => defender.vulnerability("CVE-2026-21412"),
    vulnerableDevices: (defender) => defender.devicesExposedTo("CVE-2026-21412"),
    software: (defender) => defender.softwareNamed("edge"),
    softwareVersions: (defender) => defender.softwareVersions("microsoft-_-edge"),
    exposureScore: (defender) => defender.exposureScore(),
    exposureByGroup: (defender) => defender.exposureByGroup(),
    configurationScore: (defender) => defender.configurationScore(),
    missingUpdates: (defender, { device }) => defender.missingUpdates(device),
    recommendations: (defender, { device }) => defender.recommendations(device),
  };
}

async function incidentId(defender: DefenderClient): Promise<string> {
  const [newest] = await defender.incidents({ severities: [], statuses: [], createdSince: 0, top: 1 });
  return newest?.id ?? "";
}

function list(defender: DefenderClient): Promise<unknown> {
  const query = { severities: [], statuses: [], createdSince: 0, top: 1 } as const;
  return defender.alerts(query);
}

/** Cancels one that has just been started. */
function cancel(type: Cancellable, name: Ending<"machine-action">): Called {
  return async (defender, { device }) => {
    const started = (await act(defender, device, name)) as { id: string };
    return defender.cancelAction(started.id, type, "[TEST-0002] x");
  };
}

const isAction = (name: OperationName): name is Ending<"machine-action"> =>
  OPERATIONS[name].outcome === "machine-action";

/** What stands in fields that do not take just any text. */
const TEXTS: Readonly<Record<string, unknown>> = {
  Sha1: "87662bc3d60e4200ceaf7aae249d1c343f4b83c9",
  Commands: [{ type: "RunScript", params: [{ key: "ScriptName", value: "triage.ps1" }] }],
};

/** Starts the machine action with the first value that each field may have. */
function act(defender: DefenderClient, device: string, name: Ending<"machine-action">): Promise<unknown> {
  const fields = Object.entries(endpointOf(OPERATIONS[name])?.fields ?? {});
  const body = fields.map(([field, values]) => [
    field,
    typeof values === "string" ? (TEXTS[field] ?? "[TEST-0001] x") : values[0],
  ]);
  return defender.act(device, name, Object.fromEntries(body) as Readonly<Record<string, string>>);
}

/** Whether the sandbox has answered such a call. */
function wasServed(calls: readonly ApiCall[], { method, path }: Operation): boolean {
  const parts = path.split(/\{\w+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const whole = new RegExp(`^${parts.join("[^/]+")}$`);
  return calls.some(
    (call) => call.method === method && whole.test(call.path) && call.status >= 200 && call.status < 300,
  );
}

describe("each operation is called here, and the sandbox serves it", () => {
  let services: Readonly<Record<Api, Services>>;

  beforeAll(async () => {
    const [defender, graph] = await Promise.all([
      startServices({ alertsApi: "mde" }),
      startServices({ alertsApi: "graph" }),
    ]);
    services = { defender, graph };
    await Promise.all([defender.signIn("carla"), graph.signIn("carla")]);
    const group = { id: "9209f000-52f4-4b1e-9b0f-1d6c3f7a0001", name: "SOC leads" };
    graph.sandboxGraph.people.groups.push({ ...group, memberIds: [AYDIN], appRoles: ["Approver"] });
  });

  afterAll(async () => {
    await services?.defender.close();
    await services?.graph.close();
  });

  // Machine actions first: one of them is read by its id afterwards.
  const names = ROWS.map(([name]) => name).toSorted((a, b) => Number(isAction(b)) - Number(isAction(a)));

  test.each(names)("%s", async (name) => {
    const row: Operation = OPERATIONS[name];
    const own = services[row.api];
    const world = own.sandboxDefender;
    const device = world.device("ward3-nurse11.contoso.example");
    const defender = own.defender.as(await own.signIn("carla"), AbortSignal.timeout(20_000));
    world.setSpeed(0);
    for (const { id, status } of world.actions) if (status === "Pending") world.finishAction(id, "Succeeded");
    const about = {
      device: device.id,
      name: device.computerDnsName ?? "",
      ip: device.lastIpAddress ?? "",
      alert: world.alerts[0]?.id ?? "",
      file: COMMON_FILE.sha1 ?? "",
      domain: "cdn.bad.example",
    };
    await (isAction(name) ? act(defender, device.id, name) : CALLS[name](defender, about));
    const { calls } = row.api === "graph" ? own.sandboxGraph : world;
    expect(wasServed(calls, row), `${row.method} ${row.path}`).toBe(true);
  });
});
