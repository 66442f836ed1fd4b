import type { Locale } from "../locale.ts";
import { clause } from "../clause.ts";
import { names } from "./terms.ts";

const INCIDENTS = { one: "incident", other: "incidents" };
const MORE_ALERTS = { one: "alert has come", other: "alerts have come" };
const ALERTS = { one: "alert", other: "alerts" };
const DEVICES = { one: "device", other: "devices" };
const PEOPLE = { one: "person", other: "people" };
const FILES = { one: "file", other: "files" };
const REQUESTS = { one: "open request here", other: "open requests here" };

/** Incidents: the list, and one with what belongs to it. */
export const incidents = {
  one: ({ id }: { id: string }) => `Incident ${id}`,
  open: ({ id }: { id: string }) => `Open incident ${id}`,
  none: "No incidents that you may see",
  count: ({ n }: { n: number }, locale: Locale) => locale.count(n, INCIDENTS),
  orMore: ({ n }: { n: number }) => `${n} or more incidents; narrow it with severity:, status: or since:`,
  worst: ({ heading, severity }: { heading: string; severity: string }) =>
    `${heading}, worst ${names.severity(severity)}`,
  filter(
    holes: {
      severities: readonly string[];
      statuses: readonly string[];
      since: number;
      owner: string | null;
      tags: readonly string[];
    },
    locale: Locale,
  ) {
    const severities =
      holes.severities.length === 0 ? "all severities" : holes.severities.map(names.severity).join(", ");
    const named = holes.statuses.map(names.status).join(", ");
    const statuses = named === "" ? "not resolved" : named;
    const owner = holes.owner === null ? [] : [`assigned to ${holes.owner}`];
    const tags = holes.tags.length === 0 ? [] : [`tagged ${holes.tags.join(", ")}`];
    return [severities, statuses, `last ${locale.span(holes.since)}`, ...owner, ...tags].join(" · ");
  },
  row(holes: { id: string; status: string; raised: string; owner: string | null }) {
    const owner = holes.owner === null ? "" : ` · ${holes.owner}`;
    return `${holes.id} · ${names.status(holes.status)} · ${holes.raised}${owner}`;
  },
  state({ severity, status, owner }: { severity: string; status: string; owner: string | null }) {
    return `${names.graded(severity)} · ${names.status(status)} · ${owner ?? "unassigned"}`;
  },
  summary: ({ id, title, severity }: { id: string; title: string; severity: string }) =>
    `Incident ${id} (${names.severity(severity)}): ${title}`,

  classification: "Classification",
  raised: "Raised",
  updated: "Last change",
  tags: "Tags",
  comments: "Comments",
  newSince: ({ id, n }: { id: string; n: number }, locale: Locale) =>
    `${n === 0 ? "The alerts of" : `${locale.count(n, MORE_ALERTS)} to`} incident ${id}${n === 0 ? " are others now than those on this card" : " after this card was made"}. Nothing was done: please press Back or Refresh, look at them, and press the button again.`,
  changedSince: ({ id }: { id: string }) =>
    `Incident ${id} has changed after this card was made, and not all of its alerts can be shown here. Nothing was done: please press Back or Refresh, look at it in Defender too, and press the button again.`,
  closesAlerts: ({ n, isCut }: { n: number; isCut?: boolean }, locale: Locale) =>
    `It closes the incident with all of its alerts: ${isCut === true ? `${locale.count(n, ALERTS)} and more that can't be shown here` : locale.count(n, ALERTS)}`,
  alertsUntold: "Defender does not tell the incident's alerts.",
  alerts: ({ n }: { n: number }, locale: Locale) => locale.count(n, ALERTS),
  devices: ({ n }: { n: number }, locale: Locale) => locale.count(n, DEVICES),
  people: ({ n }: { n: number }, locale: Locale) => locale.count(n, PEOPLE),
  files: ({ n }: { n: number }, locale: Locale) => locale.count(n, FILES),
  requests: ({ n }: { n: number }, locale: Locale) => locale.count(n, REQUESTS),
  inAlerts: ({ n }: { n: number }, locale: Locale) => `in ${locale.count(n, ALERTS)}`,
  unnamedDevices: "At least one device is not named by an id here: look at it in Defender.",
  alertsCut: "There are more alerts than can be shown here: look at the incident in Defender.",
  oneAlready: ({ id }: { id: string }) =>
    `Both are incident ${id}: there is nothing to merge. Please name two different incidents.`,
  more: ({ n }: { n: number }) => `+${n} more in Defender`,
  openFile: ({ name }: { name: string }) => `Look up ${name}`,
  openDevice: ({ name }: { name: string }) => `Open device ${name}`,
  openRequest: ({ id }: { id: string }) => `Open request ${id}`,
  commentMissing: ({ why }: { why: string }) => `its incident was not told of this: ${clause(why)}`,
  commentUnclear: "Defender's answer got lost, and no such comment was found; please look there.",
  commentRefused: ({ who, why }: { who: string; why: string }) => `with the rights of ${who}: ${clause(why)}`,
  commentNeedsSignIn: ({ who, permission }: { who: string; permission: string | null }) =>
    permission === null
      ? `${who} has to sign in anew`
      : `${who} has to sign in anew and agree to the permission ${permission}`,
  mergedInto: ({ asked, id }: { asked: string; id: string }) =>
    `Incident ${asked} was merged into ${id}, which is shown here.`,
};
