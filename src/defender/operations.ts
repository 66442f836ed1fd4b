import { ALERT_SOURCES, type AlertSource } from "../shared/alert-sources.ts";
import { INDICATOR_OPERATIONS, LOOKUP_OPERATIONS } from "./lookup-operations.ts";
import { PEOPLE_OPERATIONS, type EntraRole } from "./people-operations.ts";
import type { Subject } from "./subject.ts";
import { RESPONSE_OPERATIONS } from "./response-operations.ts";

/**
 * Every call that the bot makes to Defender for Endpoint and to Microsoft Graph, as their documentation describes it: one
 * row each. Permissions and scopes, the role that a fault names, the doctor's list and the README's table are derived from
 * here. A test holds each row against the endpoints of `test/fixtures/defender-endpoints.json`, and has it called.
 */

/** `defender`: `DEFENDER_URL` (WindowsDefenderATP); `graph`: `GRAPH_URL`. */
export type Api = "defender" | "graph";

/** Defender's role that a person's token needs besides the permission, as the portal calls it. */
export type DefenderRole =
  | "View Data"
  | "Alerts investigation"
  | "Active remediation actions"
  | "Manage security settings in Security Center"
  | "Live response capabilities";

/** Enough to make a call, and to name it to a person and in the log. */
interface Called {
  /** As a fault says it: "Defender refused the … request". */
  readonly name: string;
  readonly api: Api;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From the API's origin on; what stands in braces is filled in (`pathOf`). */
  readonly path: string;
  /** The fields that its body may have. Their names are case-sensitive. */
  readonly body: readonly string[];
  /** The delegated permission that a person's token is got for; what Graph does in Defender's place has Defender's name. */
  readonly permission: string;
  /** What the row's own API calls that permission, where it has another name there. */
  readonly permissionThere?: string;
  /** Why the application calls it as well, and with which permission; absent: it never does. */
  readonly application?: { readonly for: "tracking" | "polling"; readonly permission: string };
  /** Defender's role, or Entra's where the call is about a person. */
  readonly role: DefenderRole | EntraRole;
  readonly subject: Subject;
  /** Who can agree to the permission; absent: each person for themselves. */
  readonly consent?: "administrator";
}

/** What is left of a call: nothing (`read`), a change of its subject (`direct`), or a machine action that is tracked. */
export type Operation = Called &
  (
    | { readonly outcome: "read" | "direct" }
    | {
        readonly outcome: "machine-action";
        /** The type of the machine action, as Defender spells it. */
        readonly type: string;
        /** The field of the body that the machine action shows as its `scope`; null: it shows none. */
        readonly scope: string | null;
        /** How long what it does to the device stays so: until another action undoes it, or for good; null: it is done and over. */
        readonly lasts: "until-undone" | "for-good" | null;
      }
  );

const reads = { api: "defender", method: "GET", body: [], role: "View Data", outcome: "read" } as const;
const readsAlerts = { ...reads, permission: "Alert.Read", subject: "alert" } as const;
const readsDevices = { ...reads, permission: "Machine.Read", subject: "device" } as const;
const readsIncidents = {
  ...reads,
  api: "graph",
  permission: "SecurityIncident.Read.All",
  subject: "incident",
} as const;
const changesIncidents = {
  api: "graph",
  permission: "SecurityIncident.ReadWrite.All",
  role: "Alerts investigation",
  subject: "incident",
  outcome: "direct",
} as const;
const tracks = {
  ...readsDevices,
  subject: "machine action",
  application: { for: "tracking", permission: "Machine.Read.All" },
} as const;
const changesAlerts = {
  permission: "Alert.ReadWrite",
  role: "Alerts investigation",
  subject: "alert",
  outcome: "direct",
} as const;
const atGraph = { api: "graph", permissionThere: "SecurityAlert.Read.All" } as const;
const changesAtGraph = { api: "graph", permissionThere: "SecurityAlert.ReadWrite.All" } as const;

export const OPERATIONS = {
  alerts: {
    ...readsAlerts,
    name: "alert list",
    path: "/api/alerts",
    application: { for: "polling", permission: "Alert.Read.All" },
  },
  alert: { ...readsAlerts, name: "alert", path: "/api/alerts/{id}" },
  updateAlert: {
    ...changesAlerts,
    name: "alert update",
    api: "defender",
    method: "PATCH",
    path: "/api/alerts/{id}",
    body: ["status", "assignedTo", "classification", "determination", "comment"],
  },
  deviceAlerts: {
    ...readsAlerts,
    name: "device alerts",
    path: "/api/machines/{id}/alerts",
    subject: "device",
  },
  alertsAtGraph: {
    ...readsAlerts,
    ...atGraph,
    name: "alert list",
    path: "/v1.0/security/alerts_v2",
    application: { for: "polling", permission: "SecurityAlert.Read.All" },
  },
  alertAtGraph: { ...readsAlerts, ...atGraph, name: "alert", path: "/v1.0/security/alerts_v2/{id}" },
  updateAlertAtGraph: {
    ...changesAlerts,
    ...changesAtGraph,
    name: "alert update",
    method: "PATCH",
    path: "/v1.0/security/alerts_v2/{id}",
    body: ["status", "assignedTo", "classification", "determination"],
  },
  commentAlertAtGraph: {
    ...changesAlerts,
    ...changesAtGraph,
    name: "alert comment",
    method: "POST",
    path: "/v1.0/security/alerts_v2/{id}/comments",
    body: ["@odata.type", "comment"],
  },
  incidents: { ...readsIncidents, name: "incident list", path: "/v1.0/security/incidents" },
  incident: { ...readsIncidents, name: "incident", path: "/v1.0/security/incidents/{id}" },
  updateIncident: {
    ...changesIncidents,
    name: "incident update",
    method: "PATCH",
    path: "/v1.0/security/incidents/{id}",
    body: ["status", "assignedTo", "classification", "determination"],
  },
  commentIncident: {
    ...changesIncidents,
    name: "incident comment",
    method: "POST",
    path: "/v1.0/security/incidents/{id}/comments",
    body: ["@odata.type", "comment"],
  },
  mergeIncidents: {
    ...changesIncidents,
    name: "merging of incidents",
    method: "POST",
    path: "/v1.0/security/incidents/mergeIncidents",
    body: ["incidentIds"],
    permission: "SecurityData.Manage.All",
    consent: "administrator",
  },
  device: { ...readsDevices, name: "device", path: "/api/machines/{id}" },
  devices: {
    ...readsDevices,
    name: "device search",
    path: "/api/machines",
    application: { for: "polling", permission: "Machine.Read.All" },
  },
  devicesByIp: {
    ...readsDevices,
    name: "device search by address",
    path: "/api/machines/findbyip(ip='{ip}',timestamp={at})",
  },
  deviceUsers: {
    ...readsDevices,
    name: "device users",
    path: "/api/machines/{id}/logonusers",
    permission: "User.Read.All",
  },
  machineActions: { ...tracks, name: "action list", path: "/api/machineactions" },
  machineAction: { ...tracks, name: "action", path: "/api/machineactions/{id}" },
  ...LOOKUP_OPERATIONS,
  ...INDICATOR_OPERATIONS,
  hunt: {
    name: "hunting",
    api: "graph",
    method: "POST",
    path: "/v1.0/security/runHuntingQuery",
    body: ["Query", "Timespan"],
    permission: "ThreatHunting.Read.All",
    role: "View Data",
    subject: "query",
    outcome: "read",
  },
  ...RESPONSE_OPERATIONS,
  ...PEOPLE_OPERATIONS,
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

/** One of the rows. */
export type Row<N extends OperationName = OperationName> = (typeof OPERATIONS)[N];

/** The calls that end in that way. */
export type Ending<O extends Operation["outcome"]> = {
  [N in OperationName]: Row<N> extends { readonly outcome: O } ? N : never;
}[OperationName];

/** The calls that change a device and leave no machine action. */
export type DeviceChange = {
  [N in Ending<"direct">]: Row<N> extends { readonly subject: "device" } ? N : never;
}[Ending<"direct">];

/** Delegated permissions that the bot asks for. */
export type Permission = Row["permission"];

/** The fields of a call's body. */
export type FieldOf<N extends OperationName> = Row<N>["body"][number];

type Braced<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Braced<Rest>
  : never;

/** The path of a call, filled in. @param values encoded for a URL already */
export function pathOf<O extends Operation>(
  { path }: O,
  values: Readonly<Record<Braced<O["path"]>, string>>,
): string {
  return Object.entries<string>(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, () => value),
    path,
  );
}

/** What a filled-in path asks for, as its operation's `{id}` has it; null: for nothing by an id. */
export function askedBy({ path: template }: Pick<Operation, "path">, path: string): string | null {
  const at = template.split("/").indexOf("{id}");
  const encoded = at === -1 ? undefined : path.split("?", 1)[0]?.split("/")[at];
  return encoded === undefined ? null : decodeURIComponent(encoded);
}

const ROWS: readonly Operation[] = Object.values(OPERATIONS);

/** A permission as an administrator grants it. */
export interface Grant {
  readonly api: Api;
  readonly permission: string;
}

/** What stands for a delegated permission at the API that serves it; `alertsApi`: where alerts come from (ALERTS_API). */
export function delegatedGrant(permission: Permission, alertsApi: AlertSource): Grant {
  const rows = ROWS.filter((row) => row.permission === permission);
  const row = rows.find(({ api }) => api === ALERT_SOURCES[alertsApi]) ?? rows[0];
  return { api: row?.api ?? "defender", permission: row?.permissionThere ?? permission };
}

/** What the application's own tokens have to carry. They read, nothing else. @param polls whether alerts are posted by themselves */
export function applicationGrants(
  alertsApi: AlertSource,
  polls: boolean,
): readonly (Grant & { readonly for: "tracking" | "polling" })[] {
  const used = ROWS.flatMap(({ api, application }) => {
    if (application === undefined) return [];
    const isUsed = application.for === "tracking" || (polls && api === ALERT_SOURCES[alertsApi]);
    return isUsed ? [{ api, ...application }] : [];
  });
  return [...new Map(used.map((one) => [`${one.api} ${one.permission}`, one])).values()];
}

/** Whether only an administrator can agree to a permission. */
export function needsAdministrator(permission: Permission): boolean {
  return ROWS.some((row) => row.permission === permission && row.consent === "administrator");
}

/** The roles that the calls with a permission need: Defender's, or Entra's where they are about people. */
export function rolesFor(permission: Permission): readonly Operation["role"][] {
  return [...new Set(ROWS.filter((row) => row.permission === permission).map(({ role }) => role))];
}
