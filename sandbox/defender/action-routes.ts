import type { Caller } from "../api/callers.ts";
import { newestFirst, type Fields } from "../api/odata.ts";
import type { Call, Route } from "../api/route.ts";
import { NEEDS, accessibleDevice, assertPermission, needOf } from "./access.ts";
import { DefenderFault, notFound } from "./errors.ts";
import { entityAnswer, listAnswer, oneOf, readBody, type World } from "./route.ts";
import { ACTIONS, type ActionType } from "./action-kinds.ts";
import type { SandboxDevice, SandboxMachineAction } from "./types.ts";

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
    const mine = book.all().filter((action) => {
      const device = world.devices.find((one) => one.id === action.machineId);
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
  function remediable(caller: Caller, id: string): SandboxDevice {
    const device = world.devices.find((one) => one.id === id.toLowerCase());
    return accessibleDevice(rbac, caller, device, id, "remediate");
  }
  function start(call: Call, type: ActionType, takes: (typeof ACTIONS)[number][1]["scope"]): Response {
    const body = readBody(call, { required: takes === undefined ? ["Comment"] : ["Comment", takes.field] });
    const scope = takes === undefined ? null : oneOf(takes.field, body[takes.field] ?? "", takes.values);
    const device = remediable(call.caller, call.params[0] ?? "");
    assertSupported(device, type, scope);
    const order = { type, scope, requestor: call.caller.name, comment: body["Comment"] ?? "" };
    return entityAnswer("MachineActions", book.open(device, order), 201);
  }
  function cancel(call: Call): Response {
    const { Comment: comment = "" } = readBody(call, { required: ["Comment"] });
    const action = find(call);
    assertPermission(call.caller, needOf(action.type));
    remediable(call.caller, action.machineId);
    const by = { requestor: call.caller.name, comment };
    return entityAnswer("MachineActions", book.finish(action.id, "Cancelled", by));
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
    { method: "POST", path: /^machineactions\/([^/]+)\/cancel$/i, need: null, handle: cancel },
    ...ACTIONS.map(([type, { path, scope }]): Route => ({
      method: "POST",
      path: new RegExp(`^machines/([^/]+)/${path}$`, "i"),
      need: needOf(type),
      handle: (call) => start(call, type, scope),
    })),
  ];
}

/** @throws DefenderFault 400 OsPlatformNotSupported; an onboarded device can't be contained as an unmanaged one */
function assertSupported(device: SandboxDevice, type: ActionType, scope: string | null): void {
  if (type !== "Isolate" || scope === "Full") return;
  if (scope === "UnManagedDevice")
    throw new DefenderFault(400, "InvalidInput", "The device is onboarded and can't be contained.");
  if (device.osPlatform === "Linux")
    throw new DefenderFault(
      400,
      "OsPlatformNotSupported",
      "Selective isolation is not supported on Linux devices.",
    );
}
