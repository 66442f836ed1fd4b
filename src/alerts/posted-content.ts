import { card, type NoticeCardData } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { Content } from "../messaging/content.ts";
import type { About } from "../messaging/smaller.ts";
import type { Place } from "../messaging/trail.ts";
import type { Alert } from "../defender/alert.ts";
import { say, type Text } from "../texts/text.ts";
import { postedCard, postedRow } from "./posted-card.ts";
import { rankOf, SEVERITY_ORDER, severityTone, type AlertsCardData } from "./row.ts";
import type { Tally } from "./rows.ts";

/** What a post of alerts shows: one alert, an incident, several of a storm, or the summary that heads it. */
export function contentOf(alerts: readonly Alert[], buttons: Buttons): Content {
  const [first, ...others] = alerts;
  const incidents = incidentsOf(alerts);
  const isOne = alerts.every(({ incidentId }) => incidentId !== null && incidentId === first?.incidentId);
  if (first !== undefined && (isOne || others.length === 0)) return postedCard([first, ...others], buttons);
  const filter =
    incidents.length === 1
      ? say("alertPosts.incident", { id: incidents[0] ?? "" })
      : say("alertPosts.manyAtOnce");
  return listOf(alerts, { heading: say("alertList.count", { n: alerts.length }), filter }, buttons);
}

function listOf(
  alerts: readonly Alert[],
  head: { readonly heading: Text; readonly filter: Text },
  buttons: Buttons,
): Content {
  const rows = alerts.toSorted((a, b) => rankOf(a) - rankOf(b)).map((alert) => postedRow(alert, buttons));
  const data = { ...head, filters: [], rows, paging: "", ticks: null, buttons: [] };
  return card<AlertsCardData>("alerts", data, head.heading);
}

/** That alerts which stand on a card already have become more severe. */
export function worseCard(alerts: readonly Alert[], buttons: Buttons): Content {
  const n = alerts.length;
  return listOf(
    alerts,
    { heading: say("alertPosts.moreSevere", { n }), filter: say("alertPosts.wasLess") },
    buttons,
  );
}

/** Where `Back` leads whoever pressed a button of that card; null: alerts of several incidents, each with a card of its own. */
export function shownBy(alerts: readonly Alert[]): Place | null {
  const [first, ...others] = alerts;
  if (first !== undefined && others.length === 0) {
    return { kind: "command", command: "alert", args: { id: first.id } };
  }
  const [incident, ...further] = incidentsOf(alerts);
  if (incident === undefined || further.length > 0 || alerts.some(({ incidentId }) => incidentId === null))
    return null;
  return { kind: "command", command: "incident", args: { id: incident } };
}

/** What they say where Teams takes no card; none: the summary of a storm. */
export function aboutOf(alerts: readonly Alert[]): About {
  const [only, ...others] = alerts;
  if (only !== undefined && others.length === 0) {
    const { id } = only;
    return { name: say("alertPosts.one", { id }), look: say("alertPosts.lookAtOne", { id }), buttons: [] };
  }
  const name =
    only === undefined ? say("alertPosts.manyAtOnce") : say("alertList.count", { n: alerts.length });
  return { name, look: say("alertPosts.lookAtAll"), buttons: [] };
}

/** The incidents that alerts belong to, each once. */
export function incidentsOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.flatMap((alert) => alert.incidentId ?? []))];
}

/** How far back the list behind a storm's summary goes: it is pressed sooner or later after it. */
const LIST_SINCE = "1d";

/** How many alerts have come at once, how severe, and on how many devices. `at`: epoch milliseconds. */
export function stormCard({ ranks, devices }: Tally, at: number, buttons: Buttons): Content {
  const n = ranks.reduce((sum, { count }) => sum + count, 0);
  const title = say("alertPosts.storm", { n });
  const severities = ranks.map(({ rank, count }) =>
    say("alertPosts.ofSeverity", { n: count, severity: SEVERITY_ORDER[rank] ?? "UnSpecified" }),
  );
  const text = say("alertPosts.stormParts", { severities, devices, at });
  const tone = severityTone(SEVERITY_ORDER[ranks[0]?.rank ?? 0] ?? "UnSpecified");
  const list = buttons.button(say("alertPosts.showAll"), "alerts", { since: LIST_SINCE });
  return card<NoticeCardData>(
    "notice",
    { title, text, tone, buttons: [list] },
    say("alertPosts.stormSummary", { n, severities }),
  );
}
