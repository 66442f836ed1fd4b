import { alertCard } from "../../alerts/card.ts";
import { incidentCard } from "./incident-card.ts";
import { say } from "../../texts/text.ts";
import type { Alert } from "../../defender/alert.ts";
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
  const open = await context.store.read((tx) => tx.requests.open());
  return incidentCard(found, { context, asked: id, open });
}
