import type { Alert } from "../defender/alert.ts";
import { fits, type AlertFilter, type TagsOf } from "../subscriptions/filter.ts";
import { DEVICE_ID } from "../shared/shapes.ts";
import type { Deps } from "./deps.ts";
import type { Tx } from "./rows.ts";

/** How long to wait for Defender, in milliseconds: alerts must not wait for tags. */
const LOOK_MS = 10_000;

/**
 * The tags of the devices of alerts, which no alert tells, where somebody has asked by them: of those alerts alone that turn
 * on it. What can't be looked up is left out.
 */
export async function tagsFor(deps: Deps, page: readonly Alert[]): Promise<TagsOf> {
  const filters = await deps.store.read((tx) => tagged(tx, deps.clock.now()));
  // Nobody knows a device's tags yet: whatever may fit is meant.
  const open = page.filter((alert) => filters.some((filter) => fits(filter, alert)));
  const ids = open.flatMap((alert) => (alert.devices ?? [alert]).map(({ deviceId }) => deviceId ?? ""));
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter((id) => DEVICE_ID.test(id));
  if (wanted.length === 0) return new Map();
  try {
    const found = await deps.defender.asApplication(AbortSignal.timeout(LOOK_MS)).devicesById(wanted);
    return new Map(found.map((device) => [device.id.toLowerCase(), device]));
  } catch (error) {
    deps.log.warn("tags of an alert's devices could not be read: told as if they had them", { error });
    return new Map();
  }
}

async function tagged(
  { subscriptions, mutes }: Pick<Tx, "subscriptions" | "mutes">,
  now: number,
): Promise<readonly AlertFilter[]> {
  const rows = [...(await subscriptions.ofKind("alerts")), ...(await mutes.endingAfter(null, now))];
  return rows.map(({ filter }) => filter).filter(({ tag }) => tag !== undefined);
}
