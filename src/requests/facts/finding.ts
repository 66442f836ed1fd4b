import { INCIDENT_ID } from "../../shared/shapes.ts";
import type { Alert } from "../../defender/alert.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { Target } from "../machine/request.ts";

/** What triage is about: an alert, or an incident with all that its alerts are about. Its id says which. */
export interface Finding extends Pick<Alert, "deviceIds" | "unnamedDevice" | "assignedTo"> {
  readonly target: Target;
}

/** @throws as the calls of DefenderReads */
export async function findingOf(defender: DefenderReads, id: string): Promise<Finding> {
  if (!INCIDENT_ID.test(id)) {
    const alert = await defender.alert(id);
    return { ...alert, target: { kind: "alert", id: alert.id, name: alert.title } };
  }
  // One that was merged into another is worked on where it went.
  const { id: now, title, assignedTo, alerts } = await defender.incident(id);
  const own = alerts ?? [];
  return {
    target: { kind: "incident", id: now, name: title },
    assignedTo,
    deviceIds: [...new Set(own.flatMap(({ deviceIds }) => deviceIds))],
    unnamedDevice: alerts === null || own.some(({ unnamedDevice }) => unnamedDevice),
  };
}
