import type { Catalogue } from "../catalogue.ts";

/** A request that goes by a row of a hunt: what was searched, and whether the row is still found. */
export const huntRows: Catalogue["huntRows"] = {
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
