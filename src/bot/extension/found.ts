import { factsCard } from "../../messaging/facts-card.ts";
import type { Found } from "../../messaging/turn.ts";
import type { LabelValue, Tone } from "../../messaging/card.ts";
import { severityTone } from "../../alerts/row.ts";
import type { Account } from "../../defender/account.ts";
import type { Alert } from "../../defender/alert.ts";
import type { Device } from "../../defender/device.ts";
import type { Incident } from "../../defender/incident.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { named } from "../../texts/named.ts";
import { systemName } from "../../texts/readable.ts";
import { say, type Words } from "../../texts/text.ts";

/**
 * What the compose box finds, as cards that others read as well. They have no buttons: the bot may not be where they are
 * inserted, and what it has not posted it takes no click from.
 */

/** What there is to tell of one thing that was found. */
interface Told {
  readonly title: Words;
  readonly tone: Tone;
  readonly line: Words;
  readonly facts: readonly LabelValue[];
}

/** Of a title, in code points: the answer has ten of them, each three times. */
const LONGEST_TITLE = 120;

/** @param isOpen whether data of Defender may be shown there; else its title is all there is */
export function foundOf({ title: told, tone, line, facts }: Told, isOpen: boolean): Found {
  const title = typeof told === "string" ? cleanLine(told, LONGEST_TITLE) : told;
  const summary = say("common.verbatim", { words: title });
  if (!isOpen) {
    return { title, line: say("extension.titleOnly"), content: factsCard({ heading: title }, summary) };
  }
  return { title, line, content: factsCard({ heading: title, tone, intro: line, facts }, summary) };
}

/** An alert in short. @param now epoch milliseconds */
export function alertTold(alert: Alert, now: number): Told {
  const { id, severity, status, deviceName, assignedTo, createdAt, incidentId } = alert;
  const raised = say("common.ago", { at: createdAt, now });
  return {
    title: alert.title,
    tone: severityTone(severity),
    line: say("alerts.row", { device: deviceName, status, raised, owner: assignedTo }),
    facts: [
      { label: say("extension.severity"), value: say("terms.graded", { severity }) },
      ...(incidentId === null ? [] : [{ label: say("extension.incident"), value: incidentId }]),
      ask("alert", id),
    ],
  };
}

/** An incident in short. */
export function incidentTold({ id, title, severity, status, assignedTo }: Incident): Told {
  const line = say("incidents.state", { severity, status, owner: assignedTo });
  return { title, tone: severityTone(severity), line, facts: [ask("incident", id)] };
}

/** A device in short. @param now epoch milliseconds */
export function deviceTold(device: Device, now: number): Told {
  const { id, name, os, health, risk, lastSeenAt: at } = device;
  const facts = [
    [say("deviceCard.health"), named("health", health)],
    [say("deviceCard.risk"), named("level", risk)],
    [say("deviceCard.os"), os === null ? null : systemName(os)],
  ] as const;
  return {
    title: name,
    tone: "neutral",
    line: say("extension.lastSeen", { at, now }),
    facts: [
      ...facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }])),
      ask("device", id),
    ],
  };
}

/** A person in short. */
export function personTold({ name, upn, department, jobTitle }: Account): Told {
  const line = [jobTitle, department].flatMap((part) => part ?? []).join(", ");
  return { title: name, tone: "neutral", line: line === "" ? upn : line, facts: [ask("user", upn)] };
}

/** What to type to see all of it. */
function ask(command: string, id: string): LabelValue {
  return { label: say("extension.more"), value: say("extension.type", { line: `${command} ${id}` }) };
}
