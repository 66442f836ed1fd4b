import type { HolesOf, TextKey } from "./catalogue.ts";
import type { Shown } from "./safe-text.ts";

/**
 * Something to be said, in no language yet: the name of a sentence and what goes into its holes. This is what rooms hand
 * on, and what the store keeps; words are made of it where a message leaves the house, in the language of its readers.
 */
export interface Text {
  readonly say: TextKey;
  readonly with: Readonly<Record<string, Hole>>;
}

/** A string in a hole may be anybody's: it becomes one harmless line. */
export type Hole = string | number | boolean | null | Text | readonly (string | Text)[];

/** Where a sentence wants a string, another sentence does as well. */
type Given<H> = { readonly [N in keyof H]: GivenHole<H[N]> };
type GivenHole<T> = T extends string
  ? string extends T
    ? string | Text
    : T
  : T extends readonly string[]
    ? readonly (string | Text)[]
    : T extends Hole
      ? T
      : never;

/** A text, or words that were made harmless already. */
export type Sayable = Text | Shown;

/** A piece of a card: ours, or somebody's name or words, which are made harmless where the card is bound. */
export type Words = string | Text;

/** The sentence of that name: say("grammar.missing", { name, allowed }). */
export function say<K extends TextKey>(
  key: K,
  ...[holes]: HolesOf<K> extends undefined ? [] : [holes: Given<HolesOf<K>>]
): Text {
  return { say: key, with: holes ?? {} };
}

/** Words of others, or of an older version that kept its sentences as they were said. */
export function verbatim(words: string): Text {
  return say("common.verbatim", { words });
}

/** As a text, whatever it was put together as. */
export function worded(words: Words): Text {
  return typeof words === "string" ? verbatim(words) : words;
}

/** Whether this is a text, and no other piece of a card's data. */
export function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "say" in value && "with" in value;
}
