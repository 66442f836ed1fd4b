import { loggedOnButtons } from "./evidence-buttons.ts";
import { alertUrl } from "../defender/portal.ts";
import { OPEN, type Alert } from "../defender/alert.ts";
import { card } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import { say, type Words } from "../texts/text.ts";
import { alertChanges, aroundButtons, statusOf, whereOf, type AlertFace } from "./card.ts";
import { tellingLine } from "./evidence.ts";
import { alertRow, rankOf, severityTone, type AlertRow } from "./row.ts";

type PostedCardData = AlertFace & {
  /** Of an incident with several alerts: which, how many, on how many devices, and when the last one came; else empty. */
  readonly head: Words;
  /** Its incident, and when it was raised. */
  readonly raised: Words;
  /** The other alerts of the incident, the newest first. */
  readonly rows: readonly AlertRow[];
  /** What unfolds those that came earlier, and they; empty: all are shown. */
  readonly earlier: Words;
  readonly folded: readonly AlertRow[];
};

/** Characters of a command line that tell what ran: about two lines on a phone. */
const LINE = 80;
/** A title in a list; longer ones would make Teams refuse the whole card. */
const MAX_TITLE = 120;
/** Other alerts of an incident that are shown without being asked for: the card stays on one screen of a phone. */
const ROWS = 3;

/**
 * Alerts that come without being asked for: what decides whether somebody opens one, and what is done at once. All else is
 * behind `Open alert`, read with the rights of whoever opens it. Of several, all of one incident, the most severe one that
 * is open is shown so, the first of its like: what joins the card moves no button under a finger.
 */
export function postedCard(alerts: readonly [Alert, ...Alert[]], buttons: Buttons): Content {
  const found = leadOf(alerts);
  const others = alerts.filter((one) => one !== found);
  const incident = others.length === 0 ? null : found.incidentId;
  const letters = [...(tellingLine(found) ?? "")];
  const rows = others.toReversed().map((one) => postedRow(one, buttons));
  const data = {
    head: incident === null ? "" : headOf(alerts, incident),
    severity: say("terms.graded", { severity: found.severity }),
    tone: severityTone(found.severity),
    title: found.title,
    status: statusOf(found),
    where: whereOf(found),
    line: letters.length <= LINE ? letters.join("") : `${letters.slice(0, LINE - 1).join("")}…`,
    raised:
      incident === null
        ? say("alertPosts.postedRaised", { incident: found.incidentId, at: found.createdAt })
        : say("alertPosts.leadRaised", { at: found.createdAt }),
    portalUrl: alertUrl(found.id),
    buttons: buttonsOf(found, incident, buttons),
    rows: rows.slice(0, ROWS),
    earlier: rows.length > ROWS ? say("alertPosts.earlier", { n: rows.length - ROWS }) : "",
    folded: rows.slice(ROWS),
  };
  const { severity, title } = found;
  const n = others.length;
  const summary =
    incident === null
      ? say("alerts.summary", { severity, title })
      : say("alertPosts.incidentSummary", { severity, title, n, incident });
  return card<PostedCardData>("posted", data, summary);
}

function leadOf(alerts: readonly [Alert, ...Alert[]]): Alert {
  const open = alerts.filter(({ status }) => OPEN.includes(status));
  const [lead = alerts[0]] = (open.length > 0 ? open : alerts).toSorted((a, b) => rankOf(a) - rankOf(b));
  return lead;
}

function headOf(alerts: readonly Alert[], incident: string): Words {
  const devices = new Set(alerts.flatMap(({ deviceIds }) => deviceIds)).size;
  const at = Math.max(...alerts.map(({ createdAt }) => createdAt ?? 0));
  return say("alertPosts.incidentHead", { incident, n: alerts.length, devices, at });
}

/** @param incident with several alerts on the card; null: it is about one alert alone */
function buttonsOf(found: Alert, incident: string | null, buttons: Buttons): readonly CardButton[] {
  const named = found.people === undefined || found.people.length === 0 ? [found.relatedUser ?? ""] : [];
  const around = aroundButtons(buttons, found, incident ?? found.id);
  return [
    buttons.button(say("alertPosts.openAlert"), "alert", { id: found.id }),
    ...alertChanges(buttons, found),
    ...(incident === null ? [] : [buttons.button(say("alerts.openIncident"), "incident", { id: incident })]),
    ...[...around, ...loggedOnButtons(buttons, named)].map((button) => ({
      ...button,
      mode: "secondary" as const,
    })),
  ];
}

/** One of several alerts on a card that stays, with the time at which it was raised. */
export function postedRow(alert: Alert, buttons: Buttons): AlertRow {
  const title = cut(alert.title);
  const open = say("alertPosts.openPosted", { severity: alert.severity, title, id: alert.id });
  const button = buttons.button(open, "alert", { id: alert.id });
  return { ...alertRow(alert, say("alertPosts.raisedAt", { at: alert.createdAt }), button), title };
}

function cut(title: string): string {
  const letters = [...title];
  return letters.length <= MAX_TITLE ? title : `${letters.slice(0, MAX_TITLE - 1).join("")}…`;
}
