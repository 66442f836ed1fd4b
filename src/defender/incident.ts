import type { Alert, AlertComment, Severity } from "./alert.ts";

/** `Redirected`: merged into another one. `AwaitingAction`: Microsoft's experts wait for the customer. */
export type IncidentStatus =
  "Active" | "InProgress" | "Resolved" | "Redirected" | "AwaitingAction" | "Unknown";

/** An incident of Microsoft Defender: the alerts of one attack. Times are epoch milliseconds. Texts are hostile. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly classification: string | null;
  readonly determination: string | null;
  readonly assignedTo: string | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly description: string | null;
  /** People's tags, and Defender's own ("Ransomware"). */
  readonly tags: readonly string[];
  readonly comments: readonly AlertComment[];
  /** The incident that it was merged into; null: it stands for itself. */
  readonly mergedInto: string | null;
  /** Its alerts with their evidence; null: they were not asked for. */
  readonly alerts: readonly Alert[] | null;
  /** True: `alerts` are not all that it has; there were too many, or one that can't be read. */
  readonly alertsCut?: true;
}

export interface IncidentQuery {
  readonly severities: readonly Severity[];
  readonly statuses: readonly IncidentStatus[];
  /** Epoch milliseconds; incidents created at or after it. */
  readonly createdSince: number;
  /** Stands for the owner, as Defender tells it; null: nobody; absent: whoever. */
  readonly assignedTo?: string | null;
  /** At most so many (1–500). */
  readonly top: number;
}
