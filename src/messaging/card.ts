import type { CardButton, CardData, Content } from "./content.ts";
import type { Sayable, Words } from "../texts/text.ts";

/**
 * What each card template is bound with. Strings are formatted already (times in UTC); texts that others wrote are
 * raw here: where a template is bound, each becomes one harmless line of a TextRun. What keeps its line breaks is either
 * a `Sayable`, which is ours, or a block that is wholly by others (an alert's description).
 */

/** How something feels: colour, always beside a word that says the same. */
export type Tone = "good" | "warning" | "attention" | "accent" | "neutral";

export type LabelValue = { readonly label: Words; readonly value: Words };

export type FormField = {
  readonly id: string;
  readonly kind: "text" | "choice";
  readonly label: Words;
  readonly required: boolean;
  readonly placeholder: Words;
  readonly multiline: boolean;
  /** In characters, of what is typed. */
  readonly longest: number;
  readonly value: Words;
  readonly choices: readonly { readonly title: Words; readonly value: Words }[];
  /** What the client says when it is sent empty. */
  readonly error: Words;
  /** What was wrong with what was sent in it, or empty. */
  readonly problem: Words;
  /** Buttons that fill it in with what is usual: without the fields (`alone`) as long as it is empty and a client demands it. */
  readonly fills: readonly (CardButton & { readonly alone: boolean })[];
};

export type FormCardData = {
  readonly title: Words;
  readonly text: Sayable;
  /** What was wrong with the last try and belongs to none of its fields, or empty. */
  readonly problem: Words;
  readonly fields: readonly FormField[];
  readonly buttons: readonly CardButton[];
  /** `Back`, which asks for no input; empty: the form was opened by nothing that can be shown again. */
  readonly back: readonly CardButton[];
};

export type NoticeCardData = {
  readonly title: Words;
  readonly text: Sayable;
  readonly tone: Tone;
  readonly buttons: readonly CardButton[];
};

export type SignInCardData = { readonly text: Sayable; readonly buttons: readonly CardButton[] };

/**
 * A card to show: the template of that name in `cards/`, the data it is bound with, and the text of the notification. The
 * data's type stands beside its builder and is named at the call: nothing else says what is safe on such a card.
 */
export function card<D extends CardData = never>(
  name: string,
  data: NoInfer<D>,
  summary: Sayable,
): Extract<Content, { kind: "card" }> {
  return { kind: "card", card: name, data, summary };
}
