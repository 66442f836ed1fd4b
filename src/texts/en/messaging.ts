/** Longest text that stands for a longer one, in code points. */
const MAX_SHORT = 300;

/** What any card or list has: Back, Next, Refresh, which page it is, and a message that was cut. */
export const messaging = {
  refresh: "Refresh",
  page: ({ page, pages }: { page: number; pages: number }) => `Page ${page} of ${pages}`,

  /** Of a list that Defender gave, with what stands on it all the same. */
  unread: ({ heading, n }: { heading: string | null; n: number }) =>
    `${heading === null ? "" : `${heading}; `}${n} could not be read, please look in Defender`,

  next: "Next",
  back: "Back",
  /** What is left of a message that Teams does not take as a whole. */
  shortened({ words, look }: { words: string; look: string }) {
    const points = Array.from(words);
    return points.length <= MAX_SHORT ? words : `${points.slice(0, MAX_SHORT).join("")}… ${look}`;
  },
  /** What stands beside the title of a row. */
  beside: ({ words }: { words: string }) => `  ·  ${words}`,
  more: ({ left }: { left: number }) => `${left} more`,
  notAllTaken: ({ look }: { look: string }) => `Teams did not take all of this message. ${look}`,
};
