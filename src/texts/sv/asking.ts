import { names } from "./terms.ts";
import type { Catalogue } from "../catalogue.ts";

/** What is said where a request is opened, or refused before there is one: roles, rules, reasons, how long, how often, how many. */
export const asking: Catalogue["asking"] = {
  countedAnew:
    "Annat som du har begärt eller godkänt kom emellan, och principen räknar det tillsammans. Försök igen.",
  actionEnded: ({ type, status }) =>
    `Det finns inget att avbryta: åtgärden "${names.action(type)}" är redan avslutad: ${names.actionStatus(status)}.`,
  actionNotOurs: ({ type }) =>
    `Åtgärden "${names.action(type)}" kan inte avbrytas härifrån. Gör det i portalen.`,
  addressTyped({ address, at, now }, locale) {
    const seen =
      at === null
        ? "det gick inte att kontrollera när enheten senast hade den"
        : `enheten sågs senast med den ${locale.ago(at, now)} (${locale.time(at)})`;
    return `IP-adressen ${address} angavs; ${seen}.`;
  },
  askedTooOften: ({ times, most, seconds }) =>
    `Du har skickat ${times} begäranden den senaste minuten, och högst ${most} tas emot. Försök igen om ${seconds} s.`,
  tooManyOpen: ({ open, most, at }, locale) =>
    `${open} av dina begäranden väntar utan godkännande; högst ${most} får göra det. Avbryt en som inte behövs, eller vänta tills en har avgjorts: den första går ut ${locale.clock(at)}.`,

  asked: "begärde",
  askedFree: "begärde; principen kräver inget godkännande",
  ranAsEmergency: "utförde det som nödåtgärd, utan godkännande",
  needsRole: ({ role, command }) =>
    `Du behöver rollen ${role} för att begära "${command}". Administratören tilldelar den i Entra.`,
  deniedByPolicy: ({ command, why }) => `Principen nekar "${command}": ${why}`,
  nobodyCould: ({ needed, may }) =>
    `ingen skulle kunna godkänna det: det kräver ${needed}, och av dem som har rollen Approver får ${may === 0 ? "ingen" : `bara ${may}`} göra det. Be en Admin titta på principen, eller på vilka som har rollen.`,
  reasonMissing: ({ example }) => `"reason" saknas: ange varför, med högst 500 tecken. Exempel: ${example}`,

  outside: ({ length, min, max }) =>
    `"for:${length}" går inte: principen tillåter ${min} till ${max}. Välj en tid däremellan.`,
};
