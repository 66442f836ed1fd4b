import { z } from "zod";
import { listOf, matching, objectOf, oneOf, strings, text, time } from "./fields.ts";
import { fromGraphEnum, graphAlertSchema, known } from "./graph-schema.ts";
import type { Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { determination } from "./schemas.ts";
import { toAlert } from "./map-alert.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import type { Incident } from "../../defender/incident.ts";

/** An incident of Microsoft Graph (`microsoft.graph.security.incident`). */
const readIncident = objectOf({
  id: matching(INCIDENT_ID),
  displayName: text,
  severity: oneOf("Informational", "Low", "Medium", "High", "UnSpecified"),
  status: oneOf("Active", "InProgress", "Resolved", "Redirected", "AwaitingAction", "Unknown"),
  classification: text,
  determination,
  assignedTo: text,
  createdDateTime: time,
  lastUpdateDateTime: time,
  description: text,
  customTags: strings,
  systemTags: strings,
  redirectIncidentId: text,
  comments: listOf(objectOf({ comment: text, createdByDisplayName: text, createdDateTime: time })),
  alerts: (value: unknown) => {
    if (!Array.isArray(value)) return null;
    const alerts = listOf(graphAlertSchema)(value);
    return { alerts, isWhole: alerts.length === value.length };
  },
  "alerts@odata.nextLink": text,
});

export const incidentSchema = z
  .record(z.string(), z.unknown())
  .transform((raw): Readonly<Record<string, unknown>> => ({
    ...raw,
    severity: fromGraphEnum(raw["severity"]),
    status: fromGraphEnum(raw["status"]),
    classification: known(raw["classification"]),
    determination: known(raw["determination"]),
  }))
  .pipe(readIncident);

const mergedSchema = objectOf({ targetIncidentId: matching(INCIDENT_ID) });

/** The incident that several became: Graph picks it. @throws DefenderError when the answer does not say */
export function mergedId(answer: Success): string {
  const read = mergedSchema.safeParse(answer.body);
  if (!read.success) throw unreadable(answer.status, answer.context);
  return read.data.targetIncidentId;
}

/** Graph's incident in the words of the model. */
export function toIncident(raw: z.output<typeof incidentSchema>): Incident {
  const into = raw.status === "Redirected" ? raw.redirectIncidentId : null;
  return {
    id: raw.id,
    title: raw.displayName ?? "(untitled incident)",
    severity: raw.severity,
    status: raw.status,
    classification: raw.classification,
    determination: raw.determination,
    assignedTo: raw.assignedTo,
    createdAt: raw.createdDateTime,
    updatedAt: raw.lastUpdateDateTime,
    description: raw.description,
    tags: [...new Set([...raw.customTags, ...raw.systemTags])],
    comments: raw.comments.flatMap(({ comment, createdByDisplayName: by, createdDateTime: at }) =>
      comment === null ? [] : { text: comment, by, at },
    ),
    mergedInto: into !== null && INCIDENT_ID.test(into) ? into : null,
    alerts: raw.alerts?.alerts.map(toAlert) ?? null,
    ...(raw.alerts?.isWhole === false || raw["alerts@odata.nextLink"] !== null ? { alertsCut: true } : {}),
  };
}
