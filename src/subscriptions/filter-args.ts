import { choices, keyed, names, type ArgsOf } from "../grammar/args.ts";
import { say, type Text } from "../texts/text.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { DEVICE_KEYS, type AlertFilter } from "./filter.ts";

/** The arguments that select alerts, the same for `subscribe` and `mute`. */
export const FILTER_ARGS = {
  severity: keyed(choices("High", "Medium", "Low", "Informational"), say("argument.filterSeverity")),
  group: keyed(names("Servers"), say("argument.filterGroup")),
  tag: keyed(names("Tier0"), say("argument.filterTag")),
  category: keyed(names("Ransomware"), say("argument.filterCategory")),
  device: keyed(names("web*"), say("argument.filterDevice")),
  source: keyed(names("Identity"), say("argument.filterSource")),
  technique: keyed(names("T1059"), say("argument.filterTechnique")),
  status: keyed(choices("New", "InProgress", "Resolved"), say("argument.filterStatus")),
} as const;

const KEYS = ["severity", "group", "tag", "category", "device", "source", "technique", "status"] as const;

/** Whether what is selected can be said of an approval request as well: nothing but devices. */
export function isOfDevices(args: ArgsOf<typeof FILTER_ARGS>): boolean {
  return KEYS.every((key) => args[key] === undefined || DEVICE_KEYS.some((one) => one === key));
}

/** The filter that such arguments say; null: none of them is given. */
export function filterOf(args: ArgsOf<typeof FILTER_ARGS>): AlertFilter | null {
  const given = KEYS.filter((key) => args[key] !== undefined);
  return given.length === 0 ? null : Object.fromEntries(given.map((key) => [key, args[key]]));
}

/** The arguments that say such a filter, as a button gives them. */
export function filterArgs(filter: AlertFilter): RawArgs {
  return Object.fromEntries(
    KEYS.flatMap((key) => (filter[key] === undefined ? [] : [[key, filter[key].join(",")]])),
  );
}

/** The same as they are typed: `severity:High,Medium`, `group:"Domain Controllers"`. */
export function filterLine(filter: AlertFilter): readonly string[] {
  return Object.entries(filterArgs(filter)).map(([key, value]) =>
    /\s/.test(value) ? `${key}:"${value}"` : `${key}:${value}`,
  );
}

/** "severity High, Medium · group Servers", or "every alert". */
export function filterWords(filter: AlertFilter): Text {
  const parts = KEYS.flatMap((key) => {
    const values = filter[key];
    return values === undefined ? [] : [say("subscriptions.part", { key, values })];
  });
  return say("subscriptions.filter", { parts });
}
