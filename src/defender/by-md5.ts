import type { Cell, HuntQuery, HuntResult } from "./hunting.ts";
import { hashKindOf } from "./observable.ts";

/** Where Defender knows no file by its MD5, so far back the devices' reports are looked through. */
const BACK_MS = 30 * 86_400_000;

type Hunting = { hunt(query: HuntQuery): Promise<HuntResult> };

/**
 * The SHA-1 of the file that devices have written or run under this MD5, of several the most frequent; null: of none.
 * @param md5 32 hex digits: nothing of it can leave its literal
 * @param isBrief whether something goes on without it: see `HuntQuery`
 */
export async function sha1OfMd5(defender: Hunting, md5: string, isBrief = false): Promise<string | null> {
  if (hashKindOf(md5) !== "md5") return null;
  const kql = `union DeviceFileEvents, DeviceProcessEvents | where MD5 == '${md5}' and isnotempty(SHA1) | summarize Times = count() by SHA1 | top 1 by Times`;
  const brief = isBrief ? ({ isBrief } as const) : {};
  const { columns, rows } = await defender.hunt({ kql, backMs: BACK_MS, top: 1, ...brief });
  const cell: Cell = rows[0]?.[columns.findIndex(({ name }) => name === "SHA1")] ?? "";
  return typeof cell === "string" && hashKindOf(cell) === "sha1" ? cell.toLowerCase() : null;
}
