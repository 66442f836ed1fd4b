import type { Locale } from "../locale.ts";

const ISOLATIONS = { one: "isolation", other: "isolations" };

const HOUR_MS = 3_600_000;

const DAYS = { one: "day", other: "days" };

/** "7 days", or else "36 h". */
function daysOr(ms: number, locale: Locale): string {
  const days = ms / (24 * HOUR_MS);
  return Number.isInteger(days) ? locale.count(days, DAYS) : locale.exactly(ms);
}

/** Extending an isolation that ends by itself: the form, who may, how far, and what is told of it. */
export const extend = {
  noLength: ({ allowed }: { allowed: string }) => `That is no length of time: ${allowed}.`,
  notAllExtended: ({ names }: { names: readonly string[] }) =>
    `The others were extended. Due already, and being released: ${names.join(", ")}.`,
  noneOpen: "None of these isolations waits for its end any more. Nothing was changed.",
  extendAllText: ({ n, at }: { n: number; at: number }, locale: Locale) =>
    `${locale.count(n, ISOLATIONS)} end by themselves, the last at ${locale.clockOn(at)}. How much longer shall each of them last?`,
  extend: "Extend",
  extendTitle: ({ name }: { name: string }) => `Extend: ${name}`,
  extendText: ({ at }: { at: number }, locale: Locale) =>
    `The isolation ends at ${locale.clockOn(at)}. How much longer?`,

  longerBy: "Longer by",

  ownIsolation: "You asked for this isolation yourself, so another Approver has to extend it.",
  tooLong: ({ maxMs, at }: { maxMs: number; at: number }, locale: Locale) =>
    `A lease ends at most ${daysOr(maxMs, locale)} from now, and this one would end at ${locale.clockOn(at)}. Nothing was changed.`,
  extended: ({ at }: { at: number }, locale: Locale) =>
    `extended the isolation: releases at ${locale.clockOn(at)}`,
  extendedNews: ({ name, id, at }: { name: string; id: string; at: number }, locale: Locale) =>
    `${name} extended the isolation: ${id} releases at ${locale.clockOn(at)}.`,
  extendedAll: ({ n, at }: { n: number; at: number }, locale: Locale) =>
    `extended ${locale.count(n, ISOLATIONS)}: the last is released at ${locale.clockOn(at)}`,
  extendedAllNews: (holes: { name: string; id: string; n: number; at: number }, locale: Locale) =>
    `${holes.name} extended ${locale.count(holes.n, ISOLATIONS)} of ${holes.id}: the last is released at ${locale.clockOn(holes.at)}.`,
};
