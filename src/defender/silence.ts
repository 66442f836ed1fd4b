import { DEVICE_ID } from "../shared/shapes.ts";
import type { Cell, HuntResult } from "./hunting.ts";

/** What isolated devices have reported, by one query for many: whether they still talk to anything but Defender. */

/** Devices of one query: each adds to its length three times. */
export const MOST_IN_ONE = 50;
/** At most so many rows come of each device. */
const ROWS_EACH = 4;

/** What is known of one device within the time that was looked at. Times are epoch milliseconds. */
export interface Traffic {
  /** Up to when it has reported anything at all, were it to Defender; null: nothing. */
  readonly reportedAt: number | null;
  /** The last connection to or from anything but Defender; null: there was none. Names are hostile text. */
  readonly other: { readonly peer: string; readonly by: string; readonly at: number } | null;
}

/** Where Defender's own programs are; a name alone anybody can give to a program. */
const DEFENDERS_FOLDERS = [
  String.raw`c:\program files\windows defender`,
  String.raw`c:\programdata\microsoft\windows defender`,
].flatMap((folder) => [`${folder}\\`, `${folder} advanced threat protection\\`]);
const ELSEWHERE = [
  "/opt/microsoft/mdatp/",
  "/applications/microsoft defender.app/",
  "/library/application support/microsoft/defender/",
];

const IS_DEFENDER = [...DEFENDERS_FOLDERS, ...ELSEWHERE]
  .map((folder) => `InitiatingProcessFolderPath startswith @'${folder}'`)
  .join(" or ");

/**
 * The query: of each device the last report, the last connection to Defender and the last to anything else, the last logon
 * from afar. Each is one row, so that no answer is cut.
 * @param ids of devices, at most `MOST_IN_ONE`; what is no id is left out
 */
export function silenceQuery(ids: readonly string[]): { readonly kql: string; readonly top: number } {
  const known = ids.filter((id) => DEVICE_ID.test(id)).map((id) => `'${id}'`);
  const these = `DeviceId in (${known.join(", ")})`;
  const kql = `union
(DeviceInfo | where ${these} | summarize Timestamp = max(Timestamp) by DeviceId | extend Kind = 'report', Peer = '', By = ''),
(DeviceNetworkEvents | where ${these} and ActionType in ('ConnectionSuccess', 'InboundConnectionAccepted') and RemoteIPType != 'Loopback'
| extend Kind = iff(${IS_DEFENDER}, 'report', 'other'), Peer = RemoteIP, By = InitiatingProcessFileName
| summarize arg_max(Timestamp, Peer, By) by DeviceId, Kind),
(DeviceLogonEvents | where ${these} and ActionType == 'LogonSuccess' and isnotempty(RemoteIP)
| extend Kind = 'other', Peer = RemoteIP, By = AccountName | summarize arg_max(Timestamp, Peer, By) by DeviceId, Kind)
| project DeviceId, Kind, Timestamp, Peer, By`;
  return { kql, top: known.length * ROWS_EACH };
}

const LONGEST_NAME = 100;

/** What the query's answer says of each device, by its id. */
export function trafficOf({ columns, rows }: Omit<HuntResult, "use">): ReadonlyMap<string, Traffic> {
  const place = (name: string): number => columns.findIndex((column) => column.name.toLowerCase() === name);
  const [device, kind, time, peer, by] = ["deviceid", "kind", "timestamp", "peer", "by"].map(place);
  const found = new Map<string, Traffic>();
  for (const row of rows) {
    const id = textIn(row[device ?? -1]).toLowerCase();
    const at = Date.parse(textIn(row[time ?? -1]));
    if (!DEVICE_ID.test(id) || Number.isNaN(at)) continue;
    const before = found.get(id) ?? { reportedAt: null, other: null };
    const reportedAt = Math.max(at, before.reportedAt ?? at);
    const isLater = textIn(row[kind ?? -1]) !== "report" && at > (before.other?.at ?? -Infinity);
    const other = { peer: textIn(row[peer ?? -1]), by: textIn(row[by ?? -1]), at };
    found.set(id, { reportedAt, other: isLater ? other : before.other });
  }
  return found;
}

function textIn(cell: Cell | undefined): string {
  return typeof cell === "string" ? cell.slice(0, LONGEST_NAME) : "";
}
