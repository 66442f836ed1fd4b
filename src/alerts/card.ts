import { card, type LabelValue, type Tone } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import { groupInWords } from "../policy/device-facts.ts";
import { alertUrl } from "../defender/portal.ts";
import { severityTone, type Severities } from "./row.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import type { Alert, AlertPerson, Evidence } from "../defender/alert.ts";

export type EvidenceRow = {
  readonly type: Words;
  readonly headline: Words;
  readonly facts: readonly LabelValue[];
  /** What can be done about a file. */
  readonly buttons: readonly CardButton[];
};

export type AlertCardData = {
  readonly severity: Severities;
  readonly tone: Tone;
  readonly title: Words;
  readonly status: Words;
  readonly description: Words;
  readonly facts: readonly LabelValue[];
  readonly evidence: readonly EvidenceRow[];
  /** "+3 more", or empty. */
  readonly moreEvidence: Words;
  readonly comments: readonly LabelValue[];
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

const MAX_COMMENTS = 3;
const MAX_BUTTONS = 8;

/**
 * One alert with its evidence and buttons. `time` writes a moment (epoch milliseconds): a card that stays must not say
 * "5 min ago".
 */
export function alertCard(
  found: Alert,
  { buttons, evidence, time }: { buttons: Buttons; evidence: number; time: (ms: number | null) => Words },
): Content {
  const left = found.evidence.length - evidence;
  const data = {
    severity: found.severity,
    tone: severityTone(found.severity),
    title: found.title,
    status: found.status,
    description: found.description ?? "",
    facts: factsOf(found, time),
    evidence: found.evidence.slice(0, evidence).map((piece) => evidenceRow(buttons, found, piece)),
    moreEvidence: moreOf(found, left),
    comments: found.comments.slice(-MAX_COMMENTS).map((comment) => ({
      label: say("alerts.commentBy", { by: comment.by, at: comment.at }),
      value: comment.text,
    })),
    portalUrl: alertUrl(found.id),
    buttons: buttonsOf(buttons, found),
  };
  return card<AlertCardData>(
    "alert",
    data,
    say("alerts.summary", { severity: found.severity, title: found.title }),
  );
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

function moreOf({ evidenceUnread }: Alert, left: number): Words {
  if (evidenceUnread === true) return say("alerts.evidenceUnread");
  return left > 0 ? say("alerts.more", { n: left }) : "";
}

function buttonsOf(buttons: Buttons, found: Alert): readonly CardButton[] {
  const target = found.deviceId === null ? {} : { target: found.deviceId };
  const changes = buttons.changeButtons(
    "alert",
    { id: found.id, fromAlert: found.id, ...target },
    [found.title, found.deviceName].filter(Boolean).join(" · "),
  );
  const [person] = found.people ?? [];
  const more: readonly CardButton[] = [
    ...(person === undefined ? [] : personButtons(buttons, found, person)),
    ...(found.deviceId === null
      ? []
      : [buttons.button(say("alerts.showDevice"), "device", { target: found.deviceId })]),
    buttons.button(say("alerts.refresh"), "alert", { id: found.id }),
  ];
  return [...changes, ...more].slice(0, MAX_BUTTONS);
}

/** What can be done for the account that an alert is about: its object id is surer than its name. */
function personButtons(buttons: Buttons, { id, title }: Alert, person: AlertPerson): readonly CardButton[] {
  const target = person.id ?? person.upn ?? "";
  const about = [title, person.upn].filter(Boolean).join(" · ");
  return [
    ...buttons.changeButtons("person", { target, fromAlert: id }, about),
    buttons.button(say("alerts.showUser"), "user", { target }),
  ];
}

function factsOf(found: Alert, time: (ms: number | null) => Words): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null])[] = [
    [say("alerts.device"), found.deviceName],
    [say("alerts.deviceGroup"), groupInWords({ group: found.deviceGroup })],
    [say("alerts.user"), found.relatedUser],
    [say("alerts.owner"), found.assignedTo ?? say("alerts.nobody")],
    [say("alerts.category"), found.category],
    [say("alerts.mitre"), found.mitreTechniques.join(", ")],
    [say("alerts.threat"), found.threatName],
    [say("alerts.product"), found.product ?? null],
    [say("alerts.source"), found.detectionSource],
    [say("alerts.investigation"), found.investigationState],
    [say("alerts.classification"), [found.classification, found.determination].filter(Boolean).join(", ")],
    [say("alerts.raised"), time(found.createdAt)],
    [say("alerts.lastEvent"), time(found.lastEventAt)],
    [say("alerts.resolved"), found.resolvedAt === null ? null : time(found.resolvedAt)],
    [say("alerts.incidentId"), found.incidentId],
    [say("alerts.alertId"), found.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
