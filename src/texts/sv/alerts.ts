import type { Catalogue } from "../catalogue.ts";

const SEVERITIES = {
  High: "●●● Hög",
  Medium: "●● Medel",
  Low: "● Låg",
  Informational: "Information",
  UnSpecified: "Ingen allvarlighetsgrad",
} as const;

const KINDS = {
  process: "Processer och filer",
  network: "Nätverk",
  registry: "Registret",
  people: "Användare och e-post",
  other: "Andra bevis",
} as const;
const STATUSES: Readonly<Record<string, string>> = {
  New: "Ny",
  InProgress: "Pågår",
  Resolved: "Löst",
  Unknown: "Okänd status",
};

const ALERTS = { one: "avisering", other: "aviseringar" };

export const alerts: Catalogue["alerts"] = {
  count: ({ n }, locale) => locale.count(n, ALERTS),
  one: ({ id }) => `Avisering ${id}`,
  lookAtOne: ({ id }) => `Titta i Defender-portalen, eller skriv: alert ${id}`,
  lookAtAll: "Titta i Defender-portalen, eller skriv: alerts",
  open: ({ id }) => `Öppna avisering ${id}`,
  openRow: ({ severity, title }) => `Öppna avisering, ${severity}: ${title}`,
  listPlace: ({ n, total }, locale) => `${locale.number(n)} av ${locale.number(total)}`,
  incident: ({ id }) => `Incident ${id}`,
  manyAtOnce: "Många aviseringar kom på en gång: öppna en för att se mer.",
  cantRead: ({ since, why }, locale) =>
    `Jag har inte kunnat läsa aviseringar från Defender sedan ${locale.time(since)}.${why === null ? "" : ` ${why}`} Titta i Defender-portalen tills jag säger att det fungerar igen.`,
  canReadAgain: "Jag kan läsa aviseringar igen. Det som missades under tiden följer nu.",

  row(holes) {
    const owner = holes.owner === null ? "" : ` · ${holes.owner}`;
    return `${holes.device ?? "ingen enhet"} · ${STATUSES[holes.status] ?? holes.status} · ${holes.raised}${owner}`;
  },
  raisedAt: ({ at }, locale) => (at === null ? "just nu" : locale.clock(at)),

  severity: ({ severity }) => SEVERITIES[severity],
  summary: ({ severity, title }) => `Avisering, ${severity}: ${title}`,
  statusLine({ status, owner, place }) {
    return [STATUSES[status] ?? status, owner ?? "ingen har den", place]
      .filter((one) => one !== "")
      .join(" · ");
  },
  evidenceOf: ({ kind, n }, locale) => `${KINDS[kind]} (${locale.number(n)})`,
  evidenceUnread: "Bevisen kunde inte läsas: titta i Defender.",
  product: "Produkt",
  commentBy: ({ by, at }, locale) => `${by ?? "någon"}, ${locale.time(at)}`,
  showUser: "Visa användare",
  showDevice: "Visa enhet",
  refresh: "Uppdatera",
  deviceGroup: "Enhetsgrupp",
  category: "Kategori",
  mitre: "MITRE",
  threat: "Hot",
  source: "Källa",
  investigation: "Undersökning",
  classification: "Klassificering",
  raised: "Skapad",
  lastEvent: "Senaste händelse",
  resolved: "Löst",
  incidentId: "Incident",
  alertId: "Aviserings-id",
};
