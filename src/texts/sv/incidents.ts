import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";
import { names } from "./terms.ts";

const INCIDENTS = { one: "incident", other: "incidenter" };
const ALERTS = { one: "avisering", other: "aviseringar" };
const DEVICES = { one: "enhet", other: "enheter" };
const PEOPLE = { one: "person", other: "personer" };
const FILES = { one: "fil", other: "filer" };
const REQUESTS = { one: "öppen begäran här", other: "öppna begäranden här" };

/** Incidents: the list, and one with what belongs to it. */
export const incidents: Catalogue["incidents"] = {
  one: ({ id }) => `Incident ${id}`,
  open: ({ id }) => `Öppna incident ${id}`,
  none: "Inga incidenter som du får se",
  count: ({ n }, locale) => locale.count(n, INCIDENTS),
  orMore: ({ n }) => `${n} incidenter eller fler; begränsa med severity:, status: eller since:`,
  worst: ({ heading, severity }) => `${heading}, allvarligast ${names.severity(severity)}`,
  filter(holes, locale) {
    const severities =
      holes.severities.length === 0
        ? "alla allvarlighetsgrader"
        : holes.severities.map(names.severity).join(", ");
    const named = holes.statuses.map(names.status).join(", ");
    const statuses = named === "" ? "inte lösta" : named;
    const owner = holes.owner === null ? [] : [`tilldelade ${holes.owner}`];
    const tags = holes.tags.length === 0 ? [] : [`med taggen ${holes.tags.join(", ")}`];
    return [severities, statuses, `senaste ${locale.span(holes.since)}`, ...owner, ...tags].join(" · ");
  },
  row(holes) {
    const owner = holes.owner === null ? "" : ` · ${holes.owner}`;
    return `${holes.id} · ${names.status(holes.status)} · ${holes.raised}${owner}`;
  },
  state({ severity, status, owner }) {
    return `${names.graded(severity)} · ${names.status(status)} · ${owner ?? "ej tilldelad"}`;
  },
  summary: ({ id, title, severity }) => `Incident ${id} (${names.severity(severity)}): ${title}`,

  classification: "Klassificering",
  raised: "Skapad",
  updated: "Senast ändrad",
  tags: "Taggar",
  comments: "Kommentarer",
  newSince: ({ id, n }, locale) =>
    `${n === 0 ? `Aviseringarna i incident ${id} är andra nu än på det här kortet` : `${locale.count(n, ALERTS)} har tillkommit i incident ${id} sedan det här kortet skapades`}. Inget har gjorts: tryck på Tillbaka eller Uppdatera, titta på dem och tryck sedan på knappen igen.`,
  changedSince: ({ id }) =>
    `Incident ${id} har ändrats sedan det här kortet skapades, och alla dess aviseringar kan inte visas här. Inget har gjorts: tryck på Tillbaka eller Uppdatera, titta på den även i Defender och tryck sedan på knappen igen.`,
  closesAlerts: ({ n, isCut }, locale) =>
    `Incidenten stängs med alla sina aviseringar: ${locale.count(n, ALERTS)}${isCut === true ? " och fler som inte kan visas här" : ""}`,
  alertsUntold: "Defender talar inte om vilka aviseringar incidenten har.",
  alerts: ({ n }, locale) => locale.count(n, ALERTS),
  devices: ({ n }, locale) => locale.count(n, DEVICES),
  people: ({ n }, locale) => locale.count(n, PEOPLE),
  files: ({ n }, locale) => locale.count(n, FILES),
  requests: ({ n }, locale) => locale.count(n, REQUESTS),
  inAlerts: ({ n }, locale) => `i ${locale.count(n, ALERTS)}`,
  unnamedDevices: "Minst en enhet anges inte med id här: titta på den i Defender.",
  alertsCut: "Det finns fler aviseringar än vad som kan visas här: titta på incidenten i Defender.",
  oneAlready: ({ id }) =>
    `Båda är incident ${id}: det finns inget att slå samman. Ange två olika incidenter.`,
  more: ({ n }) => `+${n} till i Defender`,
  openFile: ({ name }) => `Slå upp ${name}`,
  openDevice: ({ name }) => `Öppna enhet ${name}`,
  openRequest: ({ id }) => `Öppna begäran ${id}`,
  commentMissing: ({ why }) => `incidenten fick inte veta detta: ${clause(why)}`,
  commentUnclear: "Defenders svar gick förlorat och ingen sådan kommentar hittades; titta efter där.",
  commentRefused: ({ who, why }) => `med rättigheterna för ${who}: ${clause(why)}`,
  commentNeedsSignIn: ({ who, permission }) =>
    permission === null
      ? `${who} måste logga in på nytt`
      : `${who} måste logga in på nytt och godkänna behörigheten ${permission}`,
  mergedInto: ({ asked, id }) => `Incident ${asked} har slagits samman med ${id}, som visas här.`,
};
