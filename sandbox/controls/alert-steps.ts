import type { SandboxAlert } from "../defender/types.ts";
import type { SandboxPerson } from "../people.ts";

export interface Step {
  readonly fields: Partial<SandboxAlert>;
  /** What has happened, for the operator. */
  readonly text: string;
}

const WORSE: Readonly<Record<string, SandboxAlert["severity"]>> = {
  UnSpecified: "Medium",
  Informational: "Low",
  Low: "Medium",
  Medium: "High",
};

/**
 * What an analyst would do next with an alert: take it, see that it is worse, note something, close it; and open it
 * again. `at`: when, ISO 8601.
 */
export function nextStep(alert: SandboxAlert, analyst: SandboxPerson, at: string): Step {
  const title = `“${alert.title}”`;
  if (alert.status === "Resolved") {
    const fields = {
      status: "InProgress",
      classification: null,
      determination: null,
      resolvedTime: null,
    } as const;
    return { fields, text: `${analyst.name} reopened ${title}.` };
  }
  if (alert.status !== "InProgress" || alert.assignedTo === null) {
    const fields = { status: "InProgress", assignedTo: analyst.upn } as const;
    return { fields, text: `${analyst.name} took ${title} and is working on it.` };
  }
  const severity = WORSE[alert.severity];
  if (severity !== undefined)
    return { fields: { severity }, text: `${title} is of ${severity.toLowerCase()} severity now.` };
  if (alert.comments.every(({ createdBy }) => createdBy !== analyst.upn)) {
    const comment = {
      comment: "The same process tree as last week.",
      createdBy: analyst.upn,
      createdTime: at,
    };
    return {
      fields: { comments: [...alert.comments, comment] },
      text: `${analyst.name} commented on ${title}.`,
    };
  }
  const fields = {
    status: "Resolved",
    classification: "TruePositive",
    determination: "Malware",
    resolvedTime: at,
  } as const;
  return { fields, text: `${analyst.name} closed ${title} as a true positive.` };
}
