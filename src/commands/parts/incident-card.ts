import { accountTarget } from "../../grammar/account-target.ts";
import { alertRow, SEVERITY_ORDER, severityTone, type AlertRow } from "../../alerts/row.ts";
import { card, type LabelValue, type Tone } from "../../messaging/card.ts";
import { incidentUrl } from "../../defender/portal.ts";
import { titleOf } from "../../requests/title.ts";
import { seenOf } from "../../requests/facts/seen-alerts.ts";
import { SEEN_ARG } from "../../shared/raw-args.ts";
import { judged } from "../../texts/named.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import type { Alert } from "../../defender/alert.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import type { Incident } from "../../defender/incident.ts";
import type { ReadContext } from "../command.ts";
import type { Request } from "../../requests/machine/request.ts";

export type IncidentSection = {
  readonly heading: Words;
  /** What opens something. */
  readonly rows: readonly IncidentRow[];
  /** What does not. */
  readonly lines: readonly LabelValue[];
  /** "+3 more in Defender", or empty. */
  readonly more: Words;
};

/** An alert is told by its severity too; of what has none that is empty. */
type IncidentRow = Omit<AlertRow, "done">;

const PLAIN = { severity: "", tone: "neutral" } as const;

export type IncidentCardData = {
  readonly name: Words;
  readonly title: Words;
  /** Severity, status and owner. */
  readonly state: Words;
  readonly tone: Tone;
  /** That it is another one than was asked for, or empty. */
  readonly notice: Words;
  readonly facts: readonly LabelValue[];
  readonly sections: readonly IncidentSection[];
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

/** Of each kind so many are shown. */
const SHOWN = 6;
const COMMENTS = 3;

/** What an incident's card is made with. */
interface MadeWith {
  readonly context: ReadContext;
  /** The id that was typed: one that was merged leads to another. */
  readonly asked: string;
  /** Requests about it that are not finished, as far as the person may see them. */
  readonly open: readonly Request[];
}

/** One incident: its alerts from the first on, the devices, people and files in them, and what is asked about it here. */
export function incidentCard(found: Incident, made: MadeWith): Content {
  const { context, asked } = made;
  const { id, title, severity } = found;
  const alerts = (found.alerts ?? []).toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const data = {
    name: say("incidents.one", { id }),
    title,
    state: say("incidents.state", { severity, status: found.status, owner: found.assignedTo }),
    tone: severityTone(severity),
    notice: say("common.sentences", {
      all: [
        ...(asked === id ? [] : [say("incidents.mergedInto", { asked, id })]),
        ...(found.alertsCut === true ? [say("incidents.alertsCut")] : []),
      ],
    }),
    facts: factsOf(found, context.clock.now()),
    sections: [
      alertsOf(alerts, context),
      devicesOf(alerts, context),
      peopleOf(alerts, context),
      filesOf(alerts, context),
      requestsOf(made),
      commentsOf(found),
    ].filter(({ rows, lines }) => rows.length + lines.length > 0),
    portalUrl: incidentUrl(id),
    buttons: buttonsOf(found, context),
  };
  return card<IncidentCardData>("incident", data, say("incidents.summary", { id, title, severity }));
}

/** What is done about an incident is done about all of it: to take it on, to say how far it is, to stop the attack. */
function buttonsOf(found: Incident, context: ReadContext): readonly CardButton[] {
  const { id, title, status } = found;
  const pointless = status === "InProgress" ? ["reopen"] : status === "Resolved" ? ["resolve"] : [];
  const shown = { id, [SEEN_ARG]: seenOf(found) };
  const changes = context.changeButtons("incident", shown, `${id} · ${title}`, pointless);
  return [
    ...changes.filter(({ mode }) => mode === undefined),
    context.button(say("contain.title"), "contain", { id }),
    ...context.nextButton(say("messaging.next"), "incident", context.trail),
    ...context.backButton(context.trail),
    ...changes.filter(({ mode }) => mode !== undefined),
    { ...context.button(say("messaging.refresh"), "incident", { id }), mode: "secondary" },
  ];
}

function factsOf(found: Incident, now: number): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null])[] = [
    [say("incidents.classification"), judged(found)],
    [say("incidents.raised"), say("common.when", { at: found.createdAt, now })],
    [say("incidents.updated"), say("common.when", { at: found.updatedAt, now })],
    [say("incidents.tags"), found.tags.join(", ")],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}

/** The first rows or lines of a section, and how many more there are. */
function section(
  heading: Words,
  parts: { readonly rows?: IncidentSection["rows"]; readonly lines?: IncidentSection["lines"] },
): IncidentSection {
  const { rows = [], lines = [] } = parts;
  const left = Math.max(0, rows.length - SHOWN) + Math.max(0, lines.length - SHOWN);
  return {
    heading,
    rows: rows.slice(0, SHOWN),
    lines: lines.slice(0, SHOWN),
    more: left > 0 ? say("incidents.more", { n: left }) : "",
  };
}

/** The most severe ones first, and of those the first that was raised. */
function alertsOf(alerts: readonly Alert[], context: ReadContext): IncidentSection {
  const now = context.clock.now();
  const rank = ({ severity }: Alert) => SEVERITY_ORDER.indexOf(severity);
  const rows = alerts
    .toSorted((a, b) => rank(a) - rank(b))
    .map((alert) => {
      const open = context.button(say("opens.open", { id: alert.id }), "alert", { id: alert.id });
      const { done: _, ...row } = alertRow(alert, say("common.ago", { at: alert.createdAt, now }), open);
      return row;
    });
  return section(say("incidents.alerts", { n: alerts.length }), { rows });
}

function devicesOf(alerts: readonly Alert[], context: ReadContext): IncidentSection {
  const names = new Map(
    alerts.flatMap(({ devices = [], deviceId, deviceName }) =>
      [...devices, { deviceId, deviceName }].flatMap((one) =>
        one.deviceId === null ? [] : [[one.deviceId, one.deviceName] as const],
      ),
    ),
  );
  const counts = tally(alerts.map(({ deviceIds }) => deviceIds));
  const rows = counts.map(([id, n]) => ({
    ...PLAIN,
    title: names.get(id) ?? id,
    line: say("incidents.inAlerts", { n }),
    button: context.button(say("incidents.openDevice", { name: names.get(id) ?? id }), "device", {
      target: id,
    }),
  }));
  const isPartial = alerts.some(({ unnamedDevice }) => unnamedDevice);
  const found = section(say("incidents.devices", { n: counts.length }), { rows });
  return isPartial
    ? { ...found, lines: [{ label: say("incidents.unnamedDevices"), value: "" }, ...found.lines] }
    : found;
}

/** The accounts that Entra knows; an account that is named otherwise is found by that name. */
function peopleOf(alerts: readonly Alert[], context: ReadContext): IncidentSection {
  const people = alerts.flatMap(({ people = [] }) => people);
  const counts = tally(alerts.map((alert) => headlines(alert, "user")));
  const found = counts.map(([name, n]) => {
    const known = people.find(({ upn }) => upn?.toLowerCase() === name.toLowerCase());
    const target = known?.id ?? name;
    const button = context.button(say("opens.openPerson", { name }), "user", { target });
    // A piece that names nobody is headed by its kind.
    const isOpen = name === "User" ? null : accountTarget.parse(target);
    return { ...PLAIN, title: name, line: say("incidents.inAlerts", { n }), button, isOpen };
  });
  return opening(say("incidents.people", { n: counts.length }), found);
}

function filesOf(alerts: readonly Alert[], context: ReadContext): IncidentSection {
  const counts = tally(alerts.map((alert) => headlines(alert, "file")));
  const files = alerts.flatMap(({ evidence }) => evidence.filter(({ type }) => isOfKind(type, "file")));
  const found = counts.map(([name, n]) => {
    const sha1 =
      files.find(({ headline, sha1: own }) => headline === name && own !== undefined)?.sha1 ?? null;
    const button = context.button(say("incidents.openFile", { name }), "file", { hash: sha1 ?? "" });
    return { ...PLAIN, title: name, line: say("incidents.inAlerts", { n }), button, isOpen: sha1 };
  });
  return opening(say("incidents.files", { n: counts.length }), found);
}

type Opening = IncidentSection["rows"][number] & { readonly isOpen: unknown };

/** Rows for what can be opened, lines for what can't. */
function opening(heading: Text, found: readonly Opening[]): IncidentSection {
  return section(heading, {
    rows: found.flatMap(({ isOpen, ...row }) => (isOpen === null ? [] : [row])),
    lines: found.flatMap(({ isOpen, title, line }) =>
      isOpen === null ? [{ label: title, value: line }] : [],
    ),
  });
}

function isOfKind(type: string, kind: string): boolean {
  return type.toLowerCase() === kind;
}

function headlines({ evidence }: Alert, kind: string): readonly string[] {
  return evidence.flatMap(({ type, headline }) => (isOfKind(type, kind) ? [headline] : []));
}

/** In how many of the lists each value stands, the most frequent first. */
function tally(lists: readonly (readonly string[])[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const list of lists) {
    for (const value of new Set(list)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

/** What is under way about it here. */
function requestsOf({ context, open }: MadeWith): IncidentSection {
  const rows = open.map((one) => ({
    ...PLAIN,
    title: say("requestList.requestOn", { what: titleOf(context.commands, one), target: one.target.name }),
    line: one.state,
    button: context.button(say("incidents.openRequest", { id: one.id }), "request", { id: one.id }),
  }));
  return section(say("incidents.requests", { n: open.length }), { rows });
}

function commentsOf({ comments }: Incident): IncidentSection {
  const lines = comments.slice(-COMMENTS).map(({ text, by, at }) => ({
    label: text,
    value: say("alerts.commentBy", { by, at }),
  }));
  return section(say("incidents.comments"), { lines });
}
