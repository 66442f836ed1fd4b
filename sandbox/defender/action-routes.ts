import type { Caller } from "../api/callers.ts";
import { newestFirst, type Fields } from "../api/odata.ts";
import type { Call, Route } from "../api/route.ts";
import { NEEDS, accessibleDevice, assertPermission, needOf } from "./access.ts";
import type { RbacPermission } from "../people.ts";
import { DefenderFault, notFound } from "./errors.ts";
import { entityAnswer, listAnswer, oneOf, readBody, type World } from "./route.ts";
import { ACTIONS, kindOf, type ActionType } from "./action-kinds.ts";
import type { SandboxDevice, SandboxMachineAction } from "./types.ts";

const EDM_STRING = "https://api.securitycenter.microsoft.com/api/$metadata#Edm.String";
const ACTION_FIELDS: Fields = {
  id: "text",
  status: "text",
  machineId: "text",
  type: "text",
  requestor: "text",
  creationDateTimeUtc: "date",
};

/** Machine actions: list, get, cancel, and those that can be started. */
export function actionRoutes(world: World): Route[] {
  const { rbac, book } = world;

  function visible(caller: Caller): SandboxMachineAction[] {
    const devices = new Map(world.devices.map((one) => [one.id, one]));
    const mine = book.all().filter((action) => {
      const device = devices.get(action.machineId);
      return device !== undefined && rbac.may(caller, "view", device.rbacGroupName);
    });
    return newestFirst(mine.reverse(), "creationDateTimeUtc");
  }
  function find(call: Call): SandboxMachineAction {
    const id = call.params[0] ?? "";
    const action = visible(call.caller).find((one) => one.id === id.toLowerCase());
    if (!action) throw notFound("MachineAction", id);
    return action;
  }
  function remediable(
    caller: Caller,
    id: string,
    rbacPermission: RbacPermission = "remediate",
  ): SandboxDevice {
    const device = world.devices.find((one) => one.id === id.toLowerCase());
    return accessibleDevice(rbac, caller, device, id, rbacPermission);
  }
  function start(call: Call, type: ActionType, kind: (typeof ACTIONS)[number][1]): Response {
    const { scope: takes, fields = {} } = kind;
    const required = ["Comment", ...(takes === undefined ? [] : [takes.field]), ...Object.keys(fields)];
    const body = readBody(call, { required });
    for (const [name, shape] of Object.entries(fields)) {
      if (!shape.test(body[name] ?? ""))
        throw new DefenderFault(400, "InvalidInput", `${name} is not valid.`);
    }
    const scope = takes === undefined ? null : oneOf(takes.field, body[takes.field] ?? "", takes.values);
    const device = remediable(call.caller, call.params[0] ?? "", kind.rbac);
    assertSupported(device, type, scope);
    const order = { type, scope, requestor: call.caller.name, comment: body["Comment"] ?? "" };
    return entityAnswer("MachineActions", book.open(device, { ...order, sha1: body["Sha1"] ?? null }), 201);
  }
  function cancel(call: Call): Response {
    const { Comment: comment = "" } = readBody(call, { required: ["Comment"] });
    const action = find(call);
    assertPermission(call.caller, needOf(action.type));
    remediable(call.caller, action.machineId, kindOf(action.type).rbac);
    const by = { requestor: call.caller.name, comment };
    return entityAnswer("MachineActions", book.finish(action.id, "Cancelled", by));
  }
  function packageLink(call: Call): Response {
    const action = find(call);
    remediable(call.caller, action.machineId, "alerts");
    if (action.type !== "CollectInvestigationPackage" || action.status !== "Succeeded")
      throw new DefenderFault(404, "ResourceNotFound", "The package is not there yet.");
    return Response.json({ "@odata.context": EDM_STRING, value: world.packages.link() });
  }
  function list(call: Call): Response {
    const { rows, response } = listAnswer(world, call, "MachineActions", visible(call.caller), ACTION_FIELDS);
    return response(rows);
  }
  const need = NEEDS.machineRead;
  return [
    { method: "GET", path: /^machineactions$/i, need, handle: list },
    {
      method: "GET",
      path: /^machineactions\/([^/]+)$/i,
      need,
      handle: (call) => entityAnswer("MachineActions", find(call)),
    },
    {
      method: "GET",
      path: /^machineactions\/([^/]+)\/getPackageUri$/i,
      need: needOf("CollectInvestigationPackage"),
      handle: packageLink,
    },
    { method: "POST", path: /^machineactions\/([^/]+)\/cancel$/i, need: null, handle: cancel },
    ...ACTIONS.filter(([, kind]) => kind.apart !== true).map(([type, kind]): Route => ({
      method: "POST",
      path: new RegExp(`^machines/([^/]+)/${kind.path}$`, "i"),
      need: needOf(type),
      handle: (call) => start(call, type, kind),
    })),
  ];
}

/** What Windows 10 and 11 alone can do with a file. */
const QUARANTINES = /^Windows1[01]/;

/** @throws DefenderFault 400 OsPlatformNotSupported; an onboarded device can't be contained as an unmanaged one */
function assertSupported(device: SandboxDevice, type: ActionType, scope: string | null): void {
  if (scope === "UnManagedDevice" && device.onboardingStatus === "Onboarded")
    throw new DefenderFault(400, "InvalidInput", "The device is onboarded and can't be contained.");
  if (scope === "Selective" && device.osPlatform === "Linux")
    throw unsupported("Selective isolation", "Linux");
  if (type === "StopAndQuarantineFile" && !QUARANTINES.test(device.osPlatform))
    throw unsupported("Stop and quarantine", device.osPlatform);
}

function unsupported(what: string, os: string): DefenderFault {
  return new DefenderFault(400, "OsPlatformNotSupported", `${what} is not supported on ${os} devices.`);
}
