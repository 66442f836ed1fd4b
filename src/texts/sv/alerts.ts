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

export const alerts: Catalogue["alerts"] = {
  openIncident: "Öppna incidenten",
  listPlace: ({ n, total }, locale) => `${locale.number(n)} av ${locale.number(total)}`,

  row({ device, status, raised, owner }) {
    return [device ?? "ingen enhet", names.status(status), raised, owner ?? ""]
      .filter((one) => one !== "")
      .join(" · ");
  },
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
  evidenceUnread: "Bevisen kunde inte läsas: titta i Defender.",
  product: "Produkt",
  commentBy: ({ by, at }, locale) => `${by ?? "någon"}, ${locale.time(at)}`,
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
