import { alertCard } from "../../alerts/card.ts";
import { incidentCard } from "./incident-card.ts";
import { INCIDENT_ARG } from "../../shared/raw-args.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { mayReadRequest } from "./may-read.ts";
import { say } from "../../texts/text.ts";
import type { Alert } from "../../defender/alert.ts";
import type { Incident } from "../../defender/incident.ts";
import type { Request } from "../../requests/machine/request.ts";
import type { Content } from "../../messaging/content.ts";
import type { ReadContext } from "../command.ts";

const MAX_EVIDENCE = 8;

/** The card of an alert, with the way back to where it was opened from. */
export function openedAlert(context: ReadContext, found: Alert): Content {
  const now = context.clock.now();
  return alertCard(found, {
    buttons: context,
    trail: context.trail,
    evidence: MAX_EVIDENCE,
    time: (at) => say("common.when", { at, now }),
  });
}

/** The card of an incident, read with the person's own token. @throws DefenderError */
export async function openedIncident(context: ReadContext, id: string): Promise<Content> {
  const found = await context.defender.incident(id);
  const all = await context.store.read((tx) => tx.requests.open());
  const about = all.filter((request) => isAbout(request, found)).slice(0, MOST_REQUESTS);
  // What could not be looked up keeps nobody from the incident.
  const allowed = await fewAtOnce(about, (request) => mayReadRequest(context, request).catch(() => false));
  return incidentCard(found, { context, asked: id, open: about.filter((_, index) => allowed[index]) });
}

/** Requests of one incident that are looked up. */
const MOST_REQUESTS = 20;

/** Whether it is about the incident, or about an alert, a device or a person in it, or came from one of those. */
function isAbout({ target, args, alertId }: Request, { id, alerts }: Incident): boolean {
  const known = [...(alerts ?? [])].flatMap((alert) => [
    ...[alert.id, ...alert.deviceIds],
    ...(alert.people ?? []).flatMap((person) => person.id ?? []),
  ]);
  const ids = new Set([id, ...known]);
  return [target.id, args[INCIDENT_ARG], alertId].some((one) => one != null && ids.has(one));
}
