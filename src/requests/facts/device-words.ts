import type { Device } from "../../defender/device.ts";

/** Facts of a device that may be missing, as cards say them. */

/** When the isolation state on a request's card was looked up; a lease's release shows that of its isolation. */
export const LOOKED_UP = {
  first: "When asked",
  again: "When looked at again",
  before: "Before the isolation",
} as const;

/** "Tier0, Lab"; says so when that is not all. Null: Defender does not say. */
export function tagsInWords({ tags, tagsCut }: Pick<Device, "tags" | "tagsCut">): string | null {
  if (tags === null) return null;
  return tagsCut === true ? [...tags, "and more that could not be read"].join(", ") : tags.join(", ");
}
