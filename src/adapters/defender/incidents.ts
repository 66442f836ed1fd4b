import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { changeAtGraph } from "./graph-change.ts";
import { linkedPages } from "./linked-pages.ts";
import { toGraphEnum } from "./graph-schema.ts";
import { incidentSchema, mergedId, toIncident } from "./incident-schema.ts";
import { all, instant, literal, oneOf, query } from "./odata.ts";
import { checkedId, newestFirst, one, upTo } from "./reading.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import type { AlertChange, DefenderClient } from "../../defender/client.ts";
import type { Incident, IncidentQuery } from "../../defender/incident.ts";
import type { Listed } from "../../defender/listed.ts";

/** A person's calls about incidents. */
export type IncidentMethods = Pick<
  DefenderClient,
  "incidents" | "incident" | "updateIncident" | "mergeIncidents"
>;

/** Graph answers 400 for more on a page. */
const PAGE = 50;
/** One that was merged may have been merged into one that was merged. */
const MOST_HOPS = 5;

/** Incidents, by Microsoft Graph wherever alerts come from. */
export function incidentMethods(deps: CallerDeps, lane: Lane): IncidentMethods {
  return {
    incidents: (wanted) => list(deps, lane, wanted),
    incident: (id) => followed(deps, lane, id),
    updateIncident: (id, change) => update(deps, lane, id, change),
    async mergeIncidents(id, into) {
      const operation = OPERATIONS.mergeIncidents;
      const incidentIds = [id, into].map((one) => checkedId(one, INCIDENT_ID, "incident"));
      const request = { operation, path: operation.path, body: { incidentIds } };
      return mergedId(await callDefender(deps, lane, request));
    },
  };
}

async function list(deps: CallerDeps, lane: Lane, wanted: IncidentQuery): Promise<Listed<Incident>> {
  const { assignedTo, createdSince, severities, statuses, top } = wanted;
  const owner = assignedTo === null ? "null" : literal(assignedTo ?? "");
  const filter = all([
    `createdDateTime ge ${instant(createdSince)}`,
    oneOf("severity", severities.map(toGraphEnum)),
    oneOf("status", statuses.map(toGraphEnum)),
    assignedTo === undefined ? null : `assignedTo eq ${owner}`,
  ]);
  // Without their alerts: on large tenants a filtered list that brings them is a lasting 500.
  const operation = OPERATIONS.incidents;
  const path = `${operation.path}${query({ filter, top: PAGE, orderby: "createdDateTime desc" })}`;
  const { items, isWhole, unread } = await upTo(
    { items: top },
    linkedPages(deps, lane, { operation, path }, [incidentSchema, toIncident]),
  );
  const found = newestFirst(items.filter(({ mergedInto }) => mergedInto === null));
  return { items: found.slice(0, top), isWhole, unread };
}

/** The incident, or the one that it was merged into. */
async function followed(deps: CallerDeps, lane: Lane, id: string): Promise<Incident> {
  let next = id;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    const found = await read(deps, lane, next);
    if (found.mergedInto === null) return found;
    next = found.mergedInto;
  }
  throw new UserError("not-found", say("defender.mergedTooOften", { id }));
}

const STATUSES = { New: "active", InProgress: "inProgress", Resolved: "resolved" } as const;

/** As `DefenderClient.updateIncident`. */
async function update(deps: CallerDeps, lane: Lane, id: string, wanted: AlertChange): Promise<void> {
  const { status, assignedTo, classification, determination, comment: text } = wanted;
  const at = { id: checkedId(id, INCIDENT_ID, "incident") };
  const { updateIncident, commentIncident } = OPERATIONS;
  const body = {
    status: status === undefined ? undefined : STATUSES[status],
    assignedTo,
    classification: classification === undefined ? undefined : toGraphEnum(classification),
    determination: determination === undefined ? undefined : toGraphEnum(determination),
  };
  const change = { operation: updateIncident, path: pathOf(updateIncident, at), body };
  const comment = { operation: commentIncident, path: pathOf(commentIncident, at) };
  await changeAtGraph(
    deps,
    lane,
    { change, comment, text },
    (answer) => void one(answer, incidentSchema, toIncident, id),
  );
}

async function read(deps: CallerDeps, lane: Lane, id: string): Promise<Incident> {
  const operation = OPERATIONS.incident;
  const bare = pathOf(operation, { id: checkedId(id, INCIDENT_ID, "incident") });
  const path = `${bare}${query({ expand: "alerts" })}`;
  return one(await callDefender(deps, lane, { operation, path }), incidentSchema, toIncident, id);
}
