import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const ALERTS = { one: "alert", other: "alerts" };

function ownedBy(owner: string | null): string | null {
  if (owner === null) return null;
  return owner === "me" ? "assigned to you" : `assigned to ${owner}`;
}

/** What `alerts` shows: the list, its filter and its buttons. */
export const alertList = {
  count: ({ n }: { n: number }, locale: Locale) => locale.count(n, ALERTS),
  /** What a screen reader says of a row. */
  openRow: ({ severity, title }: { severity: string; title: string }) =>
    `Open alert, ${names.severity(severity)}: ${title}`,

  noAlerts: "No alerts that you may see",
  alertsOrMore: ({ most }: { most: number }) => `${most} or more alerts; narrow it with severity: or since:`,
  alertsOnDeviceOrMore: ({ n }: { n: number }) =>
    `${n} found, and there may be more: not all alerts of the last 30 days could be looked through; narrow it with status:`,
  alertsAmong: ({ n, most }: { n: number; most: number }) =>
    `${n} among the newest ${most} alerts; narrow it with severity: or since:`,
  worst: ({ heading, severity }: { heading: string; severity: string }) =>
    `${heading}, worst ${names.severity(severity)}`,
  alertFilter(
    holes: {
      severities: readonly string[];
      statuses: readonly string[];
      since: number;
      device: string | null;
      owner: string | null;
      parts: readonly string[];
    },
    locale: Locale,
  ) {
    const severities =
      holes.severities.length === 0 ? "all severities" : holes.severities.map(names.severity).join(", ");
    const parts = [
      severities,
      holes.statuses.map(names.status).join(", "),
      `last ${locale.span(holes.since)}`,
    ];
    return [
      ...parts,
      ...[holes.device, ownedBy(holes.owner)].filter((one) => one !== null),
      ...holes.parts,
    ].join(" · ");
  },

  onlyMine: "Mine",
  onlyUnowned: "Unassigned",
  onlyHigh: "High only",
  allOfThem: "All",
  /** What was done to a row of the list a moment ago. */
  doneRow: ({ what }: { what: string }) => `✓ ${what}`,
};
