import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";

const HOUR_MS = 3_600_000;

const DAYS = { one: "day", other: "days" };

/** "7 days", or else "36 h". */
function daysOr(ms: number, locale: Locale): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? locale.count(days, DAYS) : locale.exactly(ms);
}

const ISOLATIONS = { one: "isolation", other: "isolations" };

/** The isolation that ends by itself: how long, its extension, that it is due or lapsed, or never began. */
export const lease = {
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
  mayStayIsolated: "Until then the device may stay isolated.",
  alarm: ({ news, besides }: { news: string; besides: string }) => `${news} ${besides}`,

  /** For the record. */
  because: ({ why }: { why: string }) => clause(why),
};
