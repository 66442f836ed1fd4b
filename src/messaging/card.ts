import type { CardButton, CardData, CardName, Content } from "./content.ts";
import type { Sayable, Words } from "../texts/text.ts";

/**
 * What each card template is bound with. Strings are formatted already (times in UTC); texts that others wrote are
 * raw here: where a template is bound, each becomes one harmless line of a TextRun. What keeps its line breaks is either
 * a `Sayable`, which is ours, or a block that is wholly by others (an alert's description).
 */

/** How something feels: colour, always beside a word that says the same. */
export type Tone = "good" | "warning" | "attention" | "accent" | "neutral";

export type LabelValue = { readonly label: Words; readonly value: Words };

export type Severities = "High" | "Medium" | "Low" | "Informational" | "UnSpecified";

/** A line of a list that opens something; `button.title` is its accessible label. */
export type AlertRow = {
  readonly severity: Severities;
  readonly tone: Tone;
  readonly title: Words;
  readonly line: Words;
  readonly button: CardButton;
};

export type EvidenceRow = {
  readonly type: Words;
  readonly headline: Words;
  readonly facts: readonly LabelValue[];
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

export type AlertsCardData = {
  readonly heading: Words;
  readonly filter: Words;
  readonly rows: readonly AlertRow[];
  /** "Page 2 of 4", or empty. */
  readonly paging: Words;
  readonly buttons: readonly CardButton[];
};

export type DeviceCardData = {
  readonly name: Words;
  /** "Isolated (Full) since …", "Connected", "Could not be checked". */
  readonly isolation: Words;
  readonly isolationTone: Tone;
  readonly facts: readonly LabelValue[];
  readonly tags: Words;
  readonly users: Words;
  readonly alertsHeading: Words;
  readonly alerts: readonly AlertRow[];
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

export type PickerCardData = {
  readonly heading: Words;
  readonly hint: Words;
  readonly rows: readonly {
    readonly title: Words;
    readonly facts: readonly LabelValue[];
    readonly button: CardButton;
  }[];
};

export type FormField = {
  readonly id: string;
  readonly kind: "text" | "choice";
  readonly label: Words;
  readonly required: boolean;
  readonly placeholder: Words;
  readonly multiline: boolean;
  readonly value: Words;
  readonly choices: readonly { readonly title: Words; readonly value: Words }[];
  readonly error: Words;
};

export type FormCardData = {
  readonly title: Words;
  readonly text: Sayable;
  /** What was wrong with the last try, or empty. */
  readonly problem: Words;
  readonly fields: readonly FormField[];
  readonly buttons: readonly CardButton[];
};

export type RequestCardData = {
  /** For whoever has just clicked, above all else: what came of it; or empty. */
  readonly notice: Words;
  /** Who ran it without approval and whether that was reviewed; empty: it is no emergency. */
  readonly emergency: Words;
  /** Whether the review is open: then the card takes a comment. */
  readonly reviewOpen: boolean;
  readonly state: Words;
  readonly tone: Tone;
  /** "Isolate (Full)". */
  readonly what: Words;
  readonly target: Words;
  readonly id: Words;
  readonly reason: Words;
  /** The way of a request. An `if` in the template would cost more than the line itself. */
  readonly steps: readonly {
    readonly text: Words;
    readonly weight: "Bolder" | "Default";
    readonly isAhead: boolean;
  }[];
  readonly facts: readonly LabelValue[];
  readonly warnings: readonly Words[];
  readonly outcome: Words;
  /** Who halted all changing actions, and why; or empty. */
  readonly halted: Words;
  /** A line when nobody who could approve is told, or empty. */
  readonly nobodyTold: Words;
  readonly history: readonly LabelValue[];
  /** Whether to show the input for the reason of a denial, which nobody has to fill in. */
  readonly asksWhy: boolean;
  readonly buttons: readonly CardButton[];
  /** The view that only these people get; null: none. */
  readonly refresh: {
    readonly verb: string;
    readonly ref: string;
    readonly userIds: readonly string[];
  } | null;
};

export type RequestsCardData = {
  readonly heading: Words;
  /** Who halted all changing actions, and why; or empty. */
  readonly halted: Words;
  readonly rows: readonly {
    /** The heading of the rows from here on, or empty. */
    readonly section: Words;
    readonly title: Words;
    readonly line: Words;
    readonly tone: Tone;
    readonly state: Words;
    readonly button: CardButton;
  }[];
};

export type AuditCardData = {
  readonly heading: Words;
  readonly facts: readonly LabelValue[];
  readonly rows: readonly {
    readonly event: Words;
    /** Command and target. */
    readonly what: Words;
    readonly line: Words;
    readonly tone: Tone;
  }[];
};

export type HelpCardData = {
  readonly heading: Words;
  readonly intro: Words;
  readonly groups: readonly {
    readonly title: Words;
    readonly rows: readonly { readonly usage: Words; readonly summary: Words }[];
  }[];
  /** An example for one command, or empty. */
  readonly example: Words;
};

export type PolicyCardData = {
  readonly heading: Words;
  readonly intro: Words;
  readonly facts: readonly LabelValue[];
  /** The rules. */
  readonly rows: readonly { readonly title: Words; readonly when: Words; readonly then: Words }[];
};

export type ExplainCardData = {
  /** "Isolate (Full): web01.contoso.com". */
  readonly heading: Words;
  /** "It would wait for 2 approvals." */
  readonly outcome: Words;
  readonly tone: Tone;
  readonly facts: readonly LabelValue[];
  readonly warnings: readonly Words[];
  /** The rules: those that apply first. */
  readonly rows: readonly {
    readonly title: Words;
    /** "applies", "does not apply". */
    readonly state: Words;
    readonly tone: Tone;
    readonly then: Words;
    /** What was compared; `mark` is ✓, ✗ or ?. */
    readonly conditions: readonly { readonly mark: Words; readonly line: Words }[];
  }[];
};

export type SubscriptionsCardData = {
  readonly heading: Words;
  /** `hint` is what to type to end it. */
  readonly rows: readonly { readonly title: Words; readonly line: Words; readonly hint: Words }[];
};

export type NoticeCardData = {
  readonly title: Words;
  readonly text: Sayable;
  readonly tone: Tone;
  readonly buttons: readonly CardButton[];
};

export type SignInCardData = { readonly text: Sayable; readonly buttons: readonly CardButton[] };

export interface CardDataOf extends Record<CardName, unknown> {
  readonly alert: AlertCardData;
  readonly alerts: AlertsCardData;
  readonly audit: AuditCardData;
  readonly device: DeviceCardData;
  readonly explain: ExplainCardData;
  readonly picker: PickerCardData;
  readonly policy: PolicyCardData;
  readonly form: FormCardData;
  readonly request: RequestCardData;
  readonly requests: RequestsCardData;
  readonly help: HelpCardData;
  readonly subscriptions: SubscriptionsCardData;
  readonly notice: NoticeCardData;
  readonly "sign-in": SignInCardData;
}

/** A card to show: its template, the data it is bound with, and the text of the notification. */
export function card<N extends CardName>(
  name: N,
  data: CardDataOf[N] & CardData,
  summary: Sayable,
): Extract<Content, { kind: "card" }> {
  return { kind: "card", card: name, data, summary };
}
