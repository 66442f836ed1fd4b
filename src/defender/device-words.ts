import { say, type Text, type Words } from "../texts/text.ts";
import type { Device } from "./device.ts";

/** Facts of a device that may be missing, as cards say them. */

/** When the isolation state on a request's card was looked up; a lease's release shows that of its isolation. */
export const LOOKED_UP = {
  first: say("devices.whenAsked"),
  again: say("devices.whenLookedAgain"),
  before: say("devices.beforeIsolation"),
} as const satisfies Record<string, Text>;

/** "Tier0, Lab"; says so when that is not all. Null: Defender does not say. */
export function tagsInWords({ tags, tagsCut }: Pick<Device, "tags" | "tagsCut">): Words | null {
  if (tags === null) return null;
  return tagsCut === true
    ? say("common.listed", { items: [...tags, say("devices.tagsCut")] })
    : tags.join(", ");
}
