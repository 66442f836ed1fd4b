import { readFileSync } from "node:fs";
import { OPEN } from "../../src/defender/alert.ts";
import type { DefenderClient } from "../../src/defender/client.ts";
import type { NewIndicator } from "../../src/defender/indicator.ts";
import type { INDICATOR_OPERATIONS, LOOKUP_OPERATIONS } from "../../src/defender/lookup-operations.ts";
import {
  OPERATIONS,
  type Ending,
  type Operation,
  type OperationName,
} from "../../src/defender/operations.ts";
import type { PEOPLE_OPERATIONS } from "../../src/defender/people-operations.ts";
import type { Cancellable } from "../../src/defender/response-operations.ts";
import { COMMON_FILE } from "../../sandbox/defender/finding-seed.ts";
import { staffIdOf } from "../../sandbox/staff.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Services } from "./services.ts";

/** How each operation of the table comes to be called, about something that the sandbox has. */

const ENDPOINTS = JSON.parse(
  readFileSync(new URL("../fixtures/defender-endpoints.json", import.meta.url), "utf8"),
) as readonly Endpoint[];

export const ROWS = Object.entries(OPERATIONS) as readonly (readonly [OperationName, Operation])[];

/** What is filled in may be called anything. */
const unnamed = (path: string): string => path.replace(/\{\w+\}/g, "{}");

export function endpointOf({ api, method, path }: Operation): Endpoint | undefined {
  return ENDPOINTS.find(
    (one) => one.api === api && one.method === method && unnamed(one.path) === unnamed(path),
  );
}

/** What calls are made about. */
export interface Subjects {
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
export const [AYDIN, KELLER] = [staffIdOf("s.aydin"), staffIdOf("m.keller")];

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
    const done = collected.items.find(({ status }) => status === "Succeeded");
    return defender.packageLink(done?.id ?? "");
  },
  async liveResultLink(defender, { device }) {
    const sessions = await defender.machineActions({ deviceId: device, type: "LiveResponse" });
    const done = sessions.items.find(({ status }) => status === "Succeeded");
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
    const { items } = await defender.incidents({ severities: [], statuses: [], createdSince: 0, top: 2 });
    const [one, other] = items;
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
    const { items } = await defender.machineActions({ deviceId: device, top: 1 });
    return defender.machineAction(items[0]?.id ?? "");
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
  const { items } = await defender.incidents({ severities: [], statuses: [], createdSince: 0, top: 1 });
  return items[0]?.id ?? "";
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

export const isAction = (name: OperationName): name is Ending<"machine-action"> =>
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

/** Makes the call of that operation. */
export function callOf(name: OperationName, defender: DefenderClient, about: Subjects): Promise<unknown> {
  return isAction(name) ? act(defender, about.device, name) : CALLS[name](defender, about);
}

/** What the sandbox has to be called about. */
export function subjectsOf({ sandboxDefender }: Services): Subjects {
  const device = sandboxDefender.device("ward3-nurse11.contoso.example");
  return {
    device: device.id,
    name: device.computerDnsName ?? "",
    ip: device.lastIpAddress ?? "",
    alert: sandboxDefender.alerts[0]?.id ?? "",
    file: COMMON_FILE.sha1 ?? "",
    domain: "cdn.bad.example",
  };
}

/** The order in which they can be called: machine actions first, since one of them is read by its id afterwards. */
export const IN_TURN = ROWS.map(([name]) => name).toSorted(
  (a, b) => Number(isAction(b)) - Number(isAction(a)),
);

/** Both ways to read alerts, with whoever may do everything signed in. */
export async function callable(services: Services): Promise<void> {
  const group = { id: "9209f000-52f4-4b1e-9b0f-1d6c3f7a0001", name: "SOC leads" };
  services.sandboxGraph.people.groups.push({ ...group, memberIds: [AYDIN], appRoles: ["Approver"] });
  services.sandboxDefender.setSpeed(0);
  await services.signIn("carla");
}

/** Ends what is under way, so that the next one may begin. */
export function settleActions({ sandboxDefender }: Services): void {
  for (const { id, status } of sandboxDefender.actions)
    if (status === "Pending") sandboxDefender.finishAction(id, "Succeeded");
}
