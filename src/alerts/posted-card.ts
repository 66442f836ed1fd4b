import { alertUrl } from "../defender/portal.ts";
import type { Alert } from "../defender/alert.ts";
import { card, type Tone } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import { say, type Words } from "../texts/text.ts";
import { alertChanges, aroundButtons, statusOf, whereOf } from "./card.ts";
import { tellingLine } from "./evidence.ts";
import { severityTone } from "./row.ts";

type PostedCardData = {
  readonly severity: Words;
  readonly tone: Tone;
  readonly title: Words;
  readonly status: Words;
  /** The device and the user, as far as they are known. */
  readonly where: Words;
  /** What happened, in one line; empty: that is not known. */
  readonly line: Words;
  /** Its incident, and when it was raised. */
  readonly raised: Words;
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

/** Characters of a command line that tell what ran: about two lines on a phone. */
const LINE = 80;

/**
 * An alert that comes without being asked for: what decides whether somebody opens it, and what is done at once. All
 * else is behind `Open alert`, read with the rights of whoever opens it.
 */
export function postedCard(found: Alert, buttons: Buttons): Content {
  const letters = [...(tellingLine(found) ?? "")];
  const data = {
    severity: say("alerts.severity", { severity: found.severity }),
    tone: severityTone(found.severity),
    title: found.title,
    status: statusOf(found),
    where: whereOf(found),
    line: letters.length <= LINE ? letters.join("") : `${letters.slice(0, LINE - 1).join("")}…`,
    raised: say("alerts.postedRaised", { incident: found.incidentId, at: found.createdAt }),
    portalUrl: alertUrl(found.id),
    buttons: [
      buttons.button(say("alerts.openAlert"), "alert", { id: found.id }),
      ...alertChanges(buttons, found),
      ...aroundButtons(buttons, found).map((button) => ({ ...button, mode: "secondary" as const })),
    ],
  };
  const summary = say("alerts.summary", { severity: found.severity, title: found.title });
  return card<PostedCardData>("posted", data, summary);
}
