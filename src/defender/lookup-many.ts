import { inPieces } from "../shared/in-pieces.ts";
import type { Device, DeviceFacts, DeviceTarget } from "./device.ts";
import { factsOf, findDevices, orNull } from "./lookup.ts";
import type { MachineAction } from "./machine-action.ts";
import type { DefenderReads } from "./read-only.ts";
import { allOf } from "./listed.ts";

/** Up to so many devices each is looked at as closely as one alone; of more, what takes a call for each is left out. */
const CLOSELY = 10;
/** Devices that are asked for in one question. */
const AT_ONCE = 20;

/** What each of the targets names, in their order; as `findDevices`, with few calls. */
export async function findEach(
  defender: DefenderReads,
  targets: readonly DeviceTarget[],
): Promise<readonly (readonly Device[])[]> {
  const valuesBy = (by: DeviceTarget["by"]) =>
    targets.filter((target) => target.by === by).map(({ value }) => value);
  const [names, ids] = [valuesBy("name"), valuesBy("id")];
  const [byName, byId] = await Promise.all([
    names.length === 0 ? [] : defender.devicesByNames(names),
    ids.length === 0 ? [] : defender.devicesById(ids),
  ]);
  const found: (readonly Device[])[] = [];
  for (const target of targets) {
    if (target.by === "name") found.push(byName[names.indexOf(target.value)] ?? []);
    else if (target.by === "id") found.push(byId.filter(({ id }) => id === target.value));
    else found.push((await findDevices(defender, target)).devices);
  }
  return found;
}

/** What surrounds each of the devices, in their order; what can't be read, or takes too many calls, is null. */
export async function factsOfEach(
  defender: DefenderReads,
  devices: readonly Device[],
): Promise<readonly DeviceFacts[]> {
  if (devices.length <= CLOSELY) return Promise.all(devices.map((device) => factsOf(defender, device)));
  const [actions, named] = await Promise.all([
    orNull(
      actionsOfEach(
        defender,
        devices.map(({ id }) => id),
      ),
    ),
    orNull(defender.devicesByNames(devices.map(({ name }) => name))),
  ]);
  return devices.map((device, index) => ({
    device,
    actions: actions?.filter(({ deviceId }) => deviceId.toLowerCase() === device.id) ?? null,
    users: null,
    openAlerts: null,
    namesakes: named?.[index]?.map(({ id }) => id).filter((id) => id !== device.id) ?? null,
  }));
}

/** The actions of many devices, with few calls. @param ids of devices @throws as `machineActions` */
export function actionsOfEach(
  defender: Pick<DefenderReads, "machineActions">,
  ids: readonly string[],
): Promise<readonly MachineAction[]> {
  return inPieces(ids, AT_ONCE, async (deviceIds) => allOf(await defender.machineActions({ deviceIds })));
}
