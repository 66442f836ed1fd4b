import type { Alert, Evidence } from "../defender/alert.ts";
import type { CardButton } from "../messaging/content.ts";
import type { LabelValue } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import { say, type Words } from "../texts/text.ts";

/** Evidence on a card: folded by kind, in the order in which an analyst asks: what ran, whom it called, what it left. */

export type EvidenceRow = {
  readonly type: Words;
  readonly headline: Words;
  readonly facts: readonly LabelValue[];
  /** What can be done about a file. */
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

/** The evidence by kind, at most so many pieces of each. */
export function evidenceByKind(alert: Alert, most: number, buttons: Buttons): readonly EvidenceKind[] {
  if (alert.evidenceUnread === true) {
    return [{ id: "evidence-unread", title: say("alerts.evidenceUnread"), rows: [], total: 0 }];
  }
  return KINDS.flatMap((kind) => {
    const all = alert.evidence.filter((piece) => kindOf(piece) === kind);
    if (all.length === 0) return [];
    return {
      id: `evidence-${kind}`,
      title: say("alerts.evidenceOf", { kind, n: all.length }),
      rows: all.slice(0, most).map((piece) => evidenceRow(buttons, alert, piece)),
      total: all.length,
    };
  });
}

function evidenceRow(
  buttons: Buttons,
  { id, deviceId }: Alert,
  { type, headline, facts, sha1 }: Evidence,
): EvidenceRow {
  const named = { target: deviceId ?? "", sha1: sha1 ?? "", fromAlert: id };
  return {
    type,
    headline,
    facts: facts.map(([label, value]) => ({ label, value })),
    buttons: deviceId === null || sha1 === undefined ? [] : buttons.changeButtons("file", named, headline),
  };
}

/** What happened, in one line: the first command line, else the first file. */
export function tellingLine({ evidence }: Pick<Alert, "evidence">): string | null {
  const found =
    evidence.find(({ type }) => type === "Process") ?? evidence.find(({ type }) => type === "File");
  return found?.headline ?? null;
}
