import type { Caller } from "../api/callers.ts";
import type { Fields } from "../api/odata.ts";
import type { Call, Route } from "../api/route.ts";
import { NEEDS, accessibleDevice } from "./access.ts";
import { DefenderFault } from "./errors.ts";
import { logonUsersOf } from "./fleet.ts";
import { entityAnswer, listAnswer, oneOf, readBody, type World } from "./route.ts";
import type { SandboxDevice } from "./types.ts";

const MACHINE_FIELDS: Fields = {
  id: "text",
  computerDnsName: "text",
  version: "text",
  deviceValue: "text",
  aadDeviceId: "text",
  machineTags: "texts",
  lastSeen: "date",
  exposureLevel: "text",
  onboardingStatus: "text",
  lastIpAddress: "text",
  healthStatus: "text",
  osPlatform: "text",
  riskScore: "text",
  rbacGroupId: "number",
};
const DEVICE_VALUES = ["Normal", "Low", "High"] as const;
const WINDOW_MS = 15 * 60_000;
const MONTH_MS = 30 * 86_400_000;

/** Devices: list, get by id or DNS name, by IP, and who logs on to one. */
export function machineRoutes(world: World): Route[] {
  const { rbac } = world;

  function visible(caller: Caller): SandboxDevice[] {
    return world.devices.filter((device) => rbac.may(caller, "view", device.rbacGroupName));
  }
  /** By id, or by name: of several with one name the newest, as the service does it. */
  function find(call: Call): SandboxDevice {
    const asked = call.params[0] ?? "";
    const key = asked.toLowerCase();
    const named = visible(call.caller)
      .filter((one) => one.id === key || one.computerDnsName === key)
      .sort((left, right) => right.lastSeen.localeCompare(left.lastSeen));
    return accessibleDevice(rbac, call.caller, named[0], asked);
  }
  function list(call: Call): Response {
    const { rows, response } = listAnswer(world, call, "Machines", visible(call.caller), MACHINE_FIELDS);
    if (rows.length === 0) throw new DefenderFault(404, "ResourceNotFound", "No machines were found");
    return response(rows);
  }
  function byIp(call: Call): Response {
    const [ip = "", timestamp = ""] = call.params;
    const at = Date.parse(timestamp);
    if (Number.isNaN(at) || at < world.now() - MONTH_MS)
      throw new DefenderFault(400, "InvalidInput", "The timestamp must be within the last 30 days");
    const found = visible(call.caller).filter(
      (device) =>
        device.healthStatus === "Active" &&
        at <= world.now() + WINDOW_MS &&
        device.ipAddresses.some((one) => one.ipAddress === ip.toLowerCase()),
    );
    return listAnswer(world, call, "Machines", found, MACHINE_FIELDS).response(found);
  }
  function logonUsers(call: Call): Response {
    const users = logonUsersOf(find(call));
    return listAnswer(world, call, "Users", users, {}).response(users);
  }
  function configurable(call: Call): SandboxDevice {
    const id = call.params[0] ?? "";
    const device = world.devices.find((one) => one.id === id.toLowerCase());
    return accessibleDevice(rbac, call.caller, device, id, "settings");
  }
  function changeTag(call: Call): Response {
    const { Value: tag = "", Action: action = "" } = readBody(call, { required: ["Value", "Action"] });
    const adds = oneOf("Action", action, ["Add", "Remove"]) === "Add";
    const device = configurable(call);
    const others = device.machineTags.filter((one) => one !== tag);
    device.machineTags = adds ? [...others, tag] : others;
    return entityAnswer("Machines", device);
  }
  function setValue(call: Call): Response {
    const { DeviceValue: value = "" } = readBody(call, { required: ["DeviceValue"] });
    const wanted = oneOf("DeviceValue", value, DEVICE_VALUES);
    const device = configurable(call);
    device.deviceValue = DEVICE_VALUES.find((one) => one === wanted) ?? device.deviceValue;
    return entityAnswer("Machines", device);
  }
  const need = NEEDS.machineRead;
  return [
    { method: "GET", path: /^machines$/i, need, handle: list },
    { method: "GET", path: /^machines\/findbyip\(ip='([^']*)',timestamp=([^)]*)\)$/i, need, handle: byIp },
    {
      method: "GET",
      path: /^machines\/([^/()]+)$/i,
      need,
      handle: (call) => entityAnswer("Machines", find(call)),
    },
    { method: "GET", path: /^machines\/([^/]+)\/logonusers$/i, need: NEEDS.userRead, handle: logonUsers },
    { method: "POST", path: /^machines\/([^/]+)\/tags$/i, need: NEEDS.machineWrite, handle: changeTag },
    {
      method: "POST",
      path: /^machines\/([^/]+)\/setDeviceValue$/i,
      need: NEEDS.machineWrite,
      handle: setValue,
    },
  ];
}
