import { factsCard } from "../messaging/facts-card.ts";
import { keyed, positional, whole } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { pageButtons, pageOf, pagingOf } from "./parts/list-pages.ts";
import { reads } from "./command.ts";
import { storyOf, type StoryEvent } from "./parts/story.ts";
import { subjectOf } from "./parts/subject.ts";
import { say } from "../texts/text.ts";
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
  asks: say("commands.asksTimeline"),
  shows: "device-data",
  permissions: ["Alert.Read", "SecurityIncident.Read.All", "Machine.Read"],
  signIn: "first",
  async run(context, { id, page = 1 }) {
    const subject = await subjectOf(context, id);
    const { name } = subject;
    const { events, gaps } = await storyOf(context, subject);
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
