import { groupInWords } from "../defender/device.ts";
import type { Alert, AlertDevice, Evidence } from "../defender/alert.ts";
import type { CardButton } from "../messaging/content.ts";
import type { LabelValue, Tone } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import { say, type Words } from "../texts/text.ts";
import { loggedOnButtons, lookUpButtons } from "./evidence-buttons.ts";
import { outcomeTone } from "./outcome.ts";
import { processTree, type ProcessInTree } from "./process-tree.ts";

/** Evidence on a card: folded by kind, in the order in which an analyst asks: what ran, whom it called, what it left. */

export type EvidenceRow = {
  readonly type: Words;
  readonly headline: Words;
  /** What Defender holds it for and whether it was stopped; empty: not told. */
  readonly outcome: Words;
  readonly tone: Tone;
  readonly facts: readonly LabelValue[];
  /** To the cards of what it names, and what can be done about it. */
  readonly buttons: readonly CardButton[];
};

/** Evidence of one kind, folded away under its heading. */
export type EvidenceKind = {
  /** By which its heading unfolds it. */
  readonly id: string;
  readonly title: Words;
  readonly rows: readonly EvidenceRow[];
  /** Of how many these are the first. */
  readonly total: number;
};

const KINDS = ["process", "network", "registry", "people", "other"] as const;
type Kind = (typeof KINDS)[number];

/** By the beginning of a type's name: Defender and Graph spell them differently, and new ones come. */
const BEGINNINGS: readonly (readonly [beginning: string, kind: Kind])[] = [
  ["process", "process"],
  ["file", "process"],
  ["amsi", "process"],
  ["script", "process"],
  ["ip", "network"],
  ["url", "network"],
  ["network", "network"],
  ["dns", "network"],
  ["domain", "network"],
  ["host", "network"],
  ["registry", "registry"],
  ["user", "people"],
  ["mail", "people"],
  ["email", "people"],
  ["analyzedmessage", "people"],
  ["securitygroup", "people"],
];

function kindOf({ type }: Evidence): Kind {
  const name = type.toLowerCase();
  return BEGINNINGS.find(([beginning]) => name.startsWith(beginning))?.[1] ?? "other";
}

/** The process tree and the evidence by kind, at most so many pieces of each. */
export function evidenceByKind(alert: Alert, most: number, buttons: Buttons): readonly EvidenceKind[] {
  if (alert.evidenceUnread === true) {
    return [{ id: "evidence-unread", title: say("alerts.evidenceUnread"), rows: [], total: 0 }];
  }
  const kinds = KINDS.flatMap((kind) => {
    const all = alert.evidence.filter((piece) => kindOf(piece) === kind);
    return section(
      kind,
      all.slice(0, most).map((piece) => evidenceRow(buttons, alert, piece)),
      all.length,
    );
  });
  return [...treeOf(alert, most), ...kinds, ...devicesOf(alert, most, buttons)];
}

type Section = Kind | "tree" | "devices";

function section(kind: Section, rows: readonly EvidenceRow[], total: number): readonly EvidenceKind[] {
  if (total === 0) return [];
  return [{ id: `evidence-${kind}`, title: say("alerts.evidenceOf", { kind, n: total }), rows, total }];
}

function evidenceRow(buttons: Buttons, alert: Alert, piece: Evidence): EvidenceRow {
  const { type, headline, facts, verdict = null, remediation = null, remediationDetails, roles = [] } = piece;
  const { deviceId } = alert;
  const more: readonly LabelValue[] = [
    { label: say("alerts.remediationDetails"), value: remediationDetails ?? "" },
    { label: say("alerts.roles"), value: rolesInWords(roles) },
  ];
  const named = { target: deviceId ?? "", sha1: piece.sha1 ?? "", fromAlert: alert.id };
  const onFile = deviceId !== null && piece.sha1 !== undefined;
  return {
    type: say("terms.evidence", { value: type }),
    headline,
    outcome: verdict === null && remediation === null ? "" : say("alerts.outcome", { verdict, remediation }),
    tone: outcomeTone(verdict, remediation),
    facts: [
      ...facts.map(([label, value]) => ({
        label: say("terms.fact", { value: label }),
        value: withZone(value),
      })),
      ...more.filter(({ value }) => value !== ""),
    ],
    buttons: [
      ...lookUpButtons(buttons, alert, piece),
      ...(onFile ? buttons.changeButtons("file", named, headline) : []),
    ],
  };
}

/** A time as Defender writes it; any other text is as it was. */
const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z$/;

/** Of times it is said that they are UTC; to the second, since they are compared. */
function withZone(value: string): string {
  return value.replace(INSTANT, "$1 $2 UTC");
}

function rolesInWords(roles: readonly string[]): Words {
  return roles.length === 0 ? "" : say("terms.roles", { values: roles });
}

/** A row with nothing but one line. */
const PLAIN = { type: "", outcome: "", tone: "neutral", facts: [], buttons: [] } as const;
/** Of a command line in the tree, in UTF-16 units; the evidence has it whole. */
const TREE_LINE = 120;
/** A tree deeper than this would leave no room for names on a phone. */
const DEEPEST = 8;
/** How many lines of the tree are shown for one piece of evidence. */
const TREE_LINES = 2;

/** Who started whom; none: at most one process is known by its id. */
function treeOf({ evidence }: Alert, most: number): readonly EvidenceKind[] {
  const tree = processTree(evidence);
  if (tree.length < 2) return [];
  return section("tree", tree.slice(0, most * TREE_LINES).map(treeRow), tree.length);
}

function treeRow({ depth, pid, image, commandLine }: ProcessInTree): EvidenceRow {
  const branch = depth === 0 ? "" : `${"· ".repeat(Math.min(depth, DEEPEST) - 1)}└ `;
  const line = commandLine === null ? "" : `: ${commandLine.slice(0, TREE_LINE)}`;
  return { ...PLAIN, headline: `${branch}${image ?? "?"} (${pid ?? "?"})${line}` };
}

/** The devices with their parts in it, the first one first, where more is told than the head says. */
function devicesOf({ devices = [] }: Alert, most: number, buttons: Buttons): readonly EvidenceKind[] {
  const tells = ({ roles = [], loggedOn = [] }: AlertDevice): boolean => roles.length + loggedOn.length > 0;
  if (devices.length < 2 && !devices.some(tells)) return [];
  const sorted = devices.toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
  return section(
    "devices",
    sorted.slice(0, most).map((one) => deviceRow(one, buttons)),
    devices.length,
  );
}

function isPrimary({ roles = [] }: AlertDevice): boolean {
  return roles.some((role) => /^primary ?device$/i.test(role));
}

function deviceRow(device: AlertDevice, buttons: Buttons): EvidenceRow {
  const { deviceId, deviceName, deviceGroup, roles = [], loggedOn = [] } = device;
  const facts: readonly LabelValue[] = [
    { label: say("alerts.roles"), value: rolesInWords(roles) },
    { label: say("alerts.loggedOn"), value: loggedOn.join(", ") },
    { label: say("alerts.deviceGroup"), value: groupInWords({ group: deviceGroup }) ?? "" },
  ];
  return {
    ...PLAIN,
    headline: deviceName ?? deviceId ?? "?",
    facts: facts.filter(({ value }) => value !== ""),
    buttons: [
      ...(deviceId === null ? [] : [buttons.button(say("opens.showDevice"), "device", { target: deviceId })]),
      ...loggedOnButtons(buttons, loggedOn),
    ],
  };
}

/** Verdicts that tell more than others, the worst first. */
const BAD = ["malicious", "suspicious"];

/** What happened, in one line: the command line that is judged worst, the first of several; else such a file. */
export function tellingLine({ evidence }: Pick<Alert, "evidence">): string | null {
  const found = worstOf(evidence, "Process") ?? worstOf(evidence, "File");
  return found?.headline ?? null;
}

function worstOf(evidence: readonly Evidence[], wanted: string): Evidence | undefined {
  const pieces = evidence.filter(({ type }) => type === wanted);
  const judged = (bad: string) => pieces.find(({ verdict }) => verdict?.toLowerCase() === bad);
  return BAD.map(judged).find((piece) => piece !== undefined) ?? pieces[0];
}
