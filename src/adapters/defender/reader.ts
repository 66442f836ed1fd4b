import { callDefender } from "./caller.ts";
import type { CallerDeps, Lane } from "./caller.ts";
import { toMachineAction } from "./map-device.ts";
import { all, instant, literal, oneOf, query } from "./odata.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { checkedId, mayBe, newestFirst, one, pageOf, pagesBySkip, upTo, type Page } from "./reading.ts";
import { ACTION_ID, machineActionSchema } from "./schemas.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { DefenderReader, MachineActionQuery } from "../../defender/client.ts";

/**
 * The order of Defender's lists is not documented, so asking for the first N could leave out the
 * newest: this many, or a page more than what is wanted, are asked for, sorted here, and then cut.
 */
export const PAGE = 1_000;

/** What a person and the application may both read of machine actions. */
export function createReader(deps: CallerDeps, lane: Lane): Omit<DefenderReader, "devicesById"> {
  return {
    async machineActions(wanted) {
      const { deviceId, type, since } = wanted;
      if (deviceId !== undefined) checkedId(deviceId, DEVICE_ID, "device");
      const filter = all([
        deviceId === undefined ? null : `machineId eq ${literal(deviceId.toLowerCase())}`,
        oneOf("machineId", wanted.deviceIds?.map(checkedDevice) ?? []),
        type === undefined ? null : `type eq ${literal(type)}`,
        since === undefined ? null : `creationDateTimeUtc ge ${instant(since)}`,
      ]);
      const pages = pagesBySkip(PAGE, async (skip) => {
        const page = await actionsFrom(deps, lane, filter, skip);
        return { ...page, unread: page.unread.filter(mayFit(wanted)) };
      });
      const { items, isWhole, unread } = await upTo({ items: wanted.top ?? Infinity }, pages);
      return { items: newestFirst(items).slice(0, wanted.top), isWhole, unread };
    },
    async machineAction(id) {
      const operation = OPERATIONS.machineAction;
      const path = pathOf(operation, { id: checkedId(id, ACTION_ID, "machine action") });
      const request = { operation, path };
      return one(await callDefender(deps, lane, request), machineActionSchema, toMachineAction, id);
    },
  };
}

function checkedDevice(id: string): string {
  return checkedId(id.toLowerCase(), DEVICE_ID, "device");
}

/** Whether an element may be one that was asked for: an answer that ignores the filter holds others too. */
function mayFit({ deviceId, deviceIds, type }: MachineActionQuery): (element: unknown) => boolean {
  const devices = [...(deviceIds ?? []), ...(deviceId === undefined ? [] : [deviceId])];
  const isThere = (id: string) => devices.some((one) => one.toLowerCase() === id.toLowerCase());
  const isOn = mayBe("machineId", isThere, true);
  const isOf = mayBe("type", (one) => type === undefined || one === type, true);
  return (element) => (devices.length === 0 || isOn(element)) && isOf(element);
}

async function actionsFrom(
  deps: CallerDeps,
  lane: Lane,
  filter: string | null,
  skip: number,
): Promise<Page<MachineAction>> {
  const operation = OPERATIONS.machineActions;
  const request = { operation, path: `${operation.path}${query({ filter, top: PAGE, skip })}` };
  return pageOf(await callDefender(deps, lane, request), machineActionSchema, toMachineAction, deps.log);
}
