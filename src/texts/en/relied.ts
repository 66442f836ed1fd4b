import type { Locale } from "../locale.ts";

/** What a request goes by and is bound to: the row of a hunt, or what it ends or takes the place of; and whether it is still so. */
export const relied = {
  reliedUnread: "What it goes by could not be checked: it may be another one when it is sent",

  ends: ({ what, who, at }: { what: string; who: string | null; at: number | null }, locale: Locale) =>
    `It ends the ${what} by ${who ?? "somebody"}, asked for at ${locale.time(at)}`,

  notShownThen: ({ what }: { what: string }) => `the card did not show this: ${what}`,

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
