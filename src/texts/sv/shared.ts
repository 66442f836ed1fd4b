import type { Catalogue } from "../catalogue.ts";

export const shared: Catalogue["shared"] = {
  wentWrong: ({ reference }) =>
    `Något gick fel hos mig, och inget mer har gjorts. Försök igen; om det händer på nytt, ge administratören referensen ${reference}.`,

  unreachable: ({ service }) =>
    `${service} kan inte nås just nu. Inget har ändrats. Försök igen om en minut.`,
  storeAway:
    "Jag når inte min databas just nu, så jag har kanske inte tagit emot detta. Titta igen om en minut, och upprepa det om inget har hänt.",
  late: "Detta tar längre tid än det borde: en tjänst som jag behöver är långsam. Försök igen om en minut om inget svar kommer.",

  failure: ({ reference }) => `Något gick fel hos mig. Referens: ${reference}`,
};
