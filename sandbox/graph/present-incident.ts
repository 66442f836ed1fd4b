import { order, ticks } from "../api/odata.ts";
import type { SandboxAlert } from "../defender/types.ts";
import { SEVERITIES, severityOf } from "./enums.ts";
import { timesOf, type Incident } from "./incident-book.ts";
import { graphComment, incidentUrl } from "./present-alert.ts";
import { graphTime } from "./time.ts";

function statusOf({ alerts, record }: Incident): string {
  if (record.redirectTo !== null) return "redirected";
  if (record.status !== undefined) return record.status;
  if (alerts.every(({ status }) => status === "Resolved")) return "resolved";
  return alerts.some(({ status }) => status === "InProgress") ? "inProgress" : "active";
}

/** The value that all alerts have; null when they differ. */
function shared(values: readonly (string | null)[]): string | null {
  return new Set(values).size === 1 ? (values[0] ?? null) : null;
}

/** The properties that a `$filter` may name. */
export function filterable(incident: Incident): Readonly<Record<string, unknown>> {
  const { alerts, record } = incident;
  const levels = alerts.map((alert) => SEVERITIES.indexOf(severityOf(alert)));
  const updates = [...timesOf(alerts, "lastUpdateTime"), ...(record.updated ? [record.updated] : [])];
  const latest = updates.toSorted((left, right) => order(ticks(left), ticks(right))).at(-1) ?? "";
  return {
    assignedTo:
      record.assignedTo === undefined ? shared(alerts.map((one) => one.assignedTo)) : record.assignedTo,
    classification: record.classification ?? "unknown",
    determination: record.determination ?? "unknown",
    createdDateTime: graphTime(timesOf(alerts, "alertCreationTime")[0] ?? ""),
    lastUpdateDateTime: graphTime(latest),
    severity: record.severity ?? SEVERITIES[Math.max(...levels)],
    status: statusOf(incident),
  };
}

function nameOf(alerts: readonly SandboxAlert[]): string {
  const [first] = alerts;
  if (alerts.length === 1 || first === undefined) return first?.title ?? "";
  const devices = new Set(alerts.map(({ machineId }) => machineId)).size;
  const where = devices === 1 ? "one endpoint" : "multiple endpoints";
  const what =
    first.category === null || first.category === "null" ? "" : ` involving ${inWords(first.category)}`;
  return `Multi-stage incident${what} on ${where}`;
}

/** "CommandAndControl" as the service calls it in a name: "Command and control". */
function inWords(category: string): string {
  const words = category.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `microsoft.graph.security.incident` of v1.0, without its alerts. */
export function graphIncident(incident: Incident): object {
  const { id, alerts, record } = incident;
  const tenantId = alerts[0]?.aadTenantId ?? "";
  return {
    "@odata.type": "#microsoft.graph.security.incident",
    id: String(id),
    tenantId,
    ...filterable(incident),
    incidentWebUrl: incidentUrl(id, tenantId),
    redirectIncidentId: record.redirectTo === null ? null : String(record.redirectTo),
    displayName: record.displayName ?? alerts[0]?.graph?.incidentName ?? nameOf(alerts),
    customTags: record.customTags ?? [],
    systemTags: [],
    comments: record.comments.map(graphComment),
    description: record.description ?? null,
    summary: record.summary ?? null,
    resolvingComment: record.resolvingComment ?? null,
    lastModifiedBy: record.lastModifiedBy ?? null,
    priorityScore: null,
  };
}
