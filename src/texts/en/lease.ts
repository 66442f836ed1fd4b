import type { Locale } from "../locale.ts";
import { clause } from "./requests.ts";

const HOUR_MS = 3_600_000;
const DAYS = { one: "day", other: "days" };

/** "7 days", or else "36 h". */
function daysOr(ms: number, locale: Locale): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? locale.count(days, DAYS) : locale.exactly(ms);
}

function does(approved: boolean): string {
  return approved ? "releases at" : "asks for its release at";
}

const COVERS = {
  approves: "; approving this approves the release too",
  approved: "; the release is approved with it",
  nothing: "",
} as const;

function by(who: string | null): string {
  return who === null ? "" : ` by ${who}`;
}

const DEVICES = { one: "device", other: "devices" };
const ISOLATIONS = { one: "isolation", other: "isolations" };

/** The isolation that ends by itself, and its release. */
export const lease = {
  endOf: ({ id, reason }: { id: string; reason: string }) => `end of the isolation ${id}: ${reason}`,
  duration: "a number and s, m, h or d, from 15m to 7d unless the policy says otherwise",
  noLength: ({ allowed }: { allowed: string }) => `That is no length of time: ${allowed}.`,
  outside: ({ length, min, max }: { length: string; min: string; max: string }) =>
    `"for:${length}" is not possible: the policy allows ${min} to ${max}. Please choose a time in between.`,

  ownIsolation: "You asked for this isolation yourself, so another Approver has to extend it.",
  due: ({ id }: { id: string }) => `${id} is due: it is being released.`,
  tooLong: ({ maxMs, at }: { maxMs: number; at: number }, locale: Locale) =>
    `A lease ends at most ${daysOr(maxMs, locale)} from now, and this one would end at ${locale.clockOn(at)}. Nothing was changed.`,
  releasesAt: ({ at }: { at: number }, locale: Locale) => `releases at ${locale.clockOn(at)}`,
  extended: ({ at }: { at: number }, locale: Locale) =>
    `extended the isolation: releases at ${locale.clockOn(at)}`,
  extendedNews: ({ name, id, at }: { name: string; id: string; at: number }, locale: Locale) =>
    `${name} extended the isolation: ${id} releases at ${locale.clockOn(at)}.`,
  extendedAll: ({ n, at }: { n: number; at: number }, locale: Locale) =>
    `extended ${locale.count(n, ISOLATIONS)}: the last is released at ${locale.clockOn(at)}`,
  releasesAllBy: ({ n, at }: { n: number; at: number }, locale: Locale) =>
    `${locale.count(n, ISOLATIONS)}, the last until ${locale.clockOn(at)}`,
  extendedAllNews: (holes: { name: string; id: string; n: number; at: number }, locale: Locale) =>
    `${holes.name} extended ${locale.count(holes.n, ISOLATIONS)} of ${holes.id}: the last is released at ${locale.clockOn(holes.at)}.`,
  notAllExtended: ({ names }: { names: readonly string[] }) =>
    `The others were extended. Due already, and being released: ${names.join(", ")}.`,
  noneOpen: "None of these isolations waits for its end any more. Nothing was changed.",
  extendAllText: ({ n, at }: { n: number; at: number }, locale: Locale) =>
    `${locale.count(n, ISOLATIONS)} end by themselves, the last at ${locale.clockOn(at)}. How much longer shall each of them last?`,
  extend: "Extend",
  extendTitle: ({ name }: { name: string }) => `Extend: ${name}`,
  extendText: ({ at }: { at: number }, locale: Locale) =>
    `The isolation ends at ${locale.clockOn(at)}. How much longer?`,

  notYet: ({ why }: { why: string }) => `Not sent yet: ${clause(why)}.`,
  lapsed: ({ at, why }: { at: number; why: string }, locale: Locale) =>
    `It was to be released at ${locale.clockOn(at)}, but ${clause(why)}. It needs approval now.`,
  notReleased: ({ why }: { why: string }) => `not released by itself: ${clause(why)}`,
  notReleasedNews: ({ id, why }: { id: string; why: string }) =>
    `${id} was not released by itself: ${clause(why)}. It needs approval now.`,
  cancelLapsed: ({ at, why }: { at: number; why: string }, locale: Locale) =>
    `The isolation was to be over at ${locale.clockOn(at)} and has never taken effect; it should be cancelled, but ${clause(why)}. That needs approval now.`,
  notCancelled: ({ why }: { why: string }) => `not cancelled by itself: ${clause(why)}`,
  notCancelledNews: ({ id, why }: { id: string; why: string }) =>
    `The isolation was not cancelled by itself: ${clause(why)}. ${id} needs approval now.`,
  cancels: ({ id, at }: { id: string; at: number }, locale: Locale) =>
    `cancels ${id}, which was to be over at ${locale.clockOn(at)} and has not taken effect`,
  neverBegan: ({ name, at }: { name: string; at: number }, locale: Locale) =>
    `${name} has not answered, and its isolation was to be over at ${locale.clockOn(at)}: it is being cancelled, so that it does not begin whenever the device comes back. Is it still needed? Then ask for it again.`,
  someNeverBegan:
    "Some of the devices have not answered, and their isolation was to be over by now: it is being cancelled, so that it does not begin whenever they come back. Is it still needed? Then ask for it again.",
  cancelledNoMore: ({ id, state }: { id: string; state: string }) => `${id} is ${state}`,
  pendingNoMore: ({ status }: { status: string }) => `Defender calls the isolation ${status} by now`,
  notListed: "Defender does not show the isolation",
  stillComes: "Until then the device is isolated as soon as it comes back.",
  nothingSent: ({ why }: { why: string }) => `Nothing was sent: ${clause(why)}.`,
  ended: ({ why }: { why: string }) => `ended the lease: ${clause(why)}`,
  staysIsolated: "Until somebody releases it, the device stays isolated.",
  staysUntilThen: "Until then the device stays isolated.",
  clocksDisagree: "my clocks disagree, and by one of them its time has not come",
  mayStayIsolated: "Until then the device may stay isolated.",
  alarm: ({ news, besides }: { news: string; besides: string }) => `${news} ${besides}`,

  /** For the record. */
  because: ({ why }: { why: string }) => clause(why),
  policyDenies: ({ why }: { why: string }) => `the policy denies it: ${why}`,
  releaseDenied: ({ why }: { why: string }) => `its release at the end would be denied: ${why}`,
  nobodyApproved: "nobody has approved it",
  roleLost: ({ upn, role }: { upn: string | null; role: string }) =>
    `${upn ?? "the approver"} no longer has the role ${role}`,
  restored: "the bot's store was restored while the isolation was under way",
  releasedAlready: ({ who }: { who: string | null }) => `the device was released already${by(who)}`,
  releaseUnderWay: "another release of the device is under way",
  isolatingAnew: "the device is being isolated anew",
  isolatedAnew: ({ who }: { who: string | null }) => `the device was isolated anew meanwhile${by(who)}`,
  untold: "the isolation state of the device can't be told",
  otherIsolation: ({ id, who }: { id: string; who: string | null }) =>
    `the isolation in force is not that of ${id} but one${by(who)}`,
  tokenRefused: ({ upn }: { upn: string }) => `Entra ID refused the token of ${upn}`,
  deviceHidden: ({ upn }: { upn: string }) => `Defender does not show the device to ${upn} any more`,
  notChecked: ({ why }: { why: string }) => `it could not be checked whether it may be sent: ${why}`,
  wentWrong: "something went wrong on my side",

  longerBy: "Longer by",
  reminder: ({ line, id }: { line: string; id: string }) =>
    `${line}. To keep the device isolated, an Approver can press Extend on the card: request ${id}`,
  releasedBefore: ({ id }: { id: string }) => `${id} released the device before`,
  isolatedAgain: ({ id }: { id: string }) => `${id} isolated the device anew, and its lease counts`,
  askedWith: ({ id }: { id: string }) => `asked for and approved with ${id}`,
  line: ({ complete, at, id }: { complete: boolean; at: number; id: string | null }, locale: Locale) =>
    `${does(complete)} ${locale.clockOn(at)}, when ${id ?? "an isolation that was taken over"} ends`,
  ofSeveral: ({ approved, open, at }: { approved: boolean; open: number; at: number }, locale: Locale) =>
    open === 0
      ? `over, the last at ${locale.clockOn(at)}`
      : `${locale.count(open, DEVICES)}: each ${does(approved)} its own time, the last ${locale.clockOn(at)}`,
  inBrief: ({ length, approved }: { length: number; approved: boolean }, locale: Locale) =>
    `For ${locale.length(length)}, then ${approved ? "released by itself" : "its release is asked for"}`,
  /** The line as one of its own. */
  stands: ({ line }: { line: string }) => `${line.slice(0, 1).toUpperCase()}${line.slice(1)}`,
  notBegun: ({ length }: { length: string }) => `${length}, not begun`,
  planned(
    holes: { approved: boolean; at: number; length: string; covers: keyof typeof COVERS },
    locale: Locale,
  ) {
    return `${does(holes.approved)} ${locale.clockOn(holes.at)} at the earliest, ${holes.length} after it takes effect${COVERS[holes.covers]}; ${holes.approved ? "cancelled" : "asks to be cancelled"} if it has not begun by then`;
  },
  endsBy: ({ approved, at, id }: { approved: boolean; at: number; id: string }, locale: Locale) =>
    `${does(approved)} ${locale.clockOn(at)}, by ${id}`,
  releaseWaits: ({ id }: { id: string }) => `not released by itself: ${id} needs approval`,
  releaseIs: ({ id, state }: { id: string; state: string }) => `its release ${id} is ${state}`,
};
