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
}

/** A device's network state as derived from its newest isolations and releases (there is no such field). */
export type IsolationState =
  | { readonly kind: "connected" }
  | { readonly kind: "isolated"; readonly scope: string | null; readonly since: number | null }
  | { readonly kind: "isolating" | "releasing"; readonly since: number | null }
  | { readonly kind: "unknown" };

/**
 * Derives the isolation state from a device's machine actions, newest first decisive
 * (Defender documents no "is isolated" field).
 */
export function isolationOf(actions: readonly MachineAction[]): IsolationState {
  const own = actions
    .filter((action) => action.type === "Isolate" || action.type === "Unisolate")
    .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  for (const action of own) {
    if (action.status === "Pending" || action.status === "InProgress") {
      return { kind: action.type === "Isolate" ? "isolating" : "releasing", since: action.createdAt };
    }
    // A status that we don't know may be either: nothing older can tell then.
    if (action.status === "Unknown") return { kind: "unknown" };
    if (action.status !== "Succeeded") continue;
    return action.type === "Isolate"
      ? { kind: "isolated", scope: action.scope, since: action.updatedAt ?? action.createdAt }
      : { kind: "connected" };
  }
  return { kind: "connected" };
}
