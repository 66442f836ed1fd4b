import type { Catalogue } from "../catalogue.ts";

const MUTES = { one: "tystning avslutad", other: "tystningar avslutade" };

/** What the commands answer that change what is shown and posted in a conversation: enable, subscribe, mute, language. */
export const settings: Catalogue["settings"] = {
  meantSuspend: ({ upn }) =>
    `"disable" gäller den här konversationen. Skriv så här för att inaktivera ett konto: suspend ${upn} och varför.`,

  alwaysShown: "1:1-chattar visar alltid enhetsdata.",
  nowShown:
    "Enhetsdata visas i den här konversationen från och med nu. Alla i den ser det som läggs upp här, oavsett sina egna rättigheter i Defender.",
  alwaysShownToOwner: "1:1-chattar visar alltid enhetsdata för den som chattar.",
  notShown:
    "Enhetsdata visas inte längre här; jag svarar i 1:1-chattar i stället. Prenumerationer förblir som de är.",
  languageSet: "Jag talar svenska här från och med nu.",

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
