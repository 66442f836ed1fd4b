import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

/** What a second look found after something was done to a device or an account: a fact on its card. */
export const proof: Catalogue["proof"] = {
  comes({ what, minutes }, locale) {
    const after = `efter ${locale.and(minutes)} minuter`;
    return what === "account"
      ? `Jag tittar på kontot igen ${after} och säger här vad jag ser.`
      : `Jag kontrollerar ${after} om enheten fortfarande kommunicerar med annat än Defender och säger här vad jag ser.`;
  },
  notRevoked: ({ name }) =>
    `Sessionerna för ${name} fortsätter: Entra ID tog emot anropet, men kontot visar inte att de har återkallats. Be om det igen, eller stäng av kontot.`,
  notMarked: ({ name, state }) =>
    `Entra ID har inte längre ${name} markerat som komprometterat: ${state === null ? "det finns inget mot kontot" : `risken är "${names.riskState(state)}"`}.`,
  passwordChanged: ({ name, at }, locale) =>
    `Lösenordet för ${name} byttes ${locale.time(at)}; av vem säger Entra ID inte.`,
  onAgain: ({ name }) => `${name} är aktiverat igen, av någon eller något annat.`,
  signedInAgain(holes, locale) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    return `Någon loggade in som ${holes.name} igen ${locale.time(holes.at)}: ${holes.app ?? "okänd app"}${where === "" ? "" : ` från ${where}`}.`;
  },
  recheckFailed: ({ name }) =>
    `${name} kunde inte kontrolleras igen, så jag vet inte om kontot har använts sedan dess.`,

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
