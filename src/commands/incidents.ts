import { choices, duration, keyed, names, whole } from "../grammar/args.ts";
import { owner } from "../grammar/people.ts";
import { SEVERITY_ORDER, severityTone, type AlertsCardData } from "../alerts/row.ts";
import { card } from "../messaging/card.ts";
import { ownerCalled } from "./parts/owner.ts";
import { andUnread, pageButtons, pageOf, pagingOf, ticksFor, withDone } from "./parts/list-pages.ts";
import { reads, type ReadContext } from "./command.ts";
import { say, type Text } from "../texts/text.ts";
import type { Incident } from "../defender/incident.ts";
import type { RawArgs } from "../shared/raw-args.ts";

const DEFAULT_SINCE_MS = 7 * 86_400_000;
const DEFAULT_TOP = 10;
/** What is asked of Graph at once: a few of its pages; more than that has to be narrowed. */
const FETCH = 100;
/** Not asked for by name: an older Graph refuses a list of states with one that it does not know. */
const OPEN: readonly Incident["status"][] = ["Active", "InProgress", "AwaitingAction", "Unknown"];

export const incidents = reads({
  name: "incidents",
  summary: say("summary.incidents"),
  args: {
    severity: keyed(choices("High", "Medium", "Low", "Informational"), say("argument.alertsSeverity")),
    status: keyed(choices("Active", "InProgress", "Resolved"), say("argument.incidentsStatus")),
    assigned: keyed(owner, say("argument.assigned")),
    since: keyed(duration("1s", "180d"), say("argument.alertsSince")),
    tag: keyed(names("Ransomware"), say("argument.incidentsTag")),
    top: keyed(whole(1, 20), say("argument.alertsTop")),
    page: keyed(whole(1, 100), say("argument.alertsPage")),
  },
  example: "incidents severity:high,medium since:24h",
  shows: "device-data",
  permissions: ["SecurityIncident.Read.All"],
  signIn: "first",
  async run(context, args) {
    const now = context.clock.now();
    const whose = args.assigned === undefined ? undefined : await ownerCalled(context, args.assigned);
    const query = {
      severities: args.severity ?? [],
      statuses: args.status ?? [],
      createdSince: now - (args.since ?? DEFAULT_SINCE_MS),
      top: FETCH,
      ...(whose === undefined ? {} : { assignedTo: whose }),
    };
    const tags = args.tag ?? [];
    const read = await context.defender.incidents(query);
    const isWanted = ({ status }: Incident) => args.status !== undefined || OPEN.includes(status);
    const found = read.items.filter((one) => isWanted(one) && isTagged(one, tags));
    const filter = say("incidents.filter", {
      severities: query.severities,
      statuses: query.statuses,
      since: args.since ?? DEFAULT_SINCE_MS,
      owner: args.assigned ?? null,
      tags,
    });
    const raw = rawOf(args);
    const kept = await withDone(context, found, pageOf(found, raw, DEFAULT_TOP).before, (id) =>
      context.defender.incident(id),
    );
    return listCard(context, { ...read, found: kept }, filter, raw);
  },
});

/** Graph can't be asked for tags. */
function isTagged({ tags }: Incident, wanted: readonly string[]): boolean {
  const own = tags.map((tag) => tag.toLowerCase());
  return wanted.length === 0 || wanted.some((tag) => own.includes(tag.toLowerCase()));
}

type Given = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** The arguments as a paging button repeats them. */
function rawOf({ since, ...args }: Given): RawArgs {
  const whole = typeof since === "number" ? { since: `${Math.ceil(since / 60_000)}m` } : {};
  const others = Object.entries(args).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return { ...Object.fromEntries(others), ...whole };
}

interface Found {
  readonly found: readonly Incident[];
  /** False: there may be more than were read. */
  readonly isWhole: boolean;
  readonly unread: number;
}

function listCard(context: ReadContext, { found, isWhole, unread }: Found, filter: Text, raw: RawArgs) {
  const now = context.clock.now();
  const paged = pageOf(found, raw, DEFAULT_TOP);
  const ids = paged.rows.map(({ id }) => id);
  const { done } = context;
  const rows = paged.rows.map((one, at) => ({
    severity: say("terms.graded", { severity: one.severity }),
    done: done?.id === one.id ? say("alertList.doneRow", { what: done.what }) : "",
    tone: severityTone(one.severity),
    title: one.title,
    line: say("incidents.row", {
      id: one.id,
      status: one.status,
      raised: say("common.ago", { at: one.createdAt, now }),
      owner: one.assignedTo,
    }),
    button: context.rowButton(
      say("incidents.open", { id: one.id }),
      "incident",
      { id: one.id },
      { ids, at, before: paged.before, total: paged.total },
    ),
  }));
  const buttons = pageButtons(context, "incidents", raw, paged);
  const worst = SEVERITY_ORDER.find((severity) => found.some((one) => one.severity === severity));
  const told = isWhole || unread > 0 ? headingOf(found.length) : say("incidents.orMore", { n: found.length });
  const heading = andUnread(told, found.length, unread);
  const paging = pagingOf(paged);
  const summary = worst === undefined ? heading : say("incidents.worst", { heading, severity: worst });
  const ticks = ticksFor(
    context,
    "incidents",
    paged.rows.map(({ id, title }) => ({ id, name: title })),
  );
  const data = { heading, filter, filters: [], rows, paging, ticks, buttons };
  return card<AlertsCardData>("alerts", data, summary);
}

function headingOf(n: number): Text {
  return n === 0 ? say("incidents.none") : say("incidents.count", { n });
}
