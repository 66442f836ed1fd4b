import type { Catalogue } from "../catalogue.ts";

/** Where the card is of what a form has opened. */
export const CARD_ELSEWHERE = {
  here: "Kortet i den här konversationen visar hur det går.",
  there: "Kortet i vår 1:1-chatt visar hur det går.",
  follows: "Kortet kommer i vår 1:1-chatt så snart Teams tar emot det.",
  closed:
    "Jag kunde inte lägga upp kortet i vår 1:1-chatt: Teams nekar mina meddelanden där. Leta upp mig under Appar i Teams, lägg till eller avblockera mig och säg hej där.",
} as const;

const TARGETS = {
  device: "enheten",
  alert: "aviseringen eller incidenten",
  "machine-action": "åtgärden",
  user: "personen",
  indicator: "vad som blockeras",
} as const;

/** Forms: their title, what is missing, what approval it will need, and what became of what one had asked for. */
export const forms: Catalogue["forms"] = {
  giveReason: "Ange en orsak.",
  requestIsOpen: ({ id }) => `Begäran ${id} är öppen`,
  requestHasState: ({ id, state }) => `Begäran ${id} är ${state}`,
  endedAlready: ({ name, outcome }) => `${name}: det har redan begärts och avslutats. ${outcome}`,
  opened: ({ name, free, reach }) =>
    `${name}: ${free ? "behöver inget godkännande" : "väntar på godkännande"}. ${CARD_ELSEWHERE[reach]}`,

  formTitle: ({ title, about }) => `${title}: ${about}`,
  formText: ({ summary, need }) => `${summary}.${need === null ? "" : ` ${need}`}`,
  needNobody: "Det behöver inget godkännande: det körs genast, med dina egna rättigheter.",
  needApprovals({ n, own }, locale) {
    if (own)
      return locale.plural(n, {
        one: "Det behöver ett godkännande av en Approver.",
        other: `Det behöver ${n} godkännanden av olika personer med rollen Approver.`,
      });
    return locale.plural(n, {
      one: "Det behöver ett godkännande av en Approver som inte är du.",
      other: `Det behöver ${n} godkännanden av olika personer med rollen Approver, och du är inte en av dem.`,
    });
  },
  needRefused: ({ why }) => `Principen nekar det: ${why}`,
  needDepends: ({ on }) =>
    `Vilket godkännande det behöver beror på ${TARGETS[on]}: det visas när du har begärt det, och inget görs innan dess.`,
  reasonFilled:
    "Orsaken är ifylld. Det du hade valt i de andra fälten följde inte med: kontrollera dem igen.",
  fillIn: ({ allowed }) => `Fyll i detta: ${allowed}.`,
  pleaseChoose: "Välj ett alternativ",

  chooseOne: "Välj ett alternativ.",
};
