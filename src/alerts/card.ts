import { groupInWords } from "../defender/device.ts";
import { card, type LabelValue, type Tone } from "../messaging/card.ts";
import { huntsButton } from "../messaging/hunts-button.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import { alertUrl } from "../defender/portal.ts";
import { evidenceByKind, tellingLine, type EvidenceKind } from "./evidence.ts";
import { severityTone } from "./row.ts";
import type { Trail } from "../messaging/trail.ts";
import { judged, named } from "../texts/named.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import type { Alert, AlertPerson } from "../defender/alert.ts";

/** What tells an alert at a glance, wherever it is shown by itself. */
export type AlertFace = {
  /** "●●● High". */
  readonly severity: Words;
  readonly tone: Tone;
  readonly title: Words;
  /** "In progress · Ana Ruiz · 3 of 35": what stands beside the severity. */
  readonly status: Words;
  /** The device and the user, as far as they are known. */
  readonly where: Words;
  /** What happened, in one line; empty: that is not known. */
  readonly line: Words;
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

export type AlertCardData = AlertFace & {
  /** The same to its end, where it is longer than a line; else empty. */
  readonly whole: Words;
  readonly description: Words;
  /** What Microsoft recommends to do; empty: nothing. */
  readonly recommended: Words;
  readonly facts: readonly LabelValue[];
  readonly evidence: readonly EvidenceKind[];
  readonly comments: readonly LabelValue[];
};

const MAX_COMMENTS = 3;
/** Characters of a command line that stand there without being asked for. */
const LINE = 200;

export interface AlertCardOptions {
  readonly buttons: Buttons;
  /** Most pieces of evidence of each kind. */
  readonly evidence: number;
  readonly time: (ms: number | null) => Words;
  /** Where whoever reads it comes from; absent: it came by itself, or was asked for by its id. */
  readonly trail?: Trail | undefined;
}

/**
 * One alert with its evidence and buttons. `time` writes a moment (epoch milliseconds): a card that stays must not say
 * "5 min ago".
 */
export function alertCard(found: Alert, { buttons, evidence, time, trail }: AlertCardOptions): Content {
  const line = tellingLine(found) ?? "";
  const data = {
    severity: say("terms.graded", { severity: found.severity }),
    tone: severityTone(found.severity),
    title: found.title,
    status: statusOf(found, trail),
    where: whereOf(found),
    line: line.slice(0, LINE),
    whole: line.length > LINE ? line : "",
    description: found.description ?? "",
    recommended: found.recommendedActions ?? "",
    facts: factsOf(found, time),
    evidence: evidenceByKind(found, evidence, buttons),
    comments: found.comments.slice(-MAX_COMMENTS).map((comment) => ({
      label: say("alerts.commentBy", { by: comment.by, at: comment.at }),
      value: comment.text,
    })),
    portalUrl: alertUrl(found.id),
    buttons: buttonsOf(buttons, found, trail),
  };
  return card<AlertCardData>(
    "alert",
    data,
    say("alerts.summary", { severity: found.severity, title: found.title }),
  );
}

/** Its device and its user, as far as they are known. */
export function whereOf({ deviceName, relatedUser }: Alert): string {
  return [deviceName, relatedUser].filter(Boolean).join("  ·  ");
}

/** Its state and who has it, and its place in the list that it was opened from. */
export function statusOf({ status, assignedTo }: Alert, trail?: Trail): Text {
  const list = trail?.list;
  const place =
    list === undefined ? null : say("alerts.listPlace", { n: list.before + list.at + 1, total: list.total });
  return say("alerts.statusLine", { status, owner: assignedTo, place: place ?? "" });
}

function buttonsOf(buttons: Buttons, found: Alert, trail: Trail | undefined): readonly CardButton[] {
  return [
    ...alertChanges(buttons, found),
    // Before what is done seldom: who works through a list must not look for the way on in a menu.
    ...buttons.backButton(trail),
    ...buttons.nextButton(say("messaging.next"), "alert", trail),
    ...aroundButtons(buttons, found),
    ...(found.deviceId === null ? [] : [huntsButton(buttons, { alert: found.id })]),
    ...(found.incidentId === null ? [] : [incidentButton(buttons, found.incidentId)]),
    { ...buttons.button(say("alerts.refresh"), "alert", { id: found.id }), mode: "secondary" },
  ];
}

function incidentButton(buttons: Buttons, id: string): CardButton {
  return { ...buttons.button(say("alerts.openIncident"), "incident", { id }), mode: "secondary" };
}

/** What can be done about an alert and its device. */
export function alertChanges(buttons: Buttons, found: Alert): readonly CardButton[] {
  const target = found.deviceId === null ? {} : { target: found.deviceId };
  return buttons.changeButtons(
    "alert",
    { id: found.id, fromAlert: found.id, ...target },
    [found.title, found.deviceName].filter(Boolean).join(" · "),
  );
}

/**
 * What can be done and looked at around an alert: its person, its device, all that belongs to it.
 * @param attack what is to be contained: the alert, or its incident
 */
export function aroundButtons(
  buttons: Buttons,
  found: Alert,
  attack: string = found.id,
): readonly CardButton[] {
  const [person] = found.people ?? [];
  return [
    ...(person === undefined ? [] : personButtons(buttons, found, person)),
    ...(found.deviceId === null
      ? []
      : [buttons.button(say("opens.showDevice"), "device", { target: found.deviceId })]),
    ...(found.deviceId === null && person === undefined
      ? []
      : [buttons.button(say("contain.title"), "contain", { id: attack })]),
  ];
}

/** What can be done for the account that an alert is about: its object id is surer than its name. */
function personButtons(buttons: Buttons, { id, title }: Alert, person: AlertPerson): readonly CardButton[] {
  const target = person.id ?? person.upn ?? "";
  const about = [title, person.upn].filter(Boolean).join(" · ");
  return [
    ...buttons.changeButtons("person", { target, fromAlert: id }, about),
    buttons.button(say("opens.showUser"), "user", { target }),
  ];
}

function factsOf(found: Alert, time: (ms: number | null) => Words): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null])[] = [
    [say("alerts.deviceGroup"), groupInWords({ group: found.deviceGroup })],
    [say("alerts.category"), named("category", found.category)],
    [say("alerts.mitre"), found.mitreTechniques.join(", ")],
    [say("alerts.threat"), found.threatName],
    [say("alerts.threatFamily"), found.threatFamily ?? null],
    [say("alerts.product"), found.product ?? null],
    [say("alerts.source"), named("source", found.detectionSource)],
    [say("alerts.investigation"), named("investigation", found.investigationState)],
    [say("alerts.classification"), judged(found)],
    [say("alerts.raised"), time(found.createdAt)],
    [say("alerts.firstEvent"), found.firstEventAt == null ? null : time(found.firstEventAt)],
    [say("alerts.lastEvent"), time(found.lastEventAt)],
    [say("alerts.resolved"), found.resolvedAt === null ? null : time(found.resolvedAt)],
    [say("alerts.incidentId"), found.incidentId],
    [say("alerts.alertId"), found.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
