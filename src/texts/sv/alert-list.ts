import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const ALERTS = { one: "avisering", other: "aviseringar" };

function ownedBy(owner: string | null): string | null {
  if (owner === null) return null;
  return owner === "me" ? "tilldelade dig" : `tilldelade ${owner}`;
}

/** What `alerts` shows: the list, its filter and its buttons. */
export const alertList: Catalogue["alertList"] = {
  count: ({ n }, locale) => locale.count(n, ALERTS),
  openRow: ({ severity, title }) => `Öppna avisering, ${names.severity(severity)}: ${title}`,

  noAlerts: "Inga aviseringar som du får se",
  alertsOrMore: ({ most }) => `${most} aviseringar eller fler; begränsa med severity: eller since:`,
  alertsOnDeviceOrMore: ({ n }) =>
    `${n} hittades, och det kan finnas fler: alla aviseringar de senaste 30 dagarna kunde inte gås igenom; begränsa med status:`,
  alertsAmong: ({ n, most }) =>
    `${n} bland de ${most} senaste aviseringarna; begränsa med severity: eller since:`,
  worst: ({ heading, severity }) => `${heading}, allvarligast ${names.severity(severity)}`,
  alertFilter(holes, locale) {
    const severities =
      holes.severities.length === 0
        ? "alla allvarlighetsgrader"
        : holes.severities.map(names.severity).join(", ");
    const parts = [
      severities,
      holes.statuses.map(names.status).join(", "),
      `senaste ${locale.span(holes.since)}`,
    ];
    return [
      ...parts,
      ...[holes.device, ownedBy(holes.owner)].filter((one) => one !== null),
      ...holes.parts,
    ].join(" · ");
  },

  onlyMine: "Mina",
  onlyUnowned: "Ej tilldelade",
  onlyHigh: "Bara höga",
  allOfThem: "Alla",
  /** What was done to a row of the list a moment ago. */
  doneRow: ({ what }) => `✓ ${what}`,
};
