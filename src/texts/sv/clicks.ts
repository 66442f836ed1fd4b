import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";
import { TARGETS } from "./final-check.ts";

/** Why a press on a request's card did not count: it came too late, the card is old, the sign-in too weak, or something can't be read. */
export const clicks: Catalogue["clicks"] = {
  unknown: ({ id }) => `Begäran ${id} är inte längre känd.`,
  clickKept: ({ done, total }) =>
    `Ditt klick är sparat: ${done} av ${total} kontrollerade. Det räknas när allt är kontrollerat och inget talar emot det; annars säger jag till.`,
  clickDidNotCount: ({ name, id, why }) =>
    `${name}, ditt klick på ${id} räknades inte: ${clause(why)}. Skriv "request ${id}" för att se hur det är nu.`,
  clickGone: "du har loggat ut sedan dess, eller så tog det för lång tid",
  clickTooLong: "kontrollerna tog för lång tid, så inget har avgjorts; klicka igen",
  crowded: "För många arbetar med den här begäran just nu. Försök igen.",
  clocksDisagree:
    "Mina klockor går olika, och enligt en av dem har begäran gått ut, så jag kan inte ta emot något godkännande nu. Inget har registrerats. Försök igen om några minuter, eller be den som driver mig att kontrollera datorns klocka.",
  otherPlace({ id, state }) {
    if (id === "") return "Knappen anger ingen begäran. Inget har gjorts.";
    if (state === null)
      return `Jag känner inte längre till någon begäran ${id}: den avslutades för längre sedan än jag sparar dem, eller så har min databas återställts från en säkerhetskopia. Inget har gjorts. Det som den kan ha skickat finns i Defender: titta där, och begär det igen om det fortfarande behövs.`;
    const now = ` ${id} är ${state} nu: skriv "request ${id}" i vår 1:1-chatt för att få ett kort som fungerar.`;
    return `Kortet kan inte användas här: jag har inte lagt upp det i den här konversationen. Inget har gjorts.${now}`;
  },
  approverUnchecked: ({ upn }) =>
    `Det gick inte att kontrollera om ${upn}, som godkände, använder den här enheten.`,
  cantDecide: ({ what }) => `Defender visar inte ${TARGETS[what]} för dig, så du kan inte avgöra detta.`,

  openAllPages: "Titta på alla sidor först: du godkänner det du har fått se, och det finns mer.",
  lookAgain:
    "Något är inte som kortet visade, så det utelämnades och inget beslutades. Titta på det som är kvar.",
  notResumed: ({ each }) =>
    `Resten fortsätter. Dessa förblir avbrutna: ${each.join("; ")}. Titta där i Defender; **Återuppta** försöker igen, **Neka** avslutar dem.`,

  tooLate(last, locale) {
    const who = last.by === null ? "" : `${last.by} `;
    const what = last.at === null ? "" : ` (${locale.clock(last.at)}: ${who}${last.what})`;
    return `Det kom för sent, och inget har gjorts: ${last.id} är ${last.state} nu${what}.`;
  },
  oldView:
    "Detta har ändrats sedan kortet du klickade på skapades, så inget har avgjorts. Titta på hur det ser ut nu.",
  strongerSignIn: ({ contexts }) =>
    `Principen kräver en starkare inloggning (${contexts.join(", ")}) för det här klicket, och din räckte inte.`,
};
