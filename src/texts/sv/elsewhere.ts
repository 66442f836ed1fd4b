import type { Catalogue } from "../catalogue.ts";

const ENABLE = 'Någon med rollen Admin kan skriva "enable" för att tillåta det i den här konversationen.';

const OPEN_CHAT =
  "Leta upp mig under Appar i Teams, lägg till eller avblockera mig och säg hej i vår 1:1-chatt; skicka sedan kommandot igen.";

const IN_PRIVATE = {
  there: "Detta är bara för dig: jag har svarat i vår 1:1-chatt.",
  follows:
    "Detta är bara för dig. Teams tar inte emot mina meddelanden i vår 1:1-chatt just nu; svaret kommer där så snart det går.",
  closed: `Detta är bara för dig, och vår 1:1-chatt tar inte emot mina meddelanden. ${OPEN_CHAT}`,
} as const;

const ELSEWHERE = {
  there: `Enhetsdata visas inte här, så jag har svarat i vår 1:1-chatt. ${ENABLE}`,
  follows: `Enhetsdata visas inte här. Mitt svar kommer i vår 1:1-chatt så snart Teams tar emot det. ${ENABLE}`,
  closed: `Enhetsdata visas inte här, och jag når dig inte i vår 1:1-chatt: Teams nekar mina meddelanden där. ${OPEN_CHAT} ${ENABLE}`,
} as const;

/** Where an answer or a request's card is, if not here; and a message that stands for one that could not be shown. */
export const elsewhere: Catalogue["elsewhere"] = {
  answeredElsewhere: ({ reach, isPrivate }) => (isPrivate ? IN_PRIVATE[reach] : ELSEWHERE[reach]),
  noChat: `Enhetsdata visas inte här, och jag kan inte öppna en 1:1-chatt med dig, så inget har gjorts. ${OPEN_CHAT} ${ENABLE}`,
  notKept: "Jag kunde inte visa dig länken, och jag sparar ingen. Be om den igen.",

  ownMessage: "Ett meddelande från mig",
  askMeAgain: "Fråga mig igen, eller titta i Defender-portalen.",
  request: ({ id }) => `Begäran ${id}`,
  refreshOrType: ({ id }) => `Tryck på Uppdatera för hela kortet, eller skriv: request ${id}`,
  refresh: "Uppdatera",
};
