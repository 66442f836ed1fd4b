import { INCIDENT_ID } from "../../shared/shapes.ts";
import type { Alert } from "../../defender/alert.ts";
import type { Incident } from "../../defender/incident.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { Target } from "../machine/request.ts";

/** What triage is about: an alert, which has no alerts of its own, or an incident with all that its alerts are about. Its id says which. */
export interface Finding
  extends Pick<Alert, "deviceIds" | "unnamedDevice">, Pick<Incident, "alerts" | "alertsCut" | "updatedAt"> {
  readonly target: Target;
  /**
   * UPNs of who own it, and of an incident any of its alerts; of two incidents that are to become one, of both. Null: not all
   * of its alerts were told, so anybody may be among them.
   */
  readonly owners: readonly string[] | null;
  /** The incident that it is to become one with, where it went; null: it is to be none. */
  readonly intoId: string | null;
}

/**
 * @param into the incident that it is to become one with: what is about its devices is about all of them
 * @throws as the calls of DefenderReads
 */
export async function findingOf(defender: DefenderReads, id: string, into?: string): Promise<Finding> {
  if (!INCIDENT_ID.test(id)) {
    const alert = await defender.alert(id);
    const target = { kind: "alert", id: alert.id, name: alert.title } as const;
    return { ...alert, target, owners: ownersOf([alert]), intoId: null, alerts: null, updatedAt: null };
  }
  // One that was merged into another is worked on where it went.
  const [found, other = null] = await Promise.all([
    defender.incident(id),
    ...(into === undefined ? [] : [defender.incident(into)]),
  ]);
  const both = other === null ? [found] : [found, other];
  return {
    target: { kind: "incident", id: found.id, name: found.title },
    intoId: other?.id ?? null,
    alerts: found.alerts,
    updatedAt: found.updatedAt,
    ...(found.alertsCut === true ? { alertsCut: true } : {}),
    owners: both.every(isWhole) ? ownersOf([...both, ...both.flatMap(({ alerts }) => alerts ?? [])]) : null,
    deviceIds: [...new Set(both.flatMap(devicesOf))],
    unnamedDevice: both.some(hasUnnamedDevice),
  };
}

function ownersOf(found: readonly Pick<Alert, "assignedTo">[]): readonly string[] {
  return found.flatMap(({ assignedTo }) => assignedTo ?? []);
}

function devicesOf({ alerts }: Incident): readonly string[] {
  return (alerts ?? []).flatMap(({ deviceIds }) => deviceIds);
}

function isWhole({ alerts, alertsCut }: Incident): boolean {
  return alerts !== null && alertsCut !== true;
}

/** Alerts that were not told of may be about any device. */
function hasUnnamedDevice(incident: Incident): boolean {
  return !isWhole(incident) || (incident.alerts ?? []).some(({ unnamedDevice }) => unnamedDevice);
}
