import { isIP } from "node:net";
import { isAskable, isSameName, spellingsOf } from "../../defender/device-name.ts";
import { UserError } from "../../shared/errors.ts";
import type { Device } from "../../defender/device.ts";
import { callDefender } from "./caller.ts";
import type { AlertMethods } from "./alert-api.ts";
import type { CallerDeps, Lane } from "./caller.ts";
import type { Operation } from "./errors.ts";
import { toDevice, toLogonUser, toMachineAction } from "./map-device.ts";
import { instant, literal, oneOf, query } from "./odata.ts";
import { OPERATIONS } from "./operations.ts";
import { createReader } from "./reader.ts";
import { checkedId, many, one, orEmpty } from "./reading.ts";
import { logonUserSchema, machineActionSchema, machineSchema } from "./schemas.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { DefenderClient } from "../../defender/client.ts";

/** Defender on behalf of the lane's person. */
export function createClient(deps: CallerDeps, alerts: AlertMethods, lane: Lane): DefenderClient {
  return {
    ...createReader(deps, lane),
    ...alerts,
    ...deviceMethods(deps, lane),
    ...actionMethods(deps, lane),
  };
}

type DeviceMethods = Pick<DefenderClient, "device" | "devicesByName" | "devicesByIp" | "deviceUsers">;

function deviceMethods(deps: CallerDeps, lane: Lane): DeviceMethods {
  return {
    async device(id) {
      const answer = await get(deps, lane, OPERATIONS.device, devicePath(id));
      return one(answer, machineSchema, toDevice, id);
    },
    devicesByName: (name) => devicesByName(deps, lane, name),
    devicesByIp: (ip) => devicesByIp(deps, lane, ip),
    async deviceUsers(id) {
      const answer = await get(deps, lane, OPERATIONS.deviceUsers, `${devicePath(id)}/logonusers`);
      return many(answer, logonUserSchema, toLogonUser, deps.log);
    },
  };
}

function actionMethods(deps: CallerDeps, lane: Lane): Pick<DefenderClient, "isolate" | "release" | "scan"> {
  // The names of the fields are case-sensitive.
  return {
    isolate: (id, { comment, type }) =>
      act(deps, lane, OPERATIONS.isolate, id, "isolate", { Comment: comment, IsolationType: type }),
    release: (id, { comment }) => act(deps, lane, OPERATIONS.release, id, "unisolate", { Comment: comment }),
    scan: (id, { comment, type }) =>
      act(deps, lane, OPERATIONS.scan, id, "runAntiVirusScan", { Comment: comment, ScanType: type }),
  };
}

async function act(
  deps: CallerDeps,
  lane: Lane,
  operation: Operation,
  deviceId: string,
  verb: string,
  body: Readonly<Record<string, string>>,
): Promise<MachineAction> {
  const path = `${devicePath(deviceId)}/${verb}`;
  const answer = await callDefender(deps, lane, { operation, method: "POST", path, body });
  return one(answer, machineActionSchema, toMachineAction, null);
}

async function devicesByName(deps: CallerDeps, lane: Lane, typed: string): Promise<Device[]> {
  const name = typed.trim();
  if (!isAskable(name)) throw new UserError("usage", "That is not a device name.");
  const spellings = spellingsOf(name);
  const found = await search(deps, lane, oneOf("computerDnsName", spellings));
  const exact = found.filter((device) => isSameName(device.name, name));
  if (exact.length > 0 || name.includes(".")) return exact;
  const starts = spellings.map((spelling) => `startswith(computerDnsName,${literal(`${spelling}.`)})`);
  const longer = await search(deps, lane, starts.join(" or "));
  return longer.filter((device) => isSameName(device.name.split(".")[0] ?? "", name));
}

async function devicesByIp(deps: CallerDeps, lane: Lane, typed: string): Promise<Device[]> {
  const ip = typed.trim();
  if (isIP(ip) === 0) throw new UserError("usage", "That is not an IP address.");
  const at = instant(deps.clock.now());
  const path = `/api/machines/findbyip(ip='${encodeURIComponent(ip)}',timestamp=${at})`;
  const seen = await orEmpty(machines(deps, lane, path), [400, 404]);
  return seen.length > 0 ? seen : search(deps, lane, `lastIpAddress eq ${literal(ip)}`);
}

function search(deps: CallerDeps, lane: Lane, filter: string | null): Promise<Device[]> {
  return orEmpty(machines(deps, lane, `/api/machines${query({ filter })}`), [404]);
}

/** Each device once. */
async function machines(deps: CallerDeps, lane: Lane, path: string): Promise<Device[]> {
  const answer = await get(deps, lane, OPERATIONS.devices, path);
  const found = many(answer, machineSchema, toDevice, deps.log);
  return [...new Map(found.map((device) => [device.id, device])).values()];
}

function get(deps: CallerDeps, lane: Lane, operation: Operation, path: string) {
  return callDefender(deps, lane, { operation, method: "GET", path });
}

/** @throws UserError `usage` */
export function devicePath(id: string): string {
  return `/api/machines/${checkedId(id, DEVICE_ID, "a device")}`;
}
