export type Severity = "Informational" | "Low" | "Medium" | "High" | "UnSpecified";

export type AlertStatus = "New" | "InProgress" | "Resolved" | "Unknown";

/** An alert that somebody may still have to look at; a state that is not known may be such a one. */
export const OPEN: readonly AlertStatus[] = ["New", "InProgress", "Unknown"];

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
  /** With what each is in the alert, and who was logged on; absent: nothing more is told than of that one. */
  readonly devices?: readonly AlertDevice[];
  readonly threatName: string | null;
  readonly mitreTechniques: readonly string[];
  readonly relatedUser: string | null;
  /** The accounts in its evidence that Entra knows, each once; absent: none. */
  readonly people?: readonly AlertPerson[];
  /** Names of people's accounts in its evidence that bear nothing by which Entra would know them; absent: none. */
  readonly unknownPeople?: readonly string[];
  readonly comments: readonly AlertComment[];
  readonly evidence: readonly Evidence[];
  /** That the evidence could not be read: none that is shown is not none that there is. */
  readonly evidenceUnread?: true;
  /*
   * Absent in what was stored before they were read.
   */
  /** The product that raised it, in words: "Microsoft Defender for Identity". */
  readonly product?: string | null;
  readonly recommendedActions?: string | null;
  readonly firstEventAt?: number | null;
  readonly threatFamily?: string | null;
}

/** A device of an alert. */
export interface AlertDevice extends Pick<Alert, "deviceId" | "deviceName" | "deviceGroup"> {
  /** Its part in the alert: `PrimaryDevice`, `attacked`, … */
  readonly roles?: readonly string[];
  /** Who was logged on, `DOMAIN\\account`. */
  readonly loggedOn?: readonly string[];
}

/** One of the two is there. */
export interface AlertPerson {
  /** Object id in Entra. */
  readonly id: string | null;
  readonly upn: string | null;
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
  /** Of the file that it is or that runs in it, 40 hex digits; absent: Defender names none. */
  readonly sha1?: string;
  /*
   * What Graph alone tells, as it spells it; absent in what Defender's own API tells, and in what was stored before.
   */
  /** `malicious`, `suspicious`, `noThreatsFound`; null: not known. */
  readonly verdict?: string | null;
  /** Whether it was stopped: `prevented`, `remediated`, `blocked`, `active`, …; null: nothing was done. */
  readonly remediation?: string | null;
  readonly remediationDetails?: string | null;
  /** `attacked`, `source`, `PrimaryDevice`, …: its part in the alert. */
  readonly roles?: readonly string[];
  /** Of a process: its place in the tree. */
  readonly process?: ProcessFacts;
}

/** A process and what started it. Ids are used again: a process is its id and its start (epoch milliseconds). */
export interface ProcessFacts {
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly parentPid: number | null;
  readonly parentStartedAt: number | null;
  readonly image: string | null;
  readonly parentImage: string | null;
  readonly commandLine: string | null;
  readonly deviceId: string | null;
}
