import type { Catalogue } from "../catalogue.ts";

/** Longest text that stands for a longer one, in code points. */
const MAX_SHORT = 300;

export const messaging: Catalogue["messaging"] = {
  refresh: "Uppdatera",
  page: ({ page, pages }) => `Sida ${page} av ${pages}`,

  unread: ({ heading, n }) =>
    `${heading === null ? "" : `${heading}; `}${n} gick inte att läsa, titta i Defender`,

  next: "Nästa",
  back: "Tillbaka",
  shortened({ words, look }) {
    const points = Array.from(words);
    return points.length <= MAX_SHORT ? words : `${points.slice(0, MAX_SHORT).join("")}… ${look}`;
  },
  beside: ({ words }) => `  ·  ${words}`,
  more: ({ left }) => `${left} till`,
  notAllTaken: ({ look }) => `Teams tog inte emot hela meddelandet. ${look}`,
};
