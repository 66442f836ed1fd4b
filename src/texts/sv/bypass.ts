import type { Catalogue } from "../catalogue.ts";
import type { Locale } from "../locale.ts";

const APPLICATIONS = { one: "program", other: "program" };
const ACTIONS = { one: "enhetsåtgärd", other: "enhetsåtgärder" };
const DONE = { one: "åtgärd", other: "åtgärder" };
const NEW = { one: "nytt", other: "nya" };
const sinceWhen = (days: number, locale: Locale): string =>
  days === 7
    ? "sedan förra veckan"
    : locale.plural(days, { one: "sedan i går", other: `de senaste ${days} dagarna` });
const MOST_NAMES = 5;

/** What `bypass` and the weekly line tell: who can do something, or did it, without an approval here. */
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

  tellMeWeekly: "Meddela mig varje vecka",
  noMoreWeekly: "Avsluta veckoraden",
  show: "Visa",
  weeklySet: "Varje vecka meddelar jag dig i den här chatten vad som kringgår godkännandet",
  weeklyAlready: "Det meddelar jag dig redan varje vecka, i den här chatten",
  now: ({ line }) => `Nu: ${line}. För att avsluta, skriv: bypass weekly off`,
  weeklyEnded: "Klart: jag meddelar dig inte längre varje vecka vad som kringgår godkännandet.",
  notWeekly:
    "Jag meddelar dig inte varje vecka vad som kringgår godkännandet. För att få det, skriv: bypass weekly",
  weekly({ applications, fresh, actions, days, isWhole }, locale) {
    const held =
      applications === 0
        ? "Inget program har en ändrande behörighet"
        : `${locale.count(applications, APPLICATIONS)} har en ändrande behörighet`;
    const than =
      applications === 0 || fresh === null
        ? ""
        : fresh === 0
          ? `, inget nytt ${sinceWhen(days, locale)}`
          : `, varav ${fresh} ${locale.plural(fresh, NEW)} ${sinceWhen(days, locale)}`;
    const span = locale.plural(days, { one: "det senaste dygnet", other: `de senaste ${days} dagarna` });
    const done =
      actions === 0
        ? `ingen åtgärd ${span} gjordes någon annanstans`
        : `${locale.count(actions, DONE)} ${span} gick inte den här vägen`;
    return `${held}${than}; ${done}${isWhole ? "" : "; allt kunde inte gås igenom"}`;
  },
  weeklyNew({ names }, locale) {
    if (names.length === 0) return "Inget program har fått någon ny.";
    const more = names.length - MOST_NAMES;
    return `Nytt: ${locale.and([...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} till`] : [])])}.`;
  },
  notLooked: "Jag kunde inte se efter den här veckan vad som kringgår godkännandet",
  needsSignIn: "Du behöver logga in för det: tryck på Visa, eller skriv: bypass",

  by: ({ who, at, now }, locale) => `${who ?? "någon"}, ${locale.when(at, now)}`,
};
