import type { Catalogue } from "../catalogue.ts";

const OPEN_REQUESTS = { one: "öppen begäran", other: "öppna begäranden" };
const MUTES = { one: "tystning avslutad", other: "tystningar avslutade" };
const GO_ON = "Aviseringar kan fortfarande tilldelas, lösas och kommenteras.";
const NOTHING_FIRES =
  "Inget skickas av sig självt: det som avbröts väntar på att en Approver trycker på Återuppta (se: requests).";

/** What the commands answer that change the bot's own settings: what is shown and posted where, and the halt. */
export const settings: Catalogue["settings"] = {
  alwaysShown: "1:1-chattar visar alltid enhetsdata.",
  nowShown:
    "Enhetsdata visas i den här konversationen från och med nu. Alla i den ser det som läggs upp här, oavsett sina egna rättigheter i Defender.",
  alwaysShownToOwner: "1:1-chattar visar alltid enhetsdata för den som chattar.",
  notShown:
    "Enhetsdata visas inte längre här; jag svarar i 1:1-chattar i stället. Prenumerationer förblir som de är.",
  languageSet: "Jag talar svenska här från och med nu.",

  haltedAlready: ({ halted }) => `Det är redan stoppat. ${halted}`,
  halted: ({ waiting }, locale) =>
    `Alla åtgärder som ändrar något är stoppade, överallt: inget skickas förrän någon med rollen Admin skriver "resume", eller två personer med rollen Approver som inte stoppade gör det. Det som Defender redan har tagit emot följs till sitt slut; aviseringar kan fortfarande tilldelas, lösas och kommenteras. ${locale.count(waiting, OPEN_REQUESTS)} väntar.`,
  haltWhy: ({ halted }) => `${halted} Ange varför, så att andra vet det.`,
  haltExplained: ({ reason }) =>
    `Stoppet gäller, och anger nu varför: ${reason}. Andra som godkänner får veta det.`,
  haltNews: ({ halted }) =>
    `${halted}. Ingen åtgärd som ändrar något skickas förrän någon med rollen Admin skriver "resume", eller två personer med rollen Approver som inte stoppade gör det. ${GO_ON}`,
  nothingHalted: "Inget är stoppat.",
  resumeOwn:
    'Du stoppade själv, så stoppet hävs av andra: en Admin, eller två andra med rollen Approver, kan skriva "resume".',
  resumeWaits:
    'Noterat. Inget skickas ännu: ytterligare en Approver, som inte stoppade, behöver skriva "resume" inom en timme. En Admin kan göra det när som helst.',
  resumeWished: ({ name }) =>
    `${name} vill häva stoppet. Det hävs när ytterligare en Approver, som inte stoppade, skriver "resume" inom en timme.`,
  resumed: `Åtgärder som ändrar något är tillåtna igen. ${NOTHING_FIRES}`,
  resumedNews: ({ name }) => `${name} hävde stoppet. ${NOTHING_FIRES}`,

  whatToMute:
    "Ange vad som ska tystas. Exempel: mute severity:low for:2h, mute device:web01 for:30m, mute all for:1h",
  muted: ({ until, what }, locale) =>
    `Tystat här till ${locale.clockOn(until)}: ${locale.and(what)}. Det som kommer under tiden läggs inte upp senare. Avsluta med: unmute`,
  mutedRecord: ({ until, what }, locale) => `${locale.and(what)} till ${locale.time(until)}`,
  stillMuted: ({ each }) => `Fortfarande tystat här: ${each.join("; ")}.`,
  stillMutedOne: ({ what, until }, locale) => `${what} till ${locale.time(until)}`,
  nothingMuted: "Inget är tystat här.",
  noMute:
    "Den tystningen är över, eller så är den inte din: andras tystningar avslutas av någon med rollen Admin. Se: subscriptions",
  nothingOfYoursMuted:
    "Du har inte tystat något här. Andras tystningar avslutas av någon med rollen Admin; se: subscriptions",
  unmuted({ what, but }, locale) {
    const ended = `Klart: ${locale.count(what.length, MUTES)} (${locale.and(what)}).`;
    return `${ended} ${but ?? "Det som kommer från och med nu läggs upp här igen."}`;
  },
  together: ({ what }, locale) => locale.and(what),

  subscribedAlready: ({ what, but }, locale) =>
    `Konversationen får redan detta: ${locale.and(what)}.${but.map((why) => ` ${why}`).join("")}`,
  subscribed: ({ what, but }, locale) =>
    `Från och med nu lägger jag upp här: ${locale.and(what)}. Äldre läggs inte upp. Alla i konversationen ser det som läggs upp, oavsett sina egna rättigheter i Defender.${but.map((why) => ` ${why}`).join("")}`,
  nothingPosted: "Inget läggs upp här automatiskt",
  posted: "Läggs upp här automatiskt",
  approvalRequests: ({ filter }) =>
    filter === null ? "Begäranden om godkännande" : `Begäranden om godkännande (${filter})`,
  alerts: ({ filter }) => `Aviseringar: ${filter}`,
  bypassWeekly: "Varje vecka vad som kringgår godkännandet",
  subscription(holes, locale) {
    const paused = holes.paused === null ? "" : `${holes.paused} · `;
    return `${paused}sedan ${locale.time(holes.since)}, av ${holes.by}`;
  },
  pausedByRole: ({ since, again }, locale) =>
    `pausad sedan ${locale.time(since)}: Entra ID bekräftar inte längre rollen; när den gör det, skriv: ${again}`,
  pausedByTeams: ({ since }, locale) =>
    `pausad sedan ${locale.time(since)}: Teams nekar mina meddelanden här; jag försöker igen nu`,
  elsewhere({ since, what }, locale) {
    const at = since === null ? "" : ` sedan ${locale.time(since)}`;
    return `På andra ställen, pausat${at}: ${what.join(", ")}`;
  },
  elsewhereRefused: ({ place }) => `Teams nekar mina meddelanden i ${place}; jag fortsätter försöka`,
  elsewhereHint: "skriv till mig där eller lägg till mig igen, så försöker jag genast",
  mute: ({ what }) => `Tystat: ${what}`,
  muteLine: ({ until, by }, locale) => `till ${locale.time(until)}, av ${by}`,
  noSubscription: ({ id }) => `Konversationen har ingen prenumeration ${id}. Skriv: subscriptions`,
  unsubscribe: "Sluta prenumerera",
  unmute: "Sluta tysta",
  subscribeAgain: "Prenumerera igen",
  unsubscribed: ({ what, again }) =>
    `Klart: detta skickas inte längre hit: ${what}. För att få det tillbaka, skriv: ${again}`,
};
