import type { Locale } from "../locale.ts";

/** How times, lists and several sentences are put together; no words of their own. */
export const common = {
  /** Words of others, as they are. */
  verbatim: ({ words }: { words: string }) => words,
  /** Several sentences, one after the other. */
  sentences: ({ all }: { all: readonly string[] }) => all.filter((one) => one !== "").join(" "),
  /** Things side by side: "a, b, c". */
  listed: ({ items }: { items: readonly string[] }) => items.join(", "),
  /** A time that nobody knows is "unknown". */
  when: ({ at, now }: { at: number | null; now: number }, locale: Locale) => locale.when(at, now),
  time: ({ at }: { at: number | null }, locale: Locale) => locale.time(at),
  ago: ({ at, now }: { at: number | null; now: number }, locale: Locale) => locale.ago(at, now),
};
