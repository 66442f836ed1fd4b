import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const KINDS = {
  process: "Processes and files",
  network: "Network",
  registry: "Registry",
  people: "Users and mail",
  tree: "Process tree",
  devices: "Devices",
  other: "Other evidence",
} as const;

/** What Defender holds a thing for and what became of it, as Graph spells it; others stay as they are. */
const VERDICTS: Readonly<Record<string, string>> = {
  malicious: "Malicious",
  suspicious: "Suspicious",
  noThreatsFound: "No threats found",
};

const REMEDIATIONS: Readonly<Record<string, string>> = {
  none: "nothing was done about it",
  remediated: "remediated",
  prevented: "prevented",
  blocked: "blocked",
  notFound: "no longer found",
  active: "still active",
  pendingApproval: "remediation waits for approval",
  declined: "remediation declined",
  unremediated: "not remediated",
  running: "remediation is running",
  partiallyRemediated: "partly remediated",
};

/** An alert that was opened: its facts, evidence, what became of that; and its one line in a list. */
export const alerts = {
  openIncident: "Open incident",
  listPlace: ({ n, total }: { n: number; total: number }, locale: Locale) =>
    `${locale.number(n)} of ${locale.number(total)}`,

  /** One of a list: where (empty: all of them are on the same device), in what state, when, and whose. */
  row({
    device,
    status,
    raised,
    owner,
  }: {
    device: string | null;
    status: string;
    raised: string;
    owner: string | null;
  }) {
    return [device ?? "no device", names.status(status), raised, owner ?? ""]
      .filter((one) => one !== "")
      .join(" · ");
  },
  summary: ({ severity, title }: { severity: string; title: string }) =>
    `${names.severity(severity)} alert: ${title}`,
  /** Beside the severity; `place` empty: it was opened from no list. */
  statusLine({ status, owner, place }: { status: string; owner: string | null; place: string }) {
    return [names.status(status), owner ?? "unassigned", place].filter((one) => one !== "").join(" · ");
  },
  evidenceOf: ({ kind, n }: { kind: keyof typeof KINDS; n: number }, locale: Locale) =>
    `${KINDS[kind]} (${locale.number(n)})`,
  /** Of a piece of evidence: its verdict, and whether it was stopped. */
  outcome({ verdict, remediation }: { verdict: string | null; remediation: string | null }) {
    const told = [
      verdict === null ? null : (VERDICTS[verdict] ?? verdict),
      remediation === null ? null : (REMEDIATIONS[remediation] ?? remediation),
    ];
    return told.filter((one) => one !== null).join(" · ");
  },
  remediationDetails: "What was done",
  roles: "Role",
  loggedOn: "Logged on",
  evidenceUnread: "The evidence could not be read: please look in Defender.",
  product: "Product",
  commentBy: ({ by, at }: { by: string | null; at: number | null }, locale: Locale) =>
    `${by ?? "somebody"}, ${locale.time(at)}`,
  refresh: "Refresh",
  deviceGroup: "Device group",
  category: "Category",
  mitre: "MITRE",
  threat: "Threat",
  threatFamily: "Threat family",
  firstEvent: "First event",
  source: "Source",
  investigation: "Investigation",
  classification: "Classification",
  raised: "Raised",
  lastEvent: "Last event",
  resolved: "Resolved",
  incidentId: "Incident",
  alertId: "Alert id",
};
