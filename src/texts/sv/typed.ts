import type { Catalogue } from "../catalogue.ts";

/** What a message that somebody sent is answered with: a greeting, what can't be read in it, mentions, and a question back. */
export const typed: Catalogue["typed"] = {
  welcome:
    'Hej! Jag styr Microsoft Defender för Endpoint med dina egna rättigheter. Skriv "help" för att se vad jag kan, eller "alerts" för att börja.',
  unread: ({ what }) =>
    what === "card"
      ? 'Jag kan inte läsa ett kort som skickas till mig; knapparna på det fungerar som de står. Skriv det du vill se på nytt: "alert ID", "device NAMN" eller "help".'
      : 'Jag kan inte läsa det du skickade: jag läser text, och filer tillsammans med ett kommando som tar emot en. Skriv "help" för att se vad jag kan.',
  typeHelp: 'Skriv "help" för att se vad jag kan.',
  untold:
    'Något gick fel med det här meddelandet. En del av det kan ha blivit gjort: skriv "requests" för att se vad som finns innan du frågar igen.',
  codeBlock:
    'Jag kör inte det som bara står i ett kodblock eller citat. Skriv "hunt" före kodblocket om det är en jaktfråga; skriv annars själva kommandot, eller "help".',
  linkNotRead:
    "Jag kan inte läsa vilken avisering, incident eller enhet den här länken till Defender leder till. Öppna den där och kopiera länken igen, eller skriv dess id.",
  linkAmongWords:
    "Jag läser en länk till Defender när den står ensam, eller efter ett kommando. Skicka den för sig för att se vad den leder till; för att göra något åt det, börja med kommandot, till exempel: comment LÄNK dina ord",
  otherTenantsLink:
    "Den här länken leder till en annan organisations Defender, där samma nummer betyder något annat. Öppna den där, eller skriv det id eller namn som gäller här.",
  unknownCommand({ word, meant }) {
    const hint = meant === null ? "" : ` Menade du "${meant}"?`;
    return `Jag känner inte till "${word}".${hint} Skriv "help" för att se vad jag kan.`;
  },
  mentionsNoPerson: ({ who, isBot }: { who: string; isBot: boolean }) =>
    `${who} är ${isBot ? "en app" : "ett team, en kanal eller en tagg"}, inte en person. Inget har gjorts: nämn en person, eller skriv personens UPN.`,
  mentionsStranger: ({ who }: { who: string }) =>
    `Teams har ingen ${who} i den här konversationen. Inget har gjorts: nämn någon som är med i den, eller skriv personens UPN.`,
  mentionsGuest: ({ who }: { who: string }) =>
    `${who} är gäst eller hör till en annan organisation, och genom omnämnande tar jag bara personer i er egen. Inget har gjorts: skriv det UPN som personen har i er katalog.`,
  mentionUnchecked: ({ who, why }: { who: string; why: string }) =>
    `Jag kunde inte ta reda på vem ${who} är: ${why} Inget har gjorts. Försök igen, eller skriv personens UPN.`,
  messageTooLong:
    "Meddelandet är längre än jag läser, så jag har inte gjort något. Skicka bara kommandot, med en kort orsak.",
  needsRole: ({ roles, command }, locale) => `Du behöver rollen ${locale.or(roles)} för "${command}".`,
  whatIsMeant: "Vilket menar du?",
  twoWays: ({ typed, key }) =>
    `Inget har gjorts ännu: är "${typed}" menat som ${key}, eller hör det till texten?`,
  asKey: ({ key }) => `Som ${key}`,
  asText: "Det hör till texten",
  forSoLong: ({ ms }, locale) => `I ${locale.length(ms)}`,

  notAmong: ({ given, none }) =>
    none
      ? `Live response-biblioteket har inga skript, så "${given}" kan inte köras. Ladda först upp det i Defender-portalen.`
      : `Live response-biblioteket har inget skript "${given}". Välj ett av dessa:`,
};
