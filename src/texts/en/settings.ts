import type { Locale } from "../locale.ts";

const MUTES = { one: "mute", other: "mutes" };

/** What the commands answer that change what is shown and posted in a conversation: enable, subscribe, mute, language. */
export const settings = {
  meantSuspend: ({ upn }: { upn: string }) =>
    `"disable" is for this conversation. To switch an account off, type: suspend ${upn} and why.`,

  alwaysShown: "1:1 chats show device data anyway.",
  nowShown:
    "Device data is shown in this conversation from now on. Everybody in it sees what is posted here, whatever their own Defender rights are.",
  alwaysShownToOwner: "1:1 chats always show device data to their owner.",
  notShown:
    "Device data is not shown here any more; I answer in 1:1 chats instead. Subscriptions stay as they are.",

  languageSet: "I speak English here from now on.",

  whatToMute:
    "Say what to mute. Examples: mute severity:low for:2h, mute device:web01 for:30m, mute all for:1h",
  muted: ({ until, what }: { until: number; what: readonly string[] }, locale: Locale) =>
    `Muted here until ${locale.clockOn(until)}: ${locale.and(what)}. What comes meanwhile is not posted later. To end it: unmute`,
  mutedRecord: ({ until, what }: { until: number; what: readonly string[] }, locale: Locale) =>
    `${locale.and(what)} until ${locale.time(until)}`,
  /** What a mute of others, or one of one's own, still keeps from being posted. */
  stillMuted: ({ each }: { each: readonly string[] }) => `Still muted here: ${each.join("; ")}.`,
  stillMutedOne: ({ what, until }: { what: string; until: number }, locale: Locale) =>
    `${what} until ${locale.time(until)}`,
  nothingMuted: "Nothing is muted here.",
  noMute: "That mute is over, or it is not yours: mutes of others are ended by an Admin. See: subscriptions",
  nothingOfYoursMuted:
    "You have muted nothing here. Mutes of others are ended by an Admin; see: subscriptions",
  unmuted({ what, but }: { what: readonly string[]; but: string | null }, locale: Locale) {
    const ended = `Done: ${locale.count(what.length, MUTES)} ended (${locale.and(what)}).`;
    return `${ended} ${but ?? "What comes from now on is posted here again."}`;
  },
  /** Several subscriptions or mutes in one sentence. */
  together: ({ what }: { what: readonly string[] }, locale: Locale) => locale.and(what),

  /** `but`: why nothing is posted at the moment all the same. */
  subscribedAlready: ({ what, but }: { what: readonly string[]; but: readonly string[] }, locale: Locale) =>
    `This conversation gets this already: ${locale.and(what)}.${but.map((why) => ` ${why}`).join("")}`,
  subscribed: ({ what, but }: { what: readonly string[]; but: readonly string[] }, locale: Locale) =>
    `From now on I post here: ${locale.and(what)}. Older ones are not posted. Everybody in this conversation sees what is posted, whatever their own Defender rights are.${but.map((why) => ` ${why}`).join("")}`,
  nothingPosted: "Nothing is posted here automatically",
  posted: "Posted here automatically",
  approvalRequests: ({ filter }: { filter: string | null }) =>
    filter === null ? "Approval requests" : `Approval requests (${filter})`,
  alerts: ({ filter }: { filter: string }) => `Alerts: ${filter}`,
  bypassWeekly: "Every week what gets round the approval",
  subscription(holes: { paused: string | null; since: number; by: string }, locale: Locale) {
    const paused = holes.paused === null ? "" : `${holes.paused} · `;
    return `${paused}since ${locale.time(holes.since)}, by ${holes.by}`;
  },
  pausedByRole: ({ since, again }: { since: number; again: string }, locale: Locale) =>
    `paused since ${locale.time(since)}: Entra ID does not confirm the role any more; once it does, type: ${again}`,
  pausedByTeams: ({ since }: { since: number }, locale: Locale) =>
    `paused since ${locale.time(since)}: Teams refuses my messages here; I try again now`,
  elsewhere({ since, what }: { since: number | null; what: readonly string[] }, locale: Locale) {
    const at = since === null ? "" : ` since ${locale.time(since)}`;
    return `Elsewhere, paused${at}: ${what.join(", ")}`;
  },
  elsewhereRefused: ({ place }: { place: string }) => `Teams refuses my messages in ${place}; I keep trying`,
  elsewhereHint: "write to me there or add me again, and I try at once",
  mute: ({ what }: { what: string }) => `Muted: ${what}`,
  muteLine: ({ until, by }: { until: number; by: string }, locale: Locale) =>
    `until ${locale.time(until)}, by ${by}`,
  noSubscription: ({ id }: { id: string }) =>
    `This conversation has no subscription ${id}. Type: subscriptions`,
  unsubscribe: "Unsubscribe",
  unmute: "Unmute",
  subscribeAgain: "Subscribe again",
  unsubscribed: ({ what, again }: { what: string; again: string }) =>
    `Done: not posted here any more: ${what}. To get it back, type: ${again}`,
};
