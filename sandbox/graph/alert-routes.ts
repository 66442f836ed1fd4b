import type { Call, Route } from "../api/route.ts";
import { defenderTime } from "../defender/random.ts";
import type { SandboxAlert } from "../defender/types.ts";
import { NEEDS } from "./access.ts";
import {
  assertPair,
  CLASSIFICATIONS,
  DETERMINATIONS,
  FINDING_FIELDS,
  SERVICE_SOURCES,
  STATUSES,
  word,
} from "./enums.ts";
import { GraphFault, badRequest, notFound } from "./errors.ts";
import { listAnswer, type Collection } from "./lists.ts";
import { filterable, graphAlert, graphComment } from "./present-alert.ts";
import { contextOf, machineIn, readBody, visibleAlerts, type GraphWorld } from "./route.ts";

const STATUS_WORDS: Readonly<Record<string, SandboxAlert["status"]>> = {
  new: "New",
  inProgress: "InProgress",
  resolved: "Resolved",
};
const CHANGEABLE = ["status", "classification", "determination", "assignedTo"];
const MAX_COMMENT = 1000;

function alertsOf(world: GraphWorld): Collection<SandboxAlert> {
  return {
    set: "alerts_v2",
    fields: {
      ...FINDING_FIELDS,
      serviceSource: SERVICE_SOURCES,
      status: STATUSES,
    },
    page: { usual: 100, most: 1000 },
    options: [],
    idOf: ({ id }) => id,
    filterable,
    present: (alert) => graphAlert(alert, machineIn(world)),
  };
}

/** Alerts: list, get, change, comment. */
export function alertRoutes(world: GraphWorld): Route[] {
  const collection = alertsOf(world);
  function find(call: Call): SandboxAlert {
    const id = call.params[0] ?? "";
    const alert = visibleAlerts(world, call.caller).find((one) => one.id === id);
    if (!alert) throw notFound("Alert", id);
    return alert;
  }
  /** The alert, for a caller who may investigate it. @throws GraphFault 404, 403 */
  function findToChange(call: Call): SandboxAlert {
    const alert = find(call);
    if (world.rbac.may(call.caller, "alerts", alert.rbacGroupName)) return alert;
    throw new GraphFault(
      403,
      "Forbidden",
      "The user has no permission to manage alerts of this device group.",
    );
  }
  function one(alert: SandboxAlert): Response {
    const body = { ...contextOf(world, "alerts_v2/$entity"), ...collection.present(alert) };
    return Response.json(body);
  }
  function change(call: Call): Response {
    const alert = findToChange(call);
    const changes = changesIn(readBody(call, CHANGEABLE));
    const at = defenderTime(world.now());
    const resolvedTime = changes.status === undefined ? alert.resolvedTime : null;
    const closed = changes.status === "Resolved" ? at : resolvedTime;
    return one(Object.assign(alert, changes, { lastUpdateTime: at, resolvedTime: closed }));
  }
  function comment(call: Call): Response {
    const alert = findToChange(call);
    const { comment: text } = readBody(call, ["comment"]);
    if (typeof text !== "string" || text.trim() === "" || text.length > MAX_COMMENT)
      throw badRequest(`The property 'comment' must be a text of 1 to ${MAX_COMMENT} characters.`);
    const at = defenderTime(world.now());
    alert.comments.push({ comment: text, createdBy: call.caller.name, createdTime: at });
    alert.lastUpdateTime = at;
    const set = contextOf(world, `alerts_v2('${alert.id}')/comments`);
    return Response.json({ ...set, value: alert.comments.map(graphComment) });
  }
  const path = /^alerts_v2\/([^/]+)$/i;
  return [
    {
      method: "GET",
      path: /^alerts_v2$/i,
      need: NEEDS.alertRead,
      handle: (call) => listAnswer(world, call, visibleAlerts(world, call.caller), collection),
    },
    { method: "GET", path, need: NEEDS.alertRead, handle: (call) => one(find(call)) },
    { method: "PATCH", path, need: NEEDS.alertWrite, handle: change },
    { method: "POST", path: /^alerts_v2\/([^/]+)\/comments$/i, need: NEEDS.alertWrite, handle: comment },
  ];
}

type Changes = Partial<Pick<SandboxAlert, "status" | "classification" | "determination" | "assignedTo">>;

/** What a PATCH asks for, in Defender's words; all is checked before anything is changed. @throws GraphFault 400 */
function changesIn(body: Readonly<Record<string, unknown>>): Changes {
  const changes: Changes = {};
  if ("status" in body) changes.status = word("status", body["status"], STATUS_WORDS);
  if ("classification" in body)
    changes.classification = word("classification", body["classification"], CLASSIFICATIONS);
  if ("determination" in body)
    changes.determination = word("determination", body["determination"], DETERMINATIONS);
  const told = (name: string): string | undefined =>
    typeof body[name] === "string" ? body[name] : undefined;
  assertPair(told("classification"), told("determination"));
  const { assignedTo } = body;
  if (assignedTo !== undefined && assignedTo !== null && typeof assignedTo !== "string")
    throw badRequest("The property 'assignedTo' must be a text or null.");
  if (assignedTo !== undefined) changes.assignedTo = assignedTo === "" ? null : assignedTo;
  return changes;
}
