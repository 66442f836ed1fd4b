import type { Alert } from "../../defender/alert.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import type { ReadContext } from "../command.ts";

/** What a story is told of. */
export interface Subject {
  readonly kind: "alert" | "incident";
  readonly id: string;
  readonly name: string;
  readonly alerts: readonly Alert[];
  /** There may be more of them. */
  readonly isCut: boolean;
  /** Ids of what requests may be about. */
  readonly subjects: readonly string[];
}

/** The alert, or the incident that it is now, with its alerts. @throws as the calls of Defender */
export async function subjectOf({ defender }: ReadContext, id: string): Promise<Subject> {
  if (!INCIDENT_ID.test(id)) {
    const alert = await defender.alert(id);
    return {
      kind: "alert",
      id: alert.id,
      name: alert.title,
      alerts: [alert],
      isCut: false,
      subjects: [alert.id, ...peopleIn([alert])],
    };
  }
  const found = await defender.incident(id);
  const alerts = found.alerts ?? [];
  const subjects = [found.id, ...alerts.map((alert) => alert.id), ...peopleIn(alerts)];
  const isCut = found.alerts === null || found.alertsCut === true;
  return { kind: "incident", id: found.id, name: found.title, alerts, isCut, subjects };
}

function peopleIn(alerts: readonly Alert[]): readonly string[] {
  return alerts.flatMap(({ people = [] }) => people.flatMap((person) => person.id ?? []));
}
