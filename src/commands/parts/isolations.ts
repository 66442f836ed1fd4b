import { isOfTaken } from "../../requests/machine/lease-model.ts";
import type { Request } from "../../requests/machine/request.ts";
import type { ReadContext } from "../command.ts";
import type { DefenderClient } from "../../defender/client.ts";
import { isolationOf, ISOLATION, type MachineAction } from "../../defender/machine-action.ts";
import type { Listed } from "../../defender/listed.ts";

/** A device that is isolated, or about to be, as far as machine actions tell: no field of a device does. */
export interface Isolation {
  readonly deviceId: string;
  /** The action that isolated it. */
  readonly action: MachineAction;
  readonly state: "on" | "beginning" | "ending" | "unknown";
}

/**
 * All devices that are isolated now, those first that are so longest. By two calls, or more where there are over 1,000
 * such actions.
 */
export async function isolations(
  defender: Pick<DefenderClient, "machineActions">,
): Promise<Listed<Isolation>> {
  const { makes, ends } = ISOLATION;
  const [made, ended] = await Promise.all([
    defender.machineActions({ type: makes }),
    defender.machineActions({ type: ends }),
  ]);
  const byDevice = Map.groupBy([...made.items, ...ended.items], ({ deviceId }) => deviceId);
  const items = [...byDevice]
    .flatMap(([deviceId, actions]) => isolationIn(deviceId, actions))
    .toSorted((a, b) => (a.action.createdAt ?? 0) - (b.action.createdAt ?? 0));
  return { items, isWhole: made.isWhole && ended.isWhole, unread: made.unread + ended.unread };
}

/** The scheduled release by which somebody answers for an isolation that nobody here asked for; null: nobody does. */
export async function takenOverBy(
  { store }: Pick<ReadContext, "store">,
  { deviceId, action }: Pick<Isolation, "deviceId" | "action">,
): Promise<Request | null> {
  const open = await store.read((tx) => tx.requests.openOn(deviceId, "release"));
  return open.find((one) => isOfTaken(one.origin, action.id)) ?? null;
}

/** Ends of an action that has changed nothing. */
const IN_VAIN: readonly MachineAction["status"][] = ["Failed", "Cancelled", "TimeOut"];

function isolationIn(deviceId: string, actions: readonly MachineAction[]): readonly Isolation[] {
  const { kind } = isolationOf(actions);
  if (kind === "off") return [];
  const newest = actions
    .filter(({ type, status }) => type === ISOLATION.makes && !IN_VAIN.includes(status))
    .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
  return newest === undefined ? [] : [{ deviceId, action: newest, state: kind }];
}
