import { say } from "../texts/text.ts";
import { UserError } from "../shared/errors.ts";
import { OPEN } from "./alert.ts";
import type { Device, DeviceTarget, DeviceFacts } from "./device.ts";
import type { MachineAction } from "./machine-action.ts";
import { typesThat } from "./response-operations.ts";
import type { DefenderReads } from "./read-only.ts";
import { DefenderError } from "./error.ts";
import { allOf } from "./listed.ts";

/** The IP address, where a device was named by one. */
export function addressOf(target: DeviceTarget | undefined): string | undefined {
  return target?.by === "ip" ? target.value : undefined;
}

/** The devices that a target may name. */
export interface Found {
  /** The one that is meant for certain: by its id, or the only one of that whole name; null: somebody has to choose. */
  readonly certain: Device | null;
  /** All that come into question; none: there is no such device. */
  readonly devices: readonly Device[];
}

/** Shorter beginnings of names are no question. */
const MIN_BEGINNING = 2;

/**
 * The devices that a target names, or that a name is the beginning of. Never a guess: where only the beginning was typed,
 * somebody has to choose, also from one.
 */
export async function findDevices(
  defender: Pick<DefenderReads, "device" | "devicesByName" | "devicesByIp" | "devicesBeginning">,
  target: DeviceTarget,
): Promise<Found> {
  switch (target.by) {
    case "id":
      return named(await findById(defender, target.value));
    case "ip":
      return named(await defender.devicesByIp(target.value));
    case "name": {
      const devices = await defender.devicesByName(target.value);
      return devices.length > 0 ? named(devices) : beginningWith(defender, target.value);
    }
  }
}

/** What to choose from where nothing is called so: devices whose names begin with it. */
export async function beginningWith(
  defender: Pick<DefenderReads, "devicesBeginning">,
  typed: string,
): Promise<Found> {
  if (typed.length < MIN_BEGINNING) return named([]);
  return { certain: null, devices: await defender.devicesBeginning(typed) };
}

/** What a target names by its whole name, id or address. */
export function named(devices: readonly Device[]): Found {
  const [device = null] = devices;
  return { certain: devices.length === 1 ? device : null, devices };
}

async function findById(defender: Pick<DefenderReads, "device">, id: string): Promise<readonly Device[]> {
  try {
    return [await defender.device(id)];
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return [];
    throw error;
  }
}

/** The sentence for a device that is not there, or that this person may not see: Defender does not tell which. */
export function noSuchDevice(target: DeviceTarget): UserError {
  return new UserError("not-found", say("defender.noDevice", { name: target.value }));
}

/** What surrounds a device; each part that can't be read is null, and the card says so. */
export async function factsOf(defender: DefenderReads, device: Device): Promise<DeviceFacts> {
  const [actions, users, alerts, namesakes] = await Promise.all([
    orNull(actionsOn(defender, device.id)),
    orNull(defender.deviceUsers(device.id)),
    orNull(defender.deviceAlerts(device.id, OPEN)),
    orNull(defender.devicesByName(device.name)),
  ]);
  return {
    device,
    actions,
    users,
    // How many there are is known only where all could be looked through.
    openAlerts: alerts?.isWhole === true ? alerts.items.length : null,
    namesakes: namesakes?.map(({ id }) => id).filter((id) => id !== device.id) ?? null,
  };
}

/** Of one device, the newest. */
const MOST_ACTIONS = 100;
/** What lasts on a device until it is undone, and what undoes it. */
const LASTING = typesThat("until-undone");

/** The newest actions on a device, and those that last however many others are newer. @throws as `machineActions` */
export async function actionsOn(
  defender: Pick<DefenderReads, "machineActions">,
  deviceId: string,
): Promise<readonly MachineAction[]> {
  const newest = allOf(await defender.machineActions({ deviceId, top: MOST_ACTIONS }));
  if (newest.length < MOST_ACTIONS) return newest;
  // Anybody may have a device scanned a hundred times.
  const lasting = await Promise.all(
    LASTING.map(async (type) => allOf(await defender.machineActions({ deviceId, type, top: MOST_ACTIONS }))),
  );
  const all = new Map([...newest, ...lasting.flat()].map((action) => [action.id, action]));
  return [...all.values()].toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}

/** What was asked for, or null where it could not be read. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch {
    return null;
  }
}

/** Whether the person can read the device; false only when Defender says no, errors pass on. */
export async function canRead(defender: Pick<DefenderReads, "device">, deviceId: string): Promise<boolean> {
  try {
    await defender.device(deviceId);
    return true;
  } catch (error) {
    if (error instanceof DefenderError && (error.code === "not-found" || error.code === "forbidden"))
      return false;
    throw error;
  }
}
