import type { Locale } from "../locale.ts";

/** What any room says: a time, a list, that one has to be chosen. */
export const common = {
  /** Words of others, as they are. */
  verbatim: ({ words }: { words: string }) => words,
  /** Several sentences, one after the other. */
  sentences: ({ all }: { all: readonly string[] }) => all.filter((one) => one !== "").join(" "),
  chooseOne: "Please choose one.",
  /** Things side by side: "a, b, c". */
  listed: ({ items }: { items: readonly string[] }) => items.join(", "),
  /** A time that nobody knows is "unknown". */
  when: ({ at, now }: { at: number | null; now: number }, locale: Locale) => locale.when(at, now),
  time: ({ at }: { at: number | null }, locale: Locale) => locale.time(at),
  ago: ({ at, now }: { at: number | null; now: number }, locale: Locale) => locale.ago(at, now),
};
