import { choices, keyed, names, type ArgsOf } from "../grammar/args.ts";
import { say, type Text } from "../texts/text.ts";
import type { AlertFilter } from "./filter.ts";

/** The arguments that select alerts, the same for `subscribe` and `mute`. */
export const FILTER_ARGS = {
  severity: keyed(choices("High", "Medium", "Low", "Informational"), say("subscriptions.severity")),
  group: keyed(names("Servers"), say("subscriptions.group")),
  category: keyed(names("Ransomware"), say("subscriptions.category")),
  device: keyed(names("web*"), say("subscriptions.device")),
  source: keyed(names("Identity"), say("subscriptions.source")),
  technique: keyed(names("T1059"), say("subscriptions.technique")),
  status: keyed(choices("New", "InProgress", "Resolved"), say("subscriptions.status")),
} as const;

const KEYS = ["severity", "group", "category", "device", "source", "technique", "status"] as const;

/** The filter that such arguments say; null: none of them is given. */
export function filterOf(args: ArgsOf<typeof FILTER_ARGS>): AlertFilter | null {
  const given = KEYS.filter((key) => args[key] !== undefined);
  return given.length === 0 ? null : Object.fromEntries(given.map((key) => [key, args[key]]));
}

/** "severity High, Medium · group Servers", or "every alert". */
export function filterWords(filter: AlertFilter): Text {
  const parts = KEYS.flatMap((key) => {
    const values = filter[key];
    return values === undefined ? [] : [say("subscriptions.part", { key, values })];
  });
  return say("subscriptions.filter", { parts });
}
