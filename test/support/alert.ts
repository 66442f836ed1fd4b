import type { Alert } from "../../src/defender/alert.ts";

/** An alert of the model with nothing but its id; `fields` win. */
export function alertWith(fields: Partial<Alert> = {}): Alert {
  return {
    id: "da1_1",
    title: "Suspicious process",
    description: null,
    severity: "Medium",
    status: "New",
    category: null,
    classification: null,
    determination: null,
    detectionSource: null,
    investigationState: null,
    incidentId: null,
    assignedTo: null,
    createdAt: null,
    updatedAt: null,
    lastEventAt: null,
    resolvedAt: null,
    deviceId: null,
    deviceIds: fields.deviceId === undefined || fields.deviceId === null ? [] : [fields.deviceId],
    unnamedDevice: false,
    deviceName: null,
    deviceGroup: null,
    threatName: null,
    mitreTechniques: [],
    relatedUser: null,
    comments: [],
    evidence: [],
    ...fields,
  };
}
