import type { Catalogue } from "../catalogue.ts";

/** Vad en ny titt efter en åtgärd visade: ett faktum på kortet. */
export const proof: Catalogue["proof"] = {
  comes({ what, minutes }, locale) {
    const after = `efter ${locale.and(minutes)} minuter`;
    return what === "account"
      ? `Jag tittar på kontot igen ${after} och säger här vad jag ser.`
      : `Jag kontrollerar ${after} om enheten fortfarande kommunicerar med annat än Defender och säger här vad jag ser.`;
  },
  silent: ({ since, upTo }, locale) =>
    `Ingen anslutning sedan ${locale.clock(since)} utom till Defender, så långt enheten har rapporterat (till ${locale.clockOn(upTo)}).`,
  talking({ peer, by, at, since, upTo, isSelective }, locale) {
    const why = isSelective ? " En selektiv isolering släpper igenom vissa program." : "";
    const who = by === "" ? "" : ` (${by})`;
    return `Kommunicerar fortfarande med ${peer === "" ? "en okänd adress" : peer}${who}: senast ${locale.clock(at)}, trots isolering sedan ${locale.clock(since)}; enheten har rapporterat till ${locale.clockOn(upTo)}.${why}`;
  },
  noSignIn: ({ since, upTo }, locale) =>
    `Ingen inloggning sedan ${locale.clock(since)}, så långt Entras inloggningslogg visar ${locale.clockOn(upTo)}; den kan ligga några minuter efter.`,
  noReport: ({ since }, locale) =>
    `inget som enheten har rapporterat efter ${locale.clock(since)} har kommit fram; den kan vara avstängd, eller så dröjer rapporterna`,
  unverified: ({ why, again }) => `Kunde inte bekräftas${again ? " ännu" : ""}: ${why}`,
  noSensor: "en enhet utan sensor rapporterar ingenting",
  noToken: ({ who }) =>
    `frågan ställs som ${who}, vars inloggning inte gäller längre. Logga in igen: skriv signin i en 1:1-chatt med mig`,
  noAnswer: "frågan fick inget svar",
};
