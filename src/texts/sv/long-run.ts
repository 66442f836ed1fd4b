import type { Catalogue } from "../catalogue.ts";

/** A command that takes long: that it goes on, its Stop, and how many may run. */
export const longRun: Catalogue["longRun"] = {
  goesOn: ({ command }) => `"${command}" körs`,
  goesOnText: ({ limitMs }, locale) => `Detta tar en stund, högst ${locale.span(limitMs)}. Svaret visas här.`,
  stop: "Stoppa",
  stopped: "Stoppat",
  stoppedText: "Svaret kommer inte att visas. Skicka kommandot igen om du behöver det.",
  tooManyRun: ({ most }, locale) =>
    `${locale.number(most)} av dina kommandon körs fortfarande, och fler kör jag inte åt en person samtidigt. Vänta på ett av dem, eller tryck på Stoppa på det.`,
  tooManyRunInAll: "Så många långa frågor som jag kan köra samtidigt körs redan. Försök igen om en minut.",
  endedBefore: "Det var redan avslutat.",
  notYoursToStop: ({ whose }) => `Bara ${whose}, som skickade kommandot, kan stoppa det.`,
  couldNot: ({ command }) => `Inget svar på "${command}"`,
};
