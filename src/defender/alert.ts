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
  /** The accounts in its evidence that Entra knows, each once; absent: none. */
  readonly people?: readonly AlertPerson[];
  readonly comments: readonly AlertComment[];
  readonly evidence: readonly Evidence[];
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
}
