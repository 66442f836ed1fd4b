import type { Locale } from "../locale.ts";

const OPEN_REQUESTS = { one: "open request", other: "open requests" };
const MUTES = { one: "mute", other: "mutes" };
const GO_ON = "Assigning, resolving and commenting on alerts go on.";
const NOTHING_FIRES =
  "Nothing is sent by itself: what was interrupted waits for an Approver to press Resume (see: requests).";

/** What the commands answer that change the bot's own settings: what is shown and posted where, and the halt. */
export const settings = {
  alwaysShown: "1:1 chats show device data anyway.",
  nowShown:
    "Device data is shown in this conversation from now on. Everybody in it sees what is posted here, whatever their own Defender rights are.",
  alwaysShownToOwner: "1:1 chats always show device data to their owner.",
  notShown:
    "Device data is not shown here any more; I answer in 1:1 chats instead. Subscriptions stay as they are.",

  languageSet: "I speak English here from now on.",

  haltedAlready: ({ halted }: { halted: string }) => `It is halted already. ${halted}`,
  halted: ({ waiting }: { waiting: number }, locale: Locale) =>
    `Every changing action is stopped, everywhere: nothing is sent until an Admin types "resume", or two Approvers who did not halt do. What Defender has already accepted is followed to its end; assigning, resolving and commenting on alerts go on. ${locale.count(waiting, OPEN_REQUESTS)} will wait.`,
  haltWhy: ({ halted }: { halted: string }) => `${halted} Please say why, so that others know.`,
  haltExplained: ({ reason }: { reason: string }) =>
    `The halt holds, and now says why: ${reason}. Others who approve are told.`,
  haltNews: ({ halted }: { halted: string }) =>
    `${halted}. No changing action is sent until an Admin types "resume", or two Approvers who did not halt do. ${GO_ON}`,
  nothingHalted: "Nothing is halted.",
  resumeOwn:
    'You halted this yourself, so others end it: an Admin, or two other Approvers, can type "resume".',
  resumeWaits:
    'Noted. Nothing is sent yet: one more Approver, who did not halt, has to type "resume" within an hour. An Admin can do so at any time.',
  resumeWished: ({ name }: { name: string }) =>
    `${name} wants to end the halt. It ends when one more Approver, who did not halt, types "resume" within an hour.`,
  resumed: `Changing actions are allowed again. ${NOTHING_FIRES}`,
  resumedNews: ({ name }: { name: string }) => `${name} ended the halt. ${NOTHING_FIRES}`,

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
