import type { Locale } from "../locale.ts";

/** A request that goes by a row of a hunt: what was searched, and whether the row is still found. */
export const huntRows = {
  searched: "Time range",
  foundBy: "Found by the hunt",
  foundIn: "Named in the column",
  frozen: ({ from, to }: { from: number; to: number }, locale: Locale) =>
    `${locale.time(from)} to ${locale.time(to)}: it is run again over this very time before anything is sent`,
  rowFound: "the hunt finds it",
  rowGone: "the hunt does not find it any more",
  goneAt: ({ name }: { name: string }) =>
    `The hunt does not find ${name} any more in the time that it searched, so I asked for nothing. Please run it again.`,
  rowUnchecked:
    "I could not check whether the hunt still finds it: its result was not whole this time. Please try again, or narrow the query down.",
  rowUnbound:
    "I could not read what this would take the place of, so I asked for nothing. Please try again, or type the command itself.",
};
