import type { Locale } from "../locale.ts";

export const common = {
  /** Words of others, as they are. */
  verbatim: ({ words }: { words: string }) => words,
  /** Several sentences, one after the other. */
  sentences: ({ all }: { all: readonly string[] }) => all.filter((one) => one !== "").join(" "),
  /** Things side by side: "a, b, c". */
  listed: ({ items }: { items: readonly string[] }) => items.join(", "),
  and: ({ items }: { items: readonly string[] }, locale: Locale) => locale.and(items),
  or: ({ items }: { items: readonly string[] }, locale: Locale) => locale.or(items),
  time: ({ at }: { at: number }, locale: Locale) => locale.time(at),
};
