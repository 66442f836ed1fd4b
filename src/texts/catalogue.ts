import type { en } from "./en.ts";
import type { Locale } from "./locale.ts";

/**
 * One sentence in one language: words alone, or how they are put together from what goes into their holes. Holes that
 * are strings are harmless already when an entry gets them.
 */
export type Entry = string | ((holes: never, locale: Locale) => string);

/** All sentences of one language, room by room. The English ones are the measure. */
export type Catalogue = {
  readonly [R in keyof English]: {
    readonly [N in keyof English[R]]: English[R][N] extends (...given: infer G) => string
      ? (...given: G) => string
      : string;
  };
};

type English = typeof en;

/** The name of a sentence: `room.name`. */
export type TextKey = { [R in keyof English]: `${R}.${keyof English[R] & string}` }[keyof English];

type EntryOf<K extends TextKey> = K extends `${infer R extends keyof English}.${infer N}`
  ? N extends keyof English[R]
    ? English[R][N]
    : never
  : never;

/** What the sentence asks for; `undefined` for words alone. */
export type HolesOf<K extends TextKey> =
  EntryOf<K> extends (holes: infer H, ...rest: never[]) => string ? H : undefined;
