import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

type SeverityName = "High" | "Medium" | "Low" | "Informational" | "UnSpecified";

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

const HAVE = { one: "has", other: "have" };
const ALERTS = { one: "alert", other: "alerts" };
const DEVICES = { one: "device", other: "devices" };

/** An alert, opened or posted by itself: its severity, evidence and buttons, and what to do where it could not be shown. */
export const alerts = {
  count: ({ n }: { n: number }, locale: Locale) => locale.count(n, ALERTS),
  /** Over those that have been posted before. */
  moreSevere: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, ALERTS)} ${locale.plural(n, HAVE)} become more severe`,
  wasLess: "Posted here before as less severe: the card from then is up to date, but nobody hears of that.",
  one: ({ id }: { id: string }) => `Alert ${id}`,
  lookAtOne: ({ id }: { id: string }) => `Please look in the Defender portal, or type: alert ${id}`,
  lookAtAll: "Please look in the Defender portal, or type: alerts",
  open: ({ id }: { id: string }) => `Open alert ${id}`,
  openAlert: "Open alert",
  /** On a card that came by itself: its incident, and when it was raised. */
  postedRaised({ incident, at }: { incident: string | null; at: number | null }, locale: Locale) {
    const raised = at === null ? "raised just now" : `raised ${locale.time(at)}`;
    return incident === null ? `No incident · ${raised}` : `Incident ${incident} · ${raised}`;
  },
  /** Of the first alert on the card of an incident. */
  leadRaised: ({ at }: { at: number | null }, locale: Locale) =>
    at === null ? "raised just now" : `raised ${locale.time(at)}`,
  openIncident: "Open incident",
  /** Over the card of an incident; `at`: when its last alert was raised, 0: not told. */
  incidentHead(holes: { incident: string; n: number; devices: number; at: number }, locale: Locale) {
    const on = holes.devices === 0 ? "" : ` on ${locale.count(holes.devices, DEVICES)}`;
    const last = holes.at === 0 ? "" : ` · last ${locale.clock(holes.at)}`;
    return `Incident ${holes.incident} · ${locale.count(holes.n, ALERTS)}${on}${last}`;
  },
  incidentSummary(holes: { severity: string; title: string; n: number; incident: string }, locale: Locale) {
    const more = locale.count(holes.n, { one: "more alert", other: "more alerts" });
    return `${holes.severity} alert: ${holes.title}, and ${more} in incident ${holes.incident}`;
  },
  earlier: ({ n }: { n: number }, locale: Locale) =>
    locale.count(n, { one: "earlier alert", other: "earlier alerts" }),
  /** What a screen reader says of a row on a card that came by itself. */
  openPosted: ({ severity, title, id }: { severity: string; title: string; id: string }) =>
    `Open alert, ${names.severity(severity)}: ${title}, ${id}`,
  /** Many alerts that came at once. */
  storm: ({ n }: { n: number }, locale: Locale) => locale.count(n, { one: "new alert", other: "new alerts" }),
  ofSeverity: ({ n, severity }: { n: number; severity: SeverityName }, locale: Locale) =>
    `${locale.number(n)} ${severity === "UnSpecified" ? "without severity" : severity.toLowerCase()}`,
  stormParts(holes: { severities: readonly string[]; devices: number; at: number }, locale: Locale) {
    const on = holes.devices === 0 ? "" : ` on ${locale.count(holes.devices, DEVICES)}`;
    return `At ${locale.clock(holes.at)}: ${locale.and(holes.severities)}${on}. They follow here, the most severe first.`;
  },
  stormSummary({ n, severities }: { n: number; severities: readonly string[] }, locale: Locale) {
    return `${locale.count(n, { one: "new alert", other: "new alerts" })}: ${locale.and(severities)}`;
  },
  showAll: "Show alerts",
  /** What a screen reader says of a row. */
  openRow: ({ severity, title }: { severity: string; title: string }) =>
    `Open alert, ${names.severity(severity)}: ${title}`,
  listPlace: ({ n, total }: { n: number; total: number }, locale: Locale) =>
    `${locale.number(n)} of ${locale.number(total)}`,
  incident: ({ id }: { id: string }) => `Incident ${id}`,
  manyAtOnce: "Many alerts came at once: open one for more.",
  /** `why`: what somebody who runs the bot can mend. */
  cantRead: ({ since, why }: { since: number; why: string | null }, locale: Locale) =>
    `I have not been able to read alerts from Defender since ${locale.time(since)}.${why === null ? "" : ` ${why}`} Please look in the Defender portal until I say that it works again.`,
  switchedOff:
    "New alerts are not looked for: it is switched off in my configuration (ALERT_POLL_SECONDS is 0). Please tell whoever runs this bot.",
  canReadAgain: "I can read alerts again. What was missed meanwhile follows now.",

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
  raisedAt: ({ at }: { at: number | null }, locale: Locale) => (at === null ? "just now" : locale.clock(at)),

  /** Its weight in marks as well, so that it is told by no colour alone. */
  severity: ({ severity }: { severity: SeverityName }) => names.graded(severity),
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
  lookUpFile: "Look up file",
  lookUp: ({ value }: { value: string }) => `Look up ${value}`,
  evidenceUnread: "The evidence could not be read: please look in Defender.",
  product: "Product",
  commentBy: ({ by, at }: { by: string | null; at: number | null }, locale: Locale) =>
    `${by ?? "somebody"}, ${locale.time(at)}`,
  openPerson: ({ name }: { name: string }) => `Open person ${name}`,
  showUser: "Show user",
  showDevice: "Show device",
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
