import { OPERATIONS } from "./operations.ts";

export type MachineActionStatus =
  "Pending" | "InProgress" | "Succeeded" | "Failed" | "TimeOut" | "Cancelled" | "Unknown";

export interface MachineAction {
  readonly id: string;
  /** `Isolate`, `Unisolate`, `RunAntiVirusScan`, … as Defender spells it. */
  readonly type: string;
  readonly status: MachineActionStatus;
  /** `Full`, `Selective`, `Quick`, or null. */
  readonly scope: string | null;
  readonly requestor: string | null;
  readonly comment: string | null;
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly cancelledBy: string | null;
  readonly cancelComment: string | null;
  /** The HRESULT of what went wrong on the device, as it is looked up: `0x80070005`. */
  readonly errorCode: string | null;
  /** What Defender says of it, at most 300 characters; hostile text. */
  readonly hint: string | null;
  /*
   * Absent in what was stored before they were read.
   */
  readonly cancelledAt?: number | null;
  /** Hash of the file that it is about. */
  readonly file?: string | null;
  /** Of a live response: what runs on the device, one after the other. */
  readonly commands?: readonly LiveCommand[];
}

/** One command of a live response. Texts are hostile. */
export interface LiveCommand {
  /** `RunScript`, `GetFile`, `PutFile`. */
  readonly type: string;
  /** `Created`, `Completed`, `Failed`, … */
  readonly status: string | null;
  readonly params: readonly (readonly [key: string, value: string])[];
  readonly errors: readonly string[];
}

/** Two types of machine actions: what brings a state about on a device, and what ends it. */
export interface Lasting {
  readonly makes: string;
  readonly ends: string;
}

/** Whether such a state holds, as far as machine actions tell (no field of a device does). */
export type LastingState =
  | { readonly kind: "off" }
  | { readonly kind: "on"; readonly scope: string | null; readonly since: number | null }
  | { readonly kind: "beginning" | "ending"; readonly since: number | null }
  | { readonly kind: "unknown" };

/** Derives a state from a device's machine actions: the newest of the two types is decisive. */
export function lastingState(actions: readonly MachineAction[], { makes, ends }: Lasting): LastingState {
  const own = actions
    .filter(({ type }) => type === makes || type === ends)
    .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  for (const action of own) {
    if (action.status === "Pending" || action.status === "InProgress") {
      return { kind: action.type === makes ? "beginning" : "ending", since: action.createdAt };
    }
    // A status that we don't know may be either: nothing older can tell then.
    if (action.status === "Unknown") return { kind: "unknown" };
    if (action.status !== "Succeeded") continue;
    return action.type === makes
      ? { kind: "on", scope: action.scope, since: action.updatedAt ?? action.createdAt }
      : { kind: "off" };
  }
  return { kind: "off" };
}

/** The actions that make such a state hold, or will: what ends it ends all of these. */
export function holding(
  actions: readonly MachineAction[],
  { makes, ends }: Lasting,
): readonly MachineAction[] {
  const over = actions.filter(({ type, status }) => type === ends && status === "Succeeded");
  const since = Math.max(...over.map(({ createdAt }) => createdAt ?? 0), -Infinity);
  const isInForce = ({ type, status, createdAt }: MachineAction): boolean =>
    type === makes && !VOID.includes(status) && (createdAt ?? Infinity) > since;
  return actions.filter(isInForce);
}

/** What has come to nothing. */
const VOID: readonly MachineActionStatus[] = ["Failed", "TimeOut", "Cancelled"];

/** What cuts a device off the network, and what lets it back. */
export const ISOLATION: Lasting = { makes: OPERATIONS.isolate.type, ends: OPERATIONS.unisolate.type };

/** Whether a device is cut off the network. */
export function isolationOf(actions: readonly MachineAction[]): LastingState {
  return lastingState(actions, ISOLATION);
}
