import type { CardButton, CardData, CardName, Content } from "./content.ts";
import type { Shown } from "../shared/safe-text.ts";

/**
 * What each card template is bound with. Strings are formatted already (times in UTC); texts that others wrote are
 * raw here: where a template is bound, each becomes one harmless line of a TextRun. What keeps its line breaks is either
 * `Shown`, which is ours, or a block that is wholly by others (an alert's description).
 */

/** How something feels: colour, always beside a word that says the same. */
export type Tone = "good" | "warning" | "attention" | "accent" | "neutral";

export type LabelValue = { readonly label: string; readonly value: string };

export type Severities = "High" | "Medium" | "Low" | "Informational" | "UnSpecified";

/** A line of a list that opens something; `button.title` is its accessible label. */
export type AlertRow = {
  readonly severity: Severities;
  readonly tone: Tone;
  readonly title: string;
  readonly line: string;
  readonly button: CardButton;
};

export type EvidenceRow = {
  readonly type: string;
  readonly headline: string;
  readonly facts: readonly LabelValue[];
};

export type AlertCardData = {
  readonly severity: Severities;
  readonly tone: Tone;
  readonly title: string;
  readonly status: string;
  readonly description: string;
  readonly facts: readonly LabelValue[];
  readonly evidence: readonly EvidenceRow[];
  /** "+3 more", or empty. */
  readonly moreEvidence: string;
  readonly comments: readonly LabelValue[];
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

export type AlertsCardData = {
  readonly heading: string;
  readonly filter: string;
  readonly rows: readonly AlertRow[];
  /** "Page 2 of 4", or empty. */
  readonly paging: string;
  readonly buttons: readonly CardButton[];
};

export type DeviceCardData = {
  readonly name: string;
  /** "Isolated (Full) since …", "Connected", "Could not be checked". */
  readonly isolation: string;
  readonly isolationTone: Tone;
  readonly facts: readonly LabelValue[];
  readonly tags: string;
  readonly users: string;
  readonly alertsHeading: string;
  readonly alerts: readonly AlertRow[];
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

export type PickerCardData = {
  readonly heading: string;
  readonly hint: string;
  readonly rows: readonly {
    readonly title: string;
    readonly facts: readonly LabelValue[];
    readonly button: CardButton;
  }[];
};

export type FormField = {
  readonly id: string;
  readonly kind: "text" | "choice";
  readonly label: string;
  readonly required: boolean;
  readonly placeholder: string;
  readonly multiline: boolean;
  readonly value: string;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
  readonly error: string;
};

export type FormCardData = {
  readonly title: string;
  readonly text: Shown;
  /** What was wrong with the last try, or empty. */
  readonly problem: string;
  readonly fields: readonly FormField[];
  readonly buttons: readonly CardButton[];
};

export type RequestCardData = {
  /** For whoever has just clicked, above all else: what came of it; or empty. */
  readonly notice: string;
  /** Who ran it without approval and whether that was reviewed; empty: it is no emergency. */
  readonly emergency: string;
  /** Whether the review is open: then the card takes a comment. */
  readonly reviewOpen: boolean;
  readonly state: string;
  readonly tone: Tone;
  /** "Isolate (Full)". */
  readonly what: string;
  readonly target: string;
  readonly id: string;
  readonly reason: string;
  /** The way of a request. An `if` in the template would cost more than the line itself. */
  readonly steps: readonly {
    readonly text: string;
    readonly weight: "Bolder" | "Default";
    readonly isAhead: boolean;
  }[];
  readonly facts: readonly LabelValue[];
  readonly warnings: readonly string[];
  readonly outcome: string;
  /** Who halted all changing actions, and why; or empty. */
  readonly halted: string;
  /** A line when nobody who could approve is told, or empty. */
  readonly nobodyTold: string;
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
  readonly heading: string;
  /** Who halted all changing actions, and why; or empty. */
  readonly halted: string;
  readonly rows: readonly {
    /** The heading of the rows from here on, or empty. */
    readonly section: string;
    readonly title: string;
    readonly line: string;
    readonly tone: Tone;
    readonly state: string;
    readonly button: CardButton;
  }[];
};

export type ActionsCardData = {
  readonly heading: string;
  readonly rows: readonly {
    readonly type: string;
    readonly device: string;
    readonly status: string;
    readonly tone: Tone;
    readonly line: string;
  }[];
};

export type AuditCardData = {
  readonly heading: string;
  readonly facts: readonly LabelValue[];
  readonly rows: readonly {
    readonly event: string;
    /** Command and target. */
    readonly what: string;
    readonly line: string;
    readonly tone: Tone;
  }[];
};

export type HelpCardData = {
  readonly heading: string;
  readonly intro: string;
  readonly groups: readonly {
    readonly title: string;
    readonly rows: readonly { readonly usage: string; readonly summary: string }[];
  }[];
  /** An example for one command, or empty. */
  readonly example: string;
};

export type PolicyCardData = {
  readonly heading: string;
  readonly intro: string;
  readonly facts: readonly LabelValue[];
  /** The rules. */
  readonly rows: readonly { readonly title: string; readonly when: string; readonly then: string }[];
};

export type ExplainCardData = {
  /** "Isolate (Full): web01.contoso.com". */
  readonly heading: string;
  /** "It would wait for 2 approvals." */
  readonly outcome: string;
  readonly tone: Tone;
  readonly facts: readonly LabelValue[];
  readonly warnings: readonly string[];
  /** The rules: those that apply first. */
  readonly rows: readonly {
    readonly title: string;
    /** "applies", "does not apply". */
    readonly state: string;
    readonly tone: Tone;
    readonly then: string;
    /** What was compared; `mark` is ✓, ✗ or ?. */
    readonly conditions: readonly { readonly mark: string; readonly line: string }[];
  }[];
};

export type WhoamiCardData = {
  readonly name: string;
  readonly upn: string;
  readonly roles: string;
  readonly facts: readonly LabelValue[];
};

export type SubscriptionsCardData = {
  readonly heading: string;
  /** `hint` is what to type to end it. */
  readonly rows: readonly { readonly title: string; readonly line: string; readonly hint: string }[];
};

export type NoticeCardData = {
  readonly title: string;
  readonly text: Shown;
  readonly tone: Tone;
  readonly buttons: readonly CardButton[];
};

export type SignInCardData = { readonly text: Shown; readonly buttons: readonly CardButton[] };

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
  readonly actions: ActionsCardData;
  readonly help: HelpCardData;
  readonly whoami: WhoamiCardData;
  readonly subscriptions: SubscriptionsCardData;
  readonly notice: NoticeCardData;
  readonly "sign-in": SignInCardData;
}

/** A card to show: its template, the data it is bound with, and the text of the notification. */
export function card<N extends CardName>(
  name: N,
  data: CardDataOf[N] & CardData,
  summary: Shown,
): Extract<Content, { kind: "card" }> {
  return { kind: "card", card: name, data, summary };
}
