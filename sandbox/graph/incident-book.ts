import type { Caller } from "../api/callers.ts";
import { order, ticks } from "../api/odata.ts";
import { defenderTime } from "../defender/random.ts";
import type { SandboxAlert } from "../defender/types.ts";
import { notFound } from "./errors.ts";
import { visibleAlerts, type GraphWorld } from "./route.ts";

/** What people have made of an incident; what nobody has set comes from its alerts. */
export interface IncidentRecord {
  assignedTo?: string | null;
  classification?: string | null;
  determination?: string | null;
  status?: "active" | "inProgress" | "resolved";
  severity?: string;
  customTags?: readonly string[];
  displayName?: string;
  description?: string;
  summary?: string;
  resolvingComment?: string;
  lastModifiedBy?: string;
  /** As Defender writes times. */
  updated?: string;
  comments: { comment: string; createdBy: string; createdTime: string }[];
  /** The incident that it was merged into. */
  redirectTo: number | null;
  /** Its alerts as they were when it was merged; empty: it stands for itself. */
  former: readonly SandboxAlert[];
}

/** The alerts of one attack, never none, and what people have made of them. */
export interface Incident {
  readonly id: number;
  readonly alerts: readonly SandboxAlert[];
  readonly record: IncidentRecord;
}

export interface IncidentBook {
  /** Those that the caller may see, merged ones too. */
  all(caller: Caller): Incident[];
  /** @throws GraphFault 404 */
  find(caller: Caller, id: string): Incident;
  /** Notes what somebody did, and when. */
  change(incident: Incident, by: Caller, fields: Partial<IncidentRecord>): void;
  /** The service picks which of them stays: the oldest. Gives its id. */
  merge(incidents: readonly Incident[], by: Caller): number;
}

/** Incidents are what their alerts are, as long as nobody has changed one. */
export function createIncidentBook(world: Pick<GraphWorld, "alerts" | "rbac" | "now">): IncidentBook {
  const records = new Map<number, IncidentRecord>();
  function recordOf(id: number): IncidentRecord {
    const record = records.get(id) ?? { comments: [], redirectTo: null, former: [] };
    records.set(id, record);
    return record;
  }
  function all(caller: Caller): Incident[] {
    const groups = Map.groupBy(visibleAlerts(world, caller), ({ incidentId }) => incidentId);
    const living = [...groups].flatMap(([id, alerts]) =>
      id === null ? [] : [{ id, alerts, record: recordOf(id) }],
    );
    const merged = [...records].flatMap(([id, record]) => {
      const alerts = record.former.filter((alert) => world.rbac.may(caller, "view", alert.rbacGroupName));
      return alerts.length === 0 ? [] : [{ id, alerts, record }];
    });
    return [...living, ...merged];
  }
  return {
    all,
    find(caller, id) {
      const incident = all(caller).find((one) => String(one.id) === id);
      if (!incident) throw notFound("Incident", id);
      return incident;
    },
    change(incident, by, fields) {
      Object.assign(incident.record, fields, { lastModifiedBy: by.name, updated: defenderTime(world.now()) });
    },
    merge(incidents, by) {
      const [target, ...others] = incidents.toSorted((left, right) => left.id - right.id);
      if (target === undefined) throw new Error("nothing to merge");
      for (const { id, alerts, record } of others) {
        record.former = alerts.map((alert) => ({ ...alert }));
        record.redirectTo = target.id;
        for (const alert of world.alerts) if (alert.incidentId === id) alert.incidentId = target.id;
        Object.assign(record, { lastModifiedBy: by.name, updated: defenderTime(world.now()) });
      }
      return target.id;
    },
  };
}

/** One of the alerts' times, the earliest first. */
export function timesOf(
  alerts: readonly SandboxAlert[],
  name: "alertCreationTime" | "lastUpdateTime",
): readonly string[] {
  return alerts.map((alert) => alert[name]).toSorted((left, right) => order(ticks(left), ticks(right)));
}
