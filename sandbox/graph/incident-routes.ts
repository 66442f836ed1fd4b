import type { Caller } from "../api/callers.ts";
import { order, ticks } from "../api/odata.ts";
import type { Call, Route } from "../api/route.ts";
import type { SandboxAlert } from "../defender/types.ts";
import { NEEDS } from "./access.ts";
import { SEVERITIES, severityOf } from "./enums.ts";
import { badRequest, notFound } from "./errors.ts";
import { listAnswer, type Collection } from "./lists.ts";
import { graphAlert, incidentUrl } from "./present-alert.ts";
import { contextOf, deviceOf, visibleAlerts, type GraphWorld } from "./route.ts";
import { graphTime } from "./time.ts";

const STATUSES = ["active", "inProgress", "resolved", "redirected"];

/** The alerts of one attack; never none. */
interface Incident {
  readonly id: number;
  readonly alerts: readonly SandboxAlert[];
}

/** Incidents are what their alerts are: nothing is kept of them but the number that alerts share. */
function incidentsOf(world: GraphWorld, caller: Caller): Incident[] {
  const groups = Map.groupBy(visibleAlerts(world, caller), ({ incidentId }) => incidentId);
  return [...groups].flatMap(([id, alerts]) => (id === null ? [] : [{ id, alerts }]));
}

function times(alerts: readonly SandboxAlert[], name: "alertCreationTime" | "lastUpdateTime"): string[] {
  return alerts
    .map((alert) => graphTime(alert[name]))
    .toSorted((left, right) => order(ticks(left), ticks(right)));
}

function statusOf(alerts: readonly SandboxAlert[]): string {
  if (alerts.every(({ status }) => status === "Resolved")) return "resolved";
  return alerts.some(({ status }) => status === "InProgress") ? "inProgress" : "active";
}

/** The value that all alerts have; null when they differ. */
function shared(values: readonly (string | null)[]): string | null {
  return new Set(values).size === 1 ? (values[0] ?? null) : null;
}

function filterable({ alerts }: Incident): Readonly<Record<string, unknown>> {
  const levels = alerts.map((alert) => SEVERITIES.indexOf(severityOf(alert)));
  return {
    assignedTo: shared(alerts.map(({ assignedTo }) => assignedTo)),
    createdDateTime: times(alerts, "alertCreationTime").at(0),
    lastUpdateDateTime: times(alerts, "lastUpdateTime").at(-1),
    severity: SEVERITIES[Math.max(...levels)],
    status: statusOf(alerts),
  };
}

function nameOf(alerts: readonly SandboxAlert[]): string {
  const [first] = alerts;
  if (alerts.length === 1 || first === undefined) return first?.title ?? "";
  const devices = new Set(alerts.map(({ machineId }) => machineId)).size;
  const where = devices === 1 ? "one endpoint" : "multiple endpoints";
  const what = first.category === null || first.category === "null" ? "" : ` involving ${first.category}`;
  return `Multi-stage incident${what} on ${where}`;
}

function graphIncident(incident: Incident): object {
  const { id, alerts } = incident;
  const tenantId = alerts[0]?.aadTenantId ?? "";
  return {
    "@odata.type": "#microsoft.graph.security.incident",
    id: String(id),
    tenantId,
    ...filterable(incident),
    incidentWebUrl: incidentUrl(id, tenantId),
    redirectIncidentId: null,
    displayName: nameOf(alerts),
    classification: "unknown",
    determination: "unknown",
    customTags: [],
    systemTags: [],
    comments: [],
    description: null,
  };
}

/** Incidents: list and get, with their alerts when asked to expand them. */
export function incidentRoutes(world: GraphWorld): Route[] {
  function present(call: Call): (incident: Incident) => object {
    const expand = call.query.get("$expand");
    if (expand !== null && expand !== "alerts") throw badRequest(`Can't expand '${expand}'.`);
    if (expand === null) return graphIncident;
    return (incident) => ({
      ...graphIncident(incident),
      alerts: incident.alerts.map((alert) => graphAlert(alert, deviceOf(world, alert))),
    });
  }
  function list(call: Call): Response {
    const collection: Collection<Incident> = {
      set: "incidents",
      fields: {
        assignedTo: "text",
        createdDateTime: "date",
        lastUpdateDateTime: "date",
        severity: SEVERITIES,
        status: STATUSES,
      },
      page: { usual: 50, most: 50 },
      options: ["$expand"],
      idOf: ({ id }) => String(id),
      filterable,
      present: present(call),
    };
    return listAnswer(world, call, incidentsOf(world, call.caller), collection);
  }
  function one(call: Call): Response {
    const asked = call.params[0] ?? "";
    const incident = incidentsOf(world, call.caller).find(({ id }) => String(id) === asked);
    if (!incident) throw notFound("Incident", asked);
    return Response.json({ ...contextOf(world, "incidents/$entity"), ...present(call)(incident) });
  }
  const need = NEEDS.incidentRead;
  return [
    { method: "GET", path: /^incidents$/i, need, handle: list },
    { method: "GET", path: /^incidents\/([^/]+)$/i, need, handle: one },
  ];
}
