import type { Catalogue } from "../catalogue.ts";

const APPLICATIONS = { one: "program", other: "program" };
const ACTIONS = { one: "enhetsåtgärd", other: "enhetsåtgärder" };

/** What can be done, and was done, without an approval here. */
export const bypass: Catalogue["bypass"] = {
  heading({ applications, actions, isWhole }, locale) {
    if (applications === 0 && actions === 0)
      return isWhole
        ? "Inget kringgår godkännandet, såvitt jag kan se"
        : "Inget hittades som kringgår godkännandet, men allt kunde inte gås igenom";
    return `${locale.count(applications, APPLICATIONS)} kan kringgå godkännandet; ${locale.count(actions, ACTIONS)} gjorde det de senaste 30 dagarna`;
  },
  intro:
    "Program som kan ändra saker i Defender eller i personers konton, på egen hand eller åt andra, och åtgärder de senaste 30 dagarna som ingen har begärt här. Personer med Defenders egna roller kan alltid agera i dess portal.",
  looked: "Kontrollerat",
  lookedAt: ({ n, most, isGrantsCut }, locale) =>
    [
      n >= most
        ? `${locale.count(n, ACTIONS)}, och det finns fler som inte har kontrollerats`
        : locale.count(n, ACTIONS),
      ...(isGrantsCut
        ? ["de första behörigheterna i en lång lista: det finns program som inte har kontrollerats"]
        : []),
    ].join("; "),
  application: "Program",
  action: "Åtgärd",
  holds: ({ grants }, locale) => locale.and(grants),
  grant({ permission, as }) {
    const how = {
      application: "på egen hand",
      everybody: "åt alla som loggar in",
      "one person": "åt en person",
    };
    return `${permission} (${how[as]})`;
  },
  by: ({ who, at, now }, locale) => `${who ?? "någon"}, ${locale.when(at, now)}`,
};
