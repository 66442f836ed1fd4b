import { inPieces } from "../shared/in-pieces.ts";
import type { Device, DeviceFacts, DeviceTarget } from "./device.ts";
import { beginningWith, factsOf, findDevices, named, orNull, type Found } from "./lookup.ts";
import type { MachineAction } from "./machine-action.ts";
import type { DefenderReads } from "./read-only.ts";
import { allOf } from "./listed.ts";

/** Up to so many devices each is looked at as closely as one alone; of more, what takes a call for each is left out. */
const CLOSELY = 10;
/** Devices that are asked for in one question. */
const AT_ONCE = 20;

/** Names that nothing is called by are looked for as beginnings only so far: that takes a call for each. */
const MOST_BEGINNINGS = 10;

/** What each of the targets names, in their order; as `findDevices`, with few calls. */
export async function findEach(
  defender: DefenderReads,
  targets: readonly DeviceTarget[],
): Promise<readonly Found[]> {
  const valuesBy = (by: DeviceTarget["by"]) =>
    targets.filter((target) => target.by === by).map(({ value }) => value);
  const [names, ids] = [valuesBy("name"), valuesBy("id")];
  const [byName, byId] = await Promise.all([
    names.length === 0 ? [] : defender.devicesByNames(names),
    ids.length === 0 ? [] : defender.devicesById(ids),
  ]);
  const found: Found[] = [];
  for (const target of targets) {
    if (target.by === "name") found.push(named(byName[names.indexOf(target.value)] ?? []));
    else if (target.by === "id") found.push(named(byId.filter(({ id }) => id === target.value)));
    else found.push(await findDevices(defender, target));
  }
  return withBeginnings(defender, targets, found);
}

async function withBeginnings(
  defender: DefenderReads,
  targets: readonly DeviceTarget[],
  found: readonly Found[],
): Promise<readonly Found[]> {
  const unknown = targets.filter(({ by }, at) => by === "name" && found[at]?.devices.length === 0);
  if (unknown.length > MOST_BEGINNINGS) return found;
  return Promise.all(
    found.map(async (one, at) => {
      const target = targets[at];
      return target !== undefined && unknown.includes(target) ? beginningWith(defender, target.value) : one;
    }),
  );
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
