import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const KINDS = {
  process: "Processer och filer",
  network: "Nätverk",
  registry: "Registret",
  people: "Användare och e-post",
  tree: "Processträd",
  devices: "Enheter",
  other: "Andra bevis",
} as const;

const VERDICTS: Readonly<Record<string, string>> = {
  malicious: "Skadligt",
  suspicious: "Misstänkt",
  noThreatsFound: "Inga hot hittades",
};
const REMEDIATIONS: Readonly<Record<string, string>> = {
  none: "inget har gjorts åt det",
  remediated: "åtgärdat",
  prevented: "förhindrat",
  blocked: "blockerat",
  notFound: "finns inte längre",
  active: "fortfarande aktivt",
  pendingApproval: "åtgärden väntar på godkännande",
  declined: "åtgärden avböjd",
  unremediated: "inte åtgärdat",
  running: "åtgärden pågår",
  partiallyRemediated: "delvis åtgärdat",
};

const DEVICES = { one: "enhet", other: "enheter" };
const WEIGHTS = {
  High: "höga",
  Medium: "medelhöga",
  Low: "låga",
  Informational: "informativa",
  UnSpecified: "utan allvarlighetsgrad",
} as const;
const ALERTS = { one: "avisering", other: "aviseringar" };

export const alerts: Catalogue["alerts"] = {
  count: ({ n }, locale) => locale.count(n, ALERTS),
  moreSevere: ({ n }, locale) => `${locale.count(n, ALERTS)} har fått högre allvarlighetsgrad`,
  wasLess:
    "Har postats här tidigare med lägre allvarlighetsgrad: kortet från då är uppdaterat, men ingen meddelas om det.",
  one: ({ id }) => `Avisering ${id}`,
  lookAtOne: ({ id }) => `Titta i Defender-portalen, eller skriv: alert ${id}`,
  lookAtAll: "Titta i Defender-portalen, eller skriv: alerts",
  open: ({ id }) => `Öppna avisering ${id}`,
  openAlert: "Öppna aviseringen",
  postedRaised({ incident, at }, locale) {
    const raised = at === null ? "skapades nyss" : `skapades ${locale.time(at)}`;
    return incident === null ? `Ingen incident · ${raised}` : `Incident ${incident} · ${raised}`;
  },
  leadRaised: ({ at }, locale) => (at === null ? "skapades nyss" : `skapades ${locale.time(at)}`),
  openIncident: "Öppna incidenten",
  incidentHead(holes, locale) {
    const on = holes.devices === 0 ? "" : ` på ${locale.count(holes.devices, DEVICES)}`;
    const last = holes.at === 0 ? "" : ` · senast ${locale.clock(holes.at)}`;
    return `Incident ${holes.incident} · ${locale.count(holes.n, ALERTS)}${on}${last}`;
  },
  incidentSummary(holes, locale) {
    const more = locale.count(holes.n, { one: "avisering till", other: "aviseringar till" });
    return `Avisering, ${holes.severity}: ${holes.title}, och ${more} i incident ${holes.incident}`;
  },
  earlier: ({ n }, locale) => locale.count(n, { one: "tidigare avisering", other: "tidigare aviseringar" }),
  openPosted: ({ severity, title, id }) => `Öppna avisering, ${names.severity(severity)}: ${title}, ${id}`,
  storm: ({ n }, locale) => locale.count(n, { one: "ny avisering", other: "nya aviseringar" }),
  ofSeverity: ({ n, severity }, locale) => `${locale.number(n)} ${WEIGHTS[severity]}`,
  stormParts({ severities, devices, at }, locale) {
    const on = devices === 0 ? "" : ` på ${locale.count(devices, DEVICES)}`;
    return `${locale.clock(at)}: ${locale.and(severities)}${on}. De följer här, de allvarligaste först.`;
  },
  stormSummary: ({ n, severities }, locale) =>
    `${locale.count(n, { one: "ny avisering", other: "nya aviseringar" })}: ${locale.and(severities)}`,
  showAll: "Visa aviseringar",
  openRow: ({ severity, title }) => `Öppna avisering, ${names.severity(severity)}: ${title}`,
  listPlace: ({ n, total }, locale) => `${locale.number(n)} av ${locale.number(total)}`,
  incident: ({ id }) => `Incident ${id}`,
  manyAtOnce: "Många aviseringar kom på en gång: öppna en för att se mer.",
  cantRead: ({ since, why }, locale) =>
    `Jag har inte kunnat läsa aviseringar från Defender sedan ${locale.time(since)}.${why === null ? "" : ` ${why}`} Titta i Defender-portalen tills jag säger att det fungerar igen.`,
  switchedOff:
    "Nya aviseringar söks inte: det är avstängt i min konfiguration (ALERT_POLL_SECONDS är 0). Säg till den som driver boten.",
  canReadAgain: "Jag kan läsa aviseringar igen. Det som missades under tiden följer nu.",

  row({ device, status, raised, owner }) {
    return [device ?? "ingen enhet", names.status(status), raised, owner ?? ""]
      .filter((one) => one !== "")
      .join(" · ");
  },
  raisedAt: ({ at }, locale) => (at === null ? "just nu" : locale.clock(at)),

  severity: ({ severity }) => names.graded(severity),
  summary: ({ severity, title }) => `Avisering, ${names.severity(severity)}: ${title}`,
  statusLine({ status, owner, place }) {
    return [names.status(status), owner ?? "ej tilldelad", place].filter((one) => one !== "").join(" · ");
  },
  evidenceOf: ({ kind, n }, locale) => `${KINDS[kind]} (${locale.number(n)})`,
  outcome({ verdict, remediation }) {
    const told = [
      verdict === null ? null : (VERDICTS[verdict] ?? verdict),
      remediation === null ? null : (REMEDIATIONS[remediation] ?? remediation),
    ];
    return told.filter((one) => one !== null).join(" · ");
  },
  remediationDetails: "Vad som gjordes",
  roles: "Roll",
  loggedOn: "Inloggade",
  lookUpFile: "Slå upp filen",
  lookUp: ({ value }) => `Slå upp ${value}`,
  evidenceUnread: "Bevisen kunde inte läsas: titta i Defender.",
  product: "Produkt",
  commentBy: ({ by, at }, locale) => `${by ?? "någon"}, ${locale.time(at)}`,
  openPerson: ({ name }) => `Öppna person ${name}`,
  showUser: "Visa användare",
  showDevice: "Visa enhet",
  refresh: "Uppdatera",
  deviceGroup: "Enhetsgrupp",
  category: "Kategori",
  mitre: "MITRE",
  threat: "Hot",
  threatFamily: "Hotfamilj",
  firstEvent: "Första händelse",
  source: "Källa",
  investigation: "Undersökning",
  classification: "Klassificering",
  raised: "Skapad",
  lastEvent: "Senaste händelse",
  resolved: "Löst",
  incidentId: "Incident",
  alertId: "Aviserings-id",
};
