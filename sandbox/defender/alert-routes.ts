import type { Caller } from "../api/callers.ts";
import { newestFirst, type Fields } from "../api/odata.ts";
import type { Call, Route } from "../api/route.ts";
import { NEEDS, accessibleDevice } from "./access.ts";
import { forbidden, notFound } from "./errors.ts";
import { isOwnKind } from "./evidence.ts";
import { defenderTime } from "./random.ts";
import { entityAnswer, listAnswer, oneOf, readBody, type World } from "./route.ts";
import type { SandboxAlert } from "./types.ts";

const ALERT_FIELDS: Fields = {
  alertCreationTime: "date",
  lastUpdateTime: "date",
  lastEventTime: "date",
  incidentId: "number",
  investigationId: "number",
  id: "text",
  assignedTo: "text",
  detectionSource: "text",
  status: "text",
  severity: "text",
  category: "text",
};

const DETERMINATIONS: Readonly<Record<string, readonly string[]>> = {
  TruePositive: [
    "MultiStagedAttack",
    "MaliciousUserActivity",
    "CompromisedUser",
    "Malware",
    "Phishing",
    "UnwantedSoftware",
    "Other",
  ],
  InformationalExpectedActivity: [
    "SecurityTesting",
    "LineOfBusinessApplication",
    "ConfirmedActivity",
    "ConfirmedUserActivity",
    "Other",
  ],
  FalsePositive: ["NotMalicious", "Clean", "InsufficientData", "Other"],
};
const CHANGEABLE = ["status", "assignedTo", "classification", "determination", "comment"];

/** Alerts: list, get, change, and those of one device. Alerts of a group that the caller can't see don't exist. */
export function alertRoutes(world: World): Route[] {
  const { rbac } = world;

  function visible(caller: Caller): SandboxAlert[] {
    const mine = world.alerts.filter(
      ({ machineId, rbacGroupName }) => machineId !== "" && rbac.may(caller, "view", rbacGroupName),
    );
    return newestFirst(mine, "alertCreationTime");
  }
  function find(call: Call): SandboxAlert {
    const id = call.params[0] ?? "";
    const alert = visible(call.caller).find((one) => one.id === id);
    if (!alert) throw notFound("Alert", id);
    return alert;
  }
  function list(call: Call, alerts: readonly SandboxAlert[]): Response {
    const { rows, response } = listAnswer(world, call, "Alerts", alerts.map(ownWords), ALERT_FIELDS);
    const expanded = call.query.get("$expand") === "evidence";
    return response(expanded ? rows : rows.map((alert) => ({ ...alert, evidence: [] })));
  }
  function ofDevice(call: Call): Response {
    const id = call.params[0] ?? "";
    const device = world.devices.find((one) => one.id === id.toLowerCase());
    const { id: machineId } = accessibleDevice(rbac, call.caller, device, id);
    return list(
      call,
      visible(call.caller).filter((alert) => alert.machineId === machineId),
    );
  }
  function change(call: Call): Response {
    const alert = find(call);
    if (!rbac.may(call.caller, "alerts", alert.rbacGroupName))
      throw forbidden("User does not have the required role-based permission to investigate alerts.");
    applyChange(alert, readBody(call, { required: [], optional: CHANGEABLE }), call.caller, world.now());
    return entityAnswer("Alerts", ownWords(alert));
  }
  return [
    {
      method: "GET",
      path: /^alerts$/i,
      need: NEEDS.alertRead,
      handle: (call) => list(call, visible(call.caller)),
    },
    {
      method: "GET",
      path: /^alerts\/([^/]+)$/i,
      need: NEEDS.alertRead,
      handle: (call) => entityAnswer("Alerts", ownWords(find(call))),
    },
    { method: "PATCH", path: /^alerts\/([^/]+)$/i, need: NEEDS.alertWrite, handle: change },
    { method: "GET", path: /^machines\/([^/]+)\/alerts$/i, need: NEEDS.alertRead, handle: ofDevice },
  ];
}

/** An alert without what Graph alone tells of it. */
function ownWords({ graph: _graph, furtherMachineIds: _further, ...alert }: SandboxAlert): SandboxAlert {
  const evidence = alert.evidence
    .filter(({ entityType }) => isOwnKind(entityType))
    .map(({ graph: _graph, ...piece }) => piece);
  return { ...alert, evidence };
}

/** All or nothing: everything is checked before anything is changed. */
function applyChange(
  alert: SandboxAlert,
  { comment, ...fields }: Readonly<Record<string, string>>,
  caller: Caller,
  now: number,
): void {
  const at = defenderTime(now, 7);
  const { status, classification, determination } = fields;
  if (status !== undefined) oneOf("status", status, ["New", "InProgress", "Resolved"]);
  if (classification !== undefined) oneOf("classification", classification, Object.keys(DETERMINATIONS));
  const effective = classification ?? alert.classification ?? "";
  if (determination !== undefined) oneOf("determination", determination, DETERMINATIONS[effective] ?? []);
  const resolvedTime = status === undefined ? alert.resolvedTime : status === "Resolved" ? at : null;
  Object.assign(alert, fields, { lastUpdateTime: at, resolvedTime });
  if (comment !== undefined) alert.comments.push({ comment, createdBy: caller.name, createdTime: at });
}
