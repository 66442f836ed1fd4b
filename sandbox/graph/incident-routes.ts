import type { Caller } from "../api/callers.ts";
import type { Call, Route } from "../api/route.ts";
import { defenderTime } from "../defender/random.ts";
import { NEEDS } from "./access.ts";
import { CLASSIFICATIONS, DETERMINATIONS, FINDING_FIELDS } from "./enums.ts";
import { GraphFault, badRequest } from "./errors.ts";
import type { Incident, IncidentBook } from "./incident-book.ts";
import { incidentChangeIn, mergeIn, MOST_COMMENT } from "./incident-changes.ts";
import { listAnswer, type Collection } from "./lists.ts";
import { graphAlert, graphComment } from "./present-alert.ts";
import { filterable, graphIncident } from "./present-incident.ts";
import { contextOf, machineIn, readBody, type GraphWorld } from "./route.ts";

const STATUSES = ["active", "inProgress", "resolved", "redirected", "awaitingAction"];
/** From so many alerts on a tenant is large: there, a filtered list that brings its alerts does not answer. */
const LARGE = 1_000;

/** Incidents: list, get (with their alerts when asked to expand them), change, comment, merge. */
export function incidentRoutes(world: GraphWorld, book: IncidentBook): Route[] {
  const need = NEEDS.incidentRead;
  const write = NEEDS.incidentWrite;
  const path = /^incidents\/([^/]+)$/i;
  return [
    { method: "GET", path: /^incidents$/i, need, handle: (call) => list(world, book, call) },
    {
      method: "POST",
      path: /^incidents\/mergeIncidents$/i,
      need: NEEDS.merge,
      handle: (call) => merge(world, book, call),
    },
    {
      method: "GET",
      path,
      need,
      handle: (call) => one(world, call, book.find(call.caller, call.params[0] ?? "")),
    },
    { method: "PATCH", path, need: write, handle: (call) => change(world, book, call) },
    {
      method: "POST",
      path: /^incidents\/([^/]+)\/comments$/i,
      need: write,
      handle: (call) => comment(world, book, call),
    },
  ];
}

function present(world: GraphWorld, call: Call): (incident: Incident) => object {
  const expand = call.query.get("$expand");
  if (expand !== null && expand !== "alerts") throw badRequest(`Can't expand '${expand}'.`);
  if (expand === null) return graphIncident;
  return (incident) => ({
    ...graphIncident(incident),
    alerts:
      incident.record.redirectTo === null
        ? incident.alerts.map((alert) => graphAlert(alert, machineIn(world)))
        : [],
  });
}

function list(world: GraphWorld, book: IncidentBook, call: Call): Response {
  if (call.query.has("$expand") && call.query.has("$filter") && world.alerts.length > LARGE)
    throw new GraphFault(500, "InternalServerError", "");
  const collection: Collection<Incident> = {
    set: "incidents",
    fields: {
      ...FINDING_FIELDS,
      status: STATUSES,
    },
    page: { usual: 50, most: 50, strict: true },
    options: ["$expand"],
    idOf: ({ id }) => String(id),
    filterable,
    present: present(world, call),
  };
  return listAnswer(world, call, book.all(call.caller), collection);
}

function one(world: GraphWorld, call: Call, incident: Incident): Response {
  return Response.json({ ...contextOf(world, "incidents/$entity"), ...present(world, call)(incident) });
}

/** For a caller who may investigate its alerts; a merged one can only be read. @throws GraphFault 403, 400 */
function assertChangeable(world: GraphWorld, caller: Caller, { alerts, record }: Incident): void {
  if (!alerts.every(({ rbacGroupName }) => world.rbac.may(caller, "alerts", rbacGroupName)))
    throw new GraphFault(
      403,
      "Forbidden",
      "The user has no permission to manage alerts of this device group.",
    );
  if (record.redirectTo !== null)
    throw badRequest(`The incident was merged into incident ${record.redirectTo} and can't be changed.`);
}

function change(world: GraphWorld, book: IncidentBook, call: Call): Response {
  const incident = book.find(call.caller, call.params[0] ?? "");
  assertChangeable(world, call.caller, incident);
  const fields = incidentChangeIn(call);
  book.change(incident, call.caller, fields);
  if (fields.status === "resolved") resolveAlerts(world, incident);
  return one(world, call, incident);
}

/** Resolving an incident resolves what is open of its alerts, with the same classification. */
function resolveAlerts(world: GraphWorld, { alerts, record }: Incident): void {
  const at = defenderTime(world.now());
  for (const alert of alerts.filter(({ status }) => status !== "Resolved")) {
    Object.assign(alert, { status: "Resolved", resolvedTime: at, lastUpdateTime: at });
    const [classification, determination] = [record.classification, record.determination];
    if (classification) alert.classification = CLASSIFICATIONS[classification] ?? null;
    if (determination) alert.determination = DETERMINATIONS[determination] ?? null;
  }
}

function comment(world: GraphWorld, book: IncidentBook, call: Call): Response {
  const incident = book.find(call.caller, call.params[0] ?? "");
  assertChangeable(world, call.caller, incident);
  const { comment: text } = readBody(call, ["comment"]);
  if (typeof text !== "string" || text.trim() === "" || text.length > MOST_COMMENT)
    throw badRequest(`The property 'comment' must be a text of 1 to ${MOST_COMMENT} characters.`);
  const { comments } = incident.record;
  comments.push({ comment: text, createdBy: call.caller.name, createdTime: defenderTime(world.now()) });
  book.change(incident, call.caller, {});
  const set = contextOf(world, `incidents('${incident.id}')/comments`);
  return Response.json({ ...set, value: comments.map(graphComment) });
}

function merge(world: GraphWorld, book: IncidentBook, call: Call): Response {
  const { ids, comment: text } = mergeIn(call);
  const incidents = ids.map((id) => book.find(call.caller, id));
  for (const incident of incidents) assertChangeable(world, call.caller, incident);
  const target = book.merge(incidents, call.caller);
  if (text !== null) {
    const note = { comment: text, createdBy: call.caller.name, createdTime: defenderTime(world.now()) };
    book.find(call.caller, String(target)).record.comments.push(note);
  }
  const type = "microsoft.graph.security.mergeResponse";
  return Response.json({
    "@odata.context": `${world.url}/v1.0/$metadata#${type}`,
    targetIncidentId: String(target),
  });
}
