/** A person of the tenant, known from a token that Entra issued to them. */
export interface Person {
  /** Entra object id. */
  readonly oid: string;
  /** Entra tenant id. */
  readonly tid: string;
  readonly upn: string;
  readonly name: string;
}

/** The part of a person that the channel proves: sender of a verified activity. */
export interface Sender {
  readonly oid: string;
  readonly tid: string;
  /** Teams id (`29:…`). */
  readonly teamsId: string;
  /** Display name as Teams gives it: shown, never trusted. */
  readonly name: string;
}

/** Stands for the sender of an event that names none: nobody's object id. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** App roles of the bot's app registration (CONTRACT §5). */
export type Role = "Responder" | "Approver" | "Admin" | "BreakGlass";

export const ROLES: readonly Role[] = ["Responder", "Approver", "Admin", "BreakGlass"];

export type ConversationKind = "personal" | "groupChat" | "channel";

/** Where a message goes. */
export interface ConversationRef {
  /** Conversation id without `;messageid=…`. */
  readonly id: string;
  /** Root message of the thread, in channels; null: the channel itself, or a chat. */
  readonly thread: string | null;
  readonly kind: ConversationKind;
  readonly tenantId: string;
  readonly serviceUrl: string;
}

export type Severity = "Informational" | "Low" | "Medium" | "High" | "UnSpecified";
export type AlertStatus = "New" | "InProgress" | "Resolved" | "Unknown";

/** An alert of Microsoft Defender for Endpoint; times are epoch milliseconds. Texts are hostile. */
export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly category: string | null;
  readonly classification: string | null;
  readonly determination: string | null;
  readonly detectionSource: string | null;
  readonly investigationState: string | null;
  readonly incidentId: string | null;
  readonly assignedTo: string | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly lastEventAt: number | null;
  readonly resolvedAt: number | null;
  /** The device that its card is about; null: it names none. */
  readonly deviceId: string | null;
  /** Of all devices that it is about, that one among them. */
  readonly deviceIds: readonly string[];
  /** It is (or may be) about a device that it does not name by an id as well. */
  readonly unnamedDevice: boolean;
  readonly deviceName: string | null;
  readonly deviceGroup: string | null;
  /** What filters compare, where it is about more than that one. */
  readonly devices?: readonly Pick<Alert, "deviceId" | "deviceName" | "deviceGroup">[];
  readonly threatName: string | null;
  readonly mitreTechniques: readonly string[];
  readonly relatedUser: string | null;
  readonly comments: readonly AlertComment[];
  readonly evidence: readonly Evidence[];
}

export interface AlertComment {
  readonly text: string;
  readonly by: string | null;
  readonly at: number | null;
}

/** One piece of evidence: what it is, and the facts that are set. */
export interface Evidence {
  /** `User`, `Process`, `File`, `Ip`, `Url`, `RegistryKey`, … as Defender spells it. */
  readonly type: string;
  /** What names it: command line, file path, address, account. */
  readonly headline: string;
  /** Further facts, e.g. SHA-1, parent process; label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** The device group of a device that is in none: no group has an empty name. */
export const NO_GROUP = "";

/** A device ("machine" in the API). */
export interface Device {
  /** 40 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly health: string | null;
  readonly onboarding: string | null;
  /** Null: Defender did not say; `NO_GROUP`: it is in none. */
  readonly group: string | null;
  readonly risk: string | null;
  readonly exposure: string | null;
  readonly value: string | null;
  /** Null: Defender did not say. */
  readonly tags: readonly string[] | null;
  /** True: `tags` are not all that it has; there were too many, or one that is no text. */
  readonly tagsCut?: true;
  readonly lastSeenAt: number | null;
  readonly firstSeenAt: number | null;
  readonly lastIp: string | null;
  readonly externalIp: string | null;
  /** All addresses that it was last seen with; empty: Defender did not say. */
  readonly ips: readonly string[];
  /** Whether Defender takes it for one that is there twice. */
  readonly duplicate: boolean;
}

export interface LogonUser {
  readonly account: string;
  readonly domain: string | null;
  readonly lastSeenAt: number | null;
  readonly domainAdmin: boolean;
}

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
 * (facts: Defender documents no "is isolated" field).
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
