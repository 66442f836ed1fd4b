import { trimEndOf } from "../shared/trim.ts";
import { withoutInvisible } from "../texts/safe-text.ts";

/** Longest file name, in code points: OneDrive takes 255 for a name and 400 for the whole path. */
const MAX_NAME = 120;
const MAX_ENDING = 16;

/** What neither OneDrive nor Windows takes in a name. */
const FORBIDDEN = /["*:<>?|%#&]/g;
/** Names that mean a device to Windows, or something of its own to OneDrive, whatever follows the first dot. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|\.lock|desktop\.ini|_vti_.*|~\$.*)(?=\.|$)/i;

/**
 * A name for a file that anybody may have named: its last part alone, nothing invisible or turned around in it, nothing
 * that a file system takes for something else, not too long; its ending stays.
 */
export function safeFileName(name: string): string {
  const last = withoutInvisible(name).split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .normalize("NFC")
    .replace(/[\p{Z}\n\t]/gu, " ")
    .replace(FORBIDDEN, "_");
  const trimmed = withoutEdges(plain);
  if (trimmed === "") return "file";
  return shortened(RESERVED.test(trimmed) ? `_${trimmed}` : trimmed);
}

function shortened(name: string): string {
  const points = Array.from(name);
  if (points.length <= MAX_NAME) return name;
  const dot = name.lastIndexOf(".");
  const kept = dot > 0 && name.length - dot <= MAX_ENDING ? name.slice(dot) : "";
  return `${withoutEdges(points.slice(0, MAX_NAME - kept.length).join(""))}${kept}`;
}

/** Windows drops dots and blanks at the end of a name, and nobody sees blanks at its beginning. */
function withoutEdges(name: string): string {
  return trimEndOf(name.slice(name.search(/[^ ]|$/)), " .");
}
