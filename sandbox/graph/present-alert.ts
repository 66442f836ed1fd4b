import type { SandboxAlert } from "../defender/types.ts";
import { camel, classificationOf, determinationOf, severityOf, sourcesOf } from "./enums.ts";
import { graphEvidence, type MachineById } from "./present-evidence.ts";
import { graphTime } from "./time.ts";

const PORTAL = "https://security.microsoft.com";

/** `microsoft.graph.security.alertComment` */
export function graphComment(comment: SandboxAlert["comments"][number]): object {
  return {
    "@odata.type": "#microsoft.graph.security.alertComment",
    comment: comment.comment,
    createdByDisplayName: comment.createdBy,
    createdDateTime: graphTime(comment.createdTime),
  };
}

/** The properties that a `$filter` may name. */
export function filterable(alert: SandboxAlert): Readonly<Record<string, unknown>> {
  return {
    assignedTo: alert.assignedTo,
    classification: classificationOf(alert),
    determination: determinationOf(alert),
    createdDateTime: graphTime(alert.alertCreationTime),
    lastUpdateDateTime: graphTime(alert.lastUpdateTime),
    severity: severityOf(alert),
    serviceSource: sourcesOf(alert).serviceSource,
    status: camel(alert.status),
  };
}

/** `microsoft.graph.security.alert` of v1.0: the alert of Defender's own API in Graph's words. */
export function graphAlert(alert: SandboxAlert, machine: MachineById): object {
  const { id, incidentId } = alert;
  const tenant = `?tid=${alert.aadTenantId}`;
  return {
    "@odata.type": "#microsoft.graph.security.alert",
    id,
    providerAlertId: id,
    incidentId: incidentId === null ? null : String(incidentId),
    ...filterable(alert),
    ...sourcesOf(alert),
    detectorId: alert.detectorId,
    tenantId: alert.aadTenantId,
    title: alert.title,
    description: alert.description,
    recommendedActions: alert.graph?.recommendedActions ?? "",
    investigationState: camel(alert.investigationState),
    category: alert.category,
    alertWebUrl: `${PORTAL}/alerts/${id}${tenant}`,
    incidentWebUrl: incidentId === null ? null : incidentUrl(incidentId, alert.aadTenantId),
    actorDisplayName: null,
    threatDisplayName: alert.threatName,
    threatFamilyName: alert.threatFamilyName,
    mitreTechniques: alert.mitreTechniques,
    resolvedDateTime: graphTime(alert.resolvedTime),
    firstActivityDateTime: graphTime(alert.firstEventTime),
    lastActivityDateTime: graphTime(alert.lastEventTime),
    comments: alert.comments.map(graphComment),
    systemTags: [],
    evidence: graphEvidence(alert, machine),
  };
}

export function incidentUrl(incidentId: number, tenantId: string): string {
  return `${PORTAL}/incidents/${incidentId}?tid=${tenantId}`;
}
