import type { Catalogue } from "../catalogue.ts";

/** A button that was pressed: the card is too old or somebody else's, or the press was handled already. */
export const presses: Catalogue["presses"] = {
  answerFollows: "Svaret kommer som ett eget meddelande.",
  noRequest: ({ id }) => `Det finns ingen begäran ${id}.`,
  requestIs: ({ id, state }) => `${id} är ${state}.`,
  requestSucceeded: ({ id }) => `${id} lyckades.`,
  soAlready: "Det är redan så",

  strangeButton: "Den här knappen är inte en av mina.",
  cardTooOld: "Kortet är för gammalt för att användas.",
  askAgain: "Kortet är för gammalt för att användas. Be om det igen.",
  nothingFollows: "Den här begäran har inget nästa steg längre. Tryck på Uppdatera.",
  clickHandled: "Klicket har redan hanterats.",
  notYours: ({ whose }) =>
    `Bara ${whose}, som skickade kommandot, kan välja här. Inget har gjorts. Du kan skicka det själv.`,
  chosenAlready: ({ name, id }) =>
    `${name} (${id}) har du redan valt. Skriv kommandot igen för en annan enhet.`,
};
