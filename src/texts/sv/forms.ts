import type { Catalogue } from "../catalogue.ts";

const CARD_ELSEWHERE = {
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

/** Forms: their title, what is missing, what approval it will need, and what became of one. */
export const forms: Catalogue["forms"] = {
  giveReason: "Ange en orsak.",
  requestIsOpen: ({ id }) => `Begäran ${id} är öppen`,
  requestHasState: ({ id, state }) => `Begäran ${id} är ${state}`,
  endedAlready: ({ name, outcome }) => `${name}: det har redan begärts och avslutats. ${outcome}`,
  takenOver: ({ name, at, reach }, locale) =>
    `Du svarar för isoleringen av ${name} nu. Frisläppandet begärs ${locale.clockOn(at)} och behöver godkännas då. ${CARD_ELSEWHERE[reach]}`,
  opened: ({ name, free, reach }) =>
    `${name}: ${free ? "Inget godkännande behövs." : "Väntar på godkännande."} ${CARD_ELSEWHERE[reach]}`,

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
  fillIn: ({ allowed }) => `Fyll i detta: ${allowed}.`,
  pleaseChoose: "Välj ett alternativ",

  standingTitle: ({ id }) => `${id} är redan öppen`,
  allTheSame: "Begär ändå",
  /** `by` null: by whoever reads it. */
  standing(holes, locale) {
    const asked = `${holes.by ?? "Du"} begärde detta ${locale.time(holes.at)}: ${holes.target}, ${holes.state}.`;
    if (holes.isOwn) return `${asked} Det är samma begäran, så ingen ny öppnades.`;
    const yours =
      holes.differs.length === 0
        ? "Din skulle bli likadan."
        : `Din skulle skilja sig: ${holes.differs.join("; ")}.`;
    return `${asked} ${yours} Ingen begäran öppnades åt dig.`;
  },

  chooseOne: "Välj ett alternativ.",
};
