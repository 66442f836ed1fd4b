import { factsCard } from "../messaging/facts-card.ts";
import { findingId, keyed, positional, whole } from "../grammar/args.ts";
import { INCIDENT_ID } from "../shared/shapes.ts";
import { pageButtons, pageOf, pagingOf } from "./parts/list-pages.ts";
import { reads, type ReadContext } from "./command.ts";
import { storyOf, type StoryEvent } from "./parts/story.ts";
import { say } from "../texts/text.ts";
import type { Alert } from "../defender/alert.ts";
import type { Tone } from "../messaging/card.ts";

const ON_A_PAGE = 15;
const TONES: Readonly<Record<StoryEvent["kind"], Tone>> = {
  alert: "attention",
  request: "accent",
  action: "good",
};

export const timeline = reads({
  name: "timeline",
  summary: say("summary.timeline"),
  args: {
    id: positional(findingId, say("argument.finding")),
    page: keyed(whole(1, 100), say("argument.alertsPage")),
  },
  example: "timeline 4711",
  shows: "device-data",
  permissions: ["Alert.Read", "SecurityIncident.Read.All", "Machine.Read"],
  signIn: "first",
  async run(context, { id, page = 1 }) {
    const { name, alerts, subjects } = await subjectOf(context, id);
    const { events, gaps } = await storyOf(context, alerts, subjects);
    const heading =
      events.length === 0
        ? say("timeline.nothing", { name })
        : say("timeline.heading", { name, n: events.length });
    const raw = { id, page: String(page) };
    const paged = pageOf(events, raw, ON_A_PAGE);
    const rows = paged.rows.map(({ at, kind, title, by, requestId }) => ({
      badge: say(`timeline.${kind}`),
      tone: TONES[kind],
      title,
      line: say("timeline.line", { at, by, id: requestId }),
    }));
    const facts = [pagingOf(paged), ...gaps].flatMap((label) => (label === "" ? [] : [{ label, value: "" }]));
    const buttons = pageButtons(context, "timeline", raw, paged);
    return factsCard({ heading, facts, rows, total: rows.length, buttons }, heading);
  },
});

interface Subject {
  readonly name: string;
  readonly alerts: readonly Alert[];
  /** Ids of what requests may be about. */
  readonly subjects: readonly string[];
}

async function subjectOf({ defender }: ReadContext, id: string): Promise<Subject> {
  if (!INCIDENT_ID.test(id)) {
    const alert = await defender.alert(id);
    return { name: alert.title, alerts: [alert], subjects: [alert.id, ...peopleIn([alert])] };
  }
  const found = await defender.incident(id);
  const alerts = found.alerts ?? [];
  const subjects = [found.id, ...alerts.map((alert) => alert.id), ...peopleIn(alerts)];
  return { name: found.title, alerts, subjects };
}

function peopleIn(alerts: readonly Alert[]): readonly string[] {
  return alerts.flatMap(({ people = [] }) => people.flatMap((person) => person.id ?? []));
}
