import { choices, keyed, names, type ArgsOf } from "../grammar/args.ts";
import type { AlertFilter } from "./filter.ts";

/** The arguments that select alerts, the same for `subscribe` and `mute`. */
export const FILTER_ARGS = {
  severity: keyed(choices("High", "Medium", "Low", "Informational"), "How severe"),
  group: keyed(names("Servers"), "Device groups"),
  category: keyed(names("Ransomware"), "Categories of Defender"),
  device: keyed(names("web*"), "Devices by DNS name"),
  source: keyed(names("WindowsDefenderAv"), "Detection sources"),
} as const;

const KEYS = ["severity", "group", "category", "device", "source"] as const;

/** The filter that such arguments say; null: none of them is given. */
export function filterOf(args: ArgsOf<typeof FILTER_ARGS>): AlertFilter | null {
  const given = KEYS.filter((key) => args[key] !== undefined);
  return given.length === 0 ? null : Object.fromEntries(given.map((key) => [key, args[key]]));
}

/** "severity High, Medium · group Servers", or "every alert". */
export function filterWords(filter: AlertFilter): string {
  const parts = KEYS.flatMap((key) => {
    const values = filter[key];
    return values === undefined ? [] : [`${key} ${values.join(", ")}`];
  });
  return parts.length === 0 ? "every alert" : parts.join(" · ");
}
