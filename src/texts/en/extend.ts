import type { Locale } from "../locale.ts";

const ISOLATIONS = { one: "isolation", other: "isolations" };

/** The form that extends an isolation, or those of several devices. */
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
};
