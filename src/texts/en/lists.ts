import { clause } from "./requests.ts";
import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const UNKNOWN = "unknown";
const ACTIONS = { one: "machine action", other: "machine actions" };
const OPEN_ALERTS = { one: "open alert", other: "open alerts" };
const DEVICES = { one: "device", other: "devices" };
const RECORDS = { one: "audit record", other: "audit records" };
const ISOLATION_STATES = {
  on: "Isolated",
  beginning: "Being isolated",
  ending: "Being released",
  unknown: "State unknown",
} as const;
const SECTIONS = {
  open: { one: "open request", other: "open requests" },
  emergencies: { one: "emergency review", other: "emergency reviews" },
  scheduled: { one: "scheduled release", other: "scheduled releases" },
} as const;

function ownedBy(owner: string | null): string | null {
  if (owner === null) return null;
  return owner === "me" ? "assigned to you" : `assigned to ${owner}`;
}

/** What the commands that read answer: headings, columns and buttons of lists of alerts, devices, actions, requests, packages and audit records; one device. */
export const lists = {
  unknown: UNKNOWN,
  chooseThis: "Choose this one",
  refresh: "Refresh",
  page: ({ page, pages }: { page: number; pages: number }) => `Page ${page} of ${pages}`,

  /** Of a list that Defender gave, with what stands on it all the same. */
  unread: ({ heading, n }: { heading: string | null; n: number }) =>
    `${heading === null ? "" : `${heading}; `}${n} could not be read, please look in Defender`,
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

  openAlerts: ({ n, isWhole }: { n: number; isWhole: boolean }, locale: Locale) =>
    `${locale.count(n, OPEN_ALERTS)}${isWhole ? "" : ", and there may be more: not all alerts of the last 30 days could be looked through"}`,
  openAlertsUnchecked: "Open alerts could not be checked",
  deviceIs: ({ name, isolation }: { name: string; isolation: string }) => `${name}: ${isolation}`,
  leaseOf: ({ lease, id }: { lease: string; id: string }) => `${lease}; to change it: request ${id}`,
  lease: "Lease",
  health: "Health",
  risk: "Risk",
  exposure: "Exposure",
  value: "Value",
  mergedInto: "Merged into",
  duplicate: "Duplicate",
  maybeTwice: "Defender may know this device twice: check which one is meant",
  excluded: "Excluded",
  /** `why`: as Defender spells it. */
  excludedFor: ({ why }: { why: string | null }) =>
    `from vulnerability management${why === null ? "" : `: ${why}`}`,
  antivirus: "Antivirus",
  agentVersion: "Sensor version",
  deviceGroup: "Device group",
  groupId: "Device group id",
  os: "OS",
  ipAddress: "IP address",
  otherAddresses: "Other addresses",
  onboarding: "Onboarding",
  lastSeen: "Last seen",
  deviceId: "Device id",
  typed: "Typed",

  perhapsDuplicate: ({ name }: { name: string }) => `${name} (perhaps a duplicate)`,
  haveName: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, { one: "device fits", other: "devices fit" })} this name`,
  hadAddressOnce: "One device had this IP address, but perhaps not in the last day",
  haveHadAddress: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, DEVICES)} have had this IP address`,
  choose: ({ hidden }: { hidden: number }) =>
    `Nothing is done until you choose one.${hidden > 0 ? ` ${hidden} more are not shown: type more of the name, or the device id.` : ""}`,

  devicesFound({ n, isCut }: { n: number; isCut: boolean }, locale: Locale) {
    if (isCut) return `${locale.count(n, DEVICES)}, but there are more than I read at once: please narrow it`;
    return n === 0 ? "No devices that fit, or that you may see" : locale.count(n, DEVICES);
  },
  riskOf: ({ risk }: { risk: string | null }) =>
    risk === null ? "Risk unknown" : `Risk: ${names.level(risk)}`,
  deviceLine(
    holes: {
      health: string | null;
      os: string | null;
      at: number | null;
      now: number;
      group: string | null;
      tags: string | null;
    },
    locale: Locale,
  ) {
    const parts = [
      holes.os,
      holes.health === null ? null : names.health(holes.health),
      holes.group,
      holes.tags,
      locale.ago(holes.at, holes.now),
    ];
    return parts.filter((part) => part !== null && part !== "").join(" · ");
  },
  isolatedNow: ({ n }: { n: number }, locale: Locale) =>
    n === 0
      ? "No device is isolated, as far as machine actions tell"
      : `${locale.count(n, DEVICES)} isolated now`,
  isolatedHint: "As far as machine actions tell, the longest isolated first.",
  isolationState: ({ state, scope }: { state: keyof typeof ISOLATION_STATES; scope: string | null }) =>
    `${ISOLATION_STATES[state]}${scope === null ? "" : ` (${names.scope(scope)})`}`,
  isolationLine(
    holes: {
      at: number | null;
      now: number;
      who: string | null;
      request: string | null;
      lease: string;
    },
    locale: Locale,
  ) {
    const who = `by ${holes.who ?? UNKNOWN}`;
    const through = holes.request === null ? "not through me" : `request ${holes.request}`;
    return [`since ${locale.when(holes.at, holes.now)}`, who, through, holes.lease].join(" · ");
  },
  withoutEnd: "without end",

  noPackage: ({ id }: { id: string }) =>
    `There is no investigation package ${id} that you asked for. Only who asked for one gets its link.`,
  packageNotReady: ({ id, state }: { id: string; state: string }) =>
    `The package of request ${id} is not there: the request is ${state}.`,
  packageOf: ({ name }: { name: string }) => `Investigation package of ${name}`,
  packageHint: ({ until }: { until: number | null }, locale: Locale) =>
    `${until === null ? "The link works for a short time" : `The link works until ${locale.time(until)}`}. It opens the package for whoever has it: please don't pass it on. Ask again for a new one.`,

  actionsLately: ({ n }: { n: number }, locale: Locale) =>
    n === 0 ? "No machine actions in the last 7 days" : `${locale.count(n, ACTIONS)} in the last 7 days`,
  actionsOn: ({ n, name }: { n: number; name: string }, locale: Locale) =>
    n === 0 ? `No machine actions on ${name}` : `${locale.count(n, ACTIONS)} on ${name}`,
  action: ({ type, scope }: { type: string; scope: string | null }) =>
    scope === null ? names.action(type) : `${names.action(type)} (${names.scope(scope)})`,
  actionCancelled(
    { by, at, why }: { by: string | null; at: number | null; why: string | null },
    locale: Locale,
  ) {
    const when = at === null ? "" : ` ${locale.time(at)}`;
    return `cancelled by ${by ?? UNKNOWN}${when}${why === null ? "" : `: ${why}`}`;
  },
  actionFile: ({ file }: { file: string }) => `file ${file}`,
  /** "Run script triage.ps1: Failed (no such script)". */
  actionCommand(holes: {
    type: string;
    status: string | null;
    params: readonly string[];
    errors: readonly string[];
  }) {
    const what = [names.command(holes.type), ...holes.params].join(" ");
    const errors = holes.errors.length === 0 ? "" : ` (${holes.errors.join("; ")})`;
    return `${what}${holes.status === null ? "" : `: ${names.commandStatus(holes.status)}`}${errors}`;
  },
  actionLine(
    holes: {
      id: string;
      at: number | null;
      now: number;
      who: string | null;
      comment: string | null;
      /** What Defender says of how it went. */
      more: readonly string[];
    },
    locale: Locale,
  ) {
    const parts = [locale.ago(holes.at, holes.now), holes.who ?? UNKNOWN, holes.comment ?? ""];
    return [...parts, ...holes.more, holes.id].filter((part) => part !== "").join(" · ");
  },

  sections: ({ parts }: { parts: readonly string[] }) =>
    parts.length === 0 ? "No open requests" : parts.join(", "),
  section: ({ n, of }: { n: number; of: keyof typeof SECTIONS }, locale: Locale) =>
    locale.count(n, SECTIONS[of]),
  emergencies: "Emergencies to review",
  scheduled: "Scheduled releases",
  requestOn: ({ what, target }: { what: string; target: string }) => `${what}: ${target}`,
  openRequest: ({ id }: { id: string }) => `Open request ${id}`,
  requestLine(holes: { id: string; name: string; waits: string; expiresAt: number | null }, locale: Locale) {
    const until = holes.expiresAt === null ? "" : `, expires ${locale.clock(holes.expiresAt)}`;
    return `${holes.id} · asked by ${holes.name} · ${holes.waits}${until}`;
  },
  reviewOpen: ({ waits }: { waits: string | null }) =>
    `emergency, review open${waits === null ? "" : `; ${waits}`}`,
  noRequest: ({ id }: { id: string }) => `There is no request ${id} that you may see.`,

  step(holes: {
    id: string;
    n: number;
    what: string;
    target: string;
    state: string;
    outcome: string | null;
    action: string | null;
    release: string | null;
  }) {
    const { id, n, what, target, state, outcome, action, release } = holes;
    const said = outcome === null ? "" : `: ${clause(outcome)}`;
    const done = action === null ? "" : ` Its machine action is ${action}.`;
    const ends = release === null ? "" : ` Its release is ${release}.`;
    return `Step ${n} (${id}) is ${what}: ${target}. It is ${state}${said}.${done}${ends}`;
  },
  noRecord: ({ id }: { id: string }) => `There is no audit record of a request ${id}.`,
  records: ({ n, shown }: { n: number; shown: number }, locale: Locale) =>
    `${locale.number(n)} audit records, the newest ${n > shown ? shown : "first"}`,
  newestRecordsOf: ({ id }: { id: string }) => `The newest audit records of ${id}`,
  recordsOf: ({ n, id }: { n: number; id: string }, locale: Locale) => `${locale.count(n, RECORDS)} of ${id}`,
  publicKey: "Public key",
  endOfChain: "End of the chain now",
  lastCheckpoint: "Last signed checkpoint",
  lastCheckpointAt: ({ at, now }: { at: number; now: number }, locale: Locale) =>
    `Last signed checkpoint, ${locale.when(at, now)}`,
  noneYet: "none yet",
  recordLine(
    holes: { index: number; at: number; upn: string | null; rest: readonly string[] },
    locale: Locale,
  ) {
    const who = holes.upn ?? "the bot";
    return [locale.number(holes.index), locale.time(holes.at), who, ...holes.rest].join(" · ");
  },

  noOutput: ({ id }: { id: string }) =>
    `There is no script or file request ${id} of yours. Only who asked for one gets what it brings.`,
  outputNotReady: ({ id, state }: { id: string; state: string }) =>
    `Request ${id} has brought nothing: it is ${state}.`,
  outputOf: ({ name }: { name: string }) => `From ${name}`,
  outputHint: ({ name, id }: { name: string; id: string }) =>
    `"${name}" is on offer to you below: accept it to have it in your OneDrive. Type output ${id} to get it again.`,
};
