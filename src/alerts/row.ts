import { say, type Words } from "../texts/text.ts";
import type { Tone } from "../messaging/card.ts";
import type { CardButton } from "../messaging/content.ts";
import type { Ticks } from "../messaging/ticks.ts";
import type { Alert, Severity } from "../defender/alert.ts";

/** A line of a list that opens something; `button.title` is its accessible label. */
export type AlertRow = {
  /** "●● Medium". */
  readonly severity: Words;
  readonly tone: Tone;
  readonly title: Words;
  readonly line: Words;
  /** What has just been done to it, or empty. */
  readonly done: Words;
  readonly button: CardButton;
};

export type Severities = "High" | "Medium" | "Low" | "Informational" | "UnSpecified";

export type AlertsCardData = {
  readonly heading: Words;
  readonly filter: Words;
  /** Other views of the same list. */
  readonly filters: readonly CardButton[];
  readonly rows: readonly AlertRow[];
  /** "Page 2 of 4", or empty. */
  readonly paging: Words;
  /** What can be done about several of them together; null: nothing. */
  readonly ticks: Ticks | null;
  readonly buttons: readonly CardButton[];
};

/** Most severe first. */
export const SEVERITY_ORDER: readonly Severity[] = ["High", "Medium", "Low", "Informational", "UnSpecified"];

/** Place of its severity, from 0 for the most severe. */
export function rankOf({ severity }: Pick<Alert, "severity">): number {
  return SEVERITY_ORDER.indexOf(severity);
}

const TONES: Readonly<Record<Severities, Tone>> = {
  High: "attention",
  Medium: "warning",
  Low: "accent",
  Informational: "neutral",
  UnSpecified: "neutral",
};

/** The colour of a severity, beside its word. */
export function severityTone(severity: Severity): Tone {
  return TONES[severity];
}

/** One alert as a line of a list; `raised` says when, in words. */
export function alertRow(alert: Alert, raised: Words, button: CardButton, done: Words = ""): AlertRow {
  const { deviceName: device, status, assignedTo: owner } = alert;
  return {
    severity: say("terms.graded", { severity: alert.severity }),
    tone: severityTone(alert.severity),
    title: alert.title,
    line: say("alerts.row", { device, status, raised, owner }),
    done,
    button,
  };
}
