import type { Catalogue } from "../catalogue.ts";

export const common: Catalogue["common"] = {
  verbatim: ({ words }) => words,
  sentences: ({ all }) => all.filter((one) => one !== "").join(" "),
  listed: ({ items }) => items.join(", "),
  when: ({ at, now }, locale) => locale.when(at, now),
  time: ({ at }, locale) => locale.time(at),
  ago: ({ at, now }, locale) => locale.ago(at, now),
};
