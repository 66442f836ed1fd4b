import { card, type LabelValue, type Tone } from "./card.ts";
import type { CardButton, Content } from "./content.ts";
import { say, type Sayable, type Words } from "../texts/text.ts";
import type { Ticks } from "./ticks.ts";

/** The card of whatever is read and needs no look of its own: facts, and rows of anything. */

/** Most rows on one card. */
export const MOST_ROWS = 15;

/** One column of a row. */
export interface FactsCell extends LabelValue {
  /** What a tap on it shows; it never changes anything. */
  readonly opens?: CardButton;
}

/** One thing in a list. What is left out is not shown. */
export interface FactsRow {
  /** Its state, in a colour. */
  readonly badge?: Words;
  readonly tone?: Tone;
  readonly title: Words;
  /** What stands beside the title, in a lighter hand. */
  readonly beside?: Words;
  /** The columns of a table, each with its name: on a phone they stand below one another. */
  readonly cells?: readonly FactsCell[];
  readonly line?: Words;
  /** What a tap anywhere on the row shows; it never changes anything. */
  readonly opens?: CardButton;
  /** What can be done about it. */
  readonly buttons?: readonly CardButton[];
}

/** What such a card shows. Texts may be anybody's: all of them become plain lines. */
export interface Facts {
  readonly heading: Words;
  readonly tone?: Tone;
  readonly intro?: Words;
  readonly facts?: readonly LabelValue[];
  /** Of more than `MOST_ROWS` the first are shown. */
  readonly rows?: readonly FactsRow[];
  /** Rows that stand behind a title until somebody opens it. */
  readonly folded?: { readonly title: Words; readonly rows: readonly FactsRow[] };
  /** How many rows there are, where `rows` are only the first of them. */
  readonly total?: number;
  /** What can be done about several rows together; absent: nothing. */
  readonly ticks?: Ticks | null;
  readonly buttons?: readonly CardButton[];
  /** A file to download; where its host is not listed, the card has no such button. */
  readonly linkUrl?: string;
}

export type FactsCardData = {
  readonly heading: Words;
  readonly tone: Tone;
  readonly intro: Words;
  readonly facts: readonly LabelValue[];
  readonly rows: readonly DrawnRow[];
  readonly folded: readonly DrawnRow[];
  readonly foldedTitle: Words;
  /** Of how many `rows` are the first: a card that they don't fit on shows fewer, and always says how many are missing. */
  readonly total: number;
  readonly ticks: Ticks | null;
  readonly buttons: readonly CardButton[];
  readonly linkUrl: string;
};

type DrawnRow = {
  readonly badge: Words;
  readonly tone: Tone;
  readonly title: Words;
  readonly beside: Words;
  readonly cells: readonly {
    readonly label: Words;
    readonly value: Words;
    readonly opens: CardButton | null;
  }[];
  readonly line: Words;
  readonly opens: CardButton | null;
  readonly buttons: readonly CardButton[];
};

/** The card of these facts; `summary` is the text of the notification. */
export function factsCard(shown: Facts, summary: Sayable): Content {
  const { heading, tone = "neutral", intro = "", facts = [], rows = [], folded, buttons = [] } = shown;
  const data: FactsCardData = {
    heading,
    tone,
    intro,
    facts,
    rows: rows.slice(0, MOST_ROWS).map(drawn),
    folded: (folded?.rows ?? []).slice(0, MOST_ROWS).map(drawn),
    foldedTitle: folded?.title ?? "",
    total: shown.total ?? rows.length,
    ticks: shown.ticks ?? null,
    buttons,
    linkUrl: shown.linkUrl ?? "",
  };
  return card<FactsCardData>("facts", data, summary);
}

function drawn(row: FactsRow): DrawnRow {
  return {
    badge: row.badge ?? "",
    tone: row.tone ?? "neutral",
    title: row.title,
    beside: row.beside === undefined ? "" : say("messaging.beside", { words: row.beside }),
    cells: (row.cells ?? []).map(({ label, value, opens = null }) => ({ label, value, opens })),
    line: row.line ?? "",
    opens: row.opens ?? null,
    buttons: row.buttons ?? [],
  };
}
