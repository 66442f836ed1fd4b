import type { Catalogue } from "../catalogue.ts";

/** What a request goes by and is bound to: the row of a hunt, or what it ends or takes the place of; and whether it is still so. */
export const relied: Catalogue["relied"] = {
  reliedUnread: "Det som används kunde inte kontrolleras: det kan vara ett annat när det skickas",

  ends: ({ what, who, at }, locale) =>
    `Avslutar en åtgärd (${what}) av ${who ?? "någon"}, begärd ${locale.time(at)}`,

  notShownThen: ({ what }) => `kortet visade inte detta: ${what}`,

  searched: "Tidsintervall",
  foundBy: "Hittad av jakten",
  foundIn: "Nämns i kolumnen",
  frozen: ({ from, to }, locale) =>
    `${locale.time(from)} till ${locale.time(to)}: den körs igen över just den tiden innan något skickas`,
  rowFound: "jakten hittar den",
  rowGone: "jakten hittar den inte längre",
  goneAt: ({ name }) =>
    `Jakten hittar inte längre ${name} i den tid som den genomsökte, så jag bad inte om något. Kör den igen.`,
  rowUnchecked:
    "Jag kunde inte kontrollera om jakten fortfarande hittar den: dess resultat var inte helt den här gången. Försök igen, eller begränsa frågan.",
  rowUnbound:
    "Jag kunde inte läsa vad detta skulle ersätta, så jag bad inte om något. Försök igen, eller skriv själva kommandot.",
};
