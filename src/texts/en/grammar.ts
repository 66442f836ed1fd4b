import type { Locale } from "../locale.ts";

/** What is wrong with a line that somebody typed: a word too many, one that is missing, or one that doesn't fit. */
export const grammar = {
  withExample: ({ wrong, example }: { wrong: string; example: string }) => `${wrong} Example: ${example}`,
  missing: ({ name, summary, allowed }: { name: string; summary: string; allowed: string }) =>
    `"${name}" is missing (${summary}): ${allowed}.`,
  unseen: ({ name, allowed }: { name: string; allowed: string }) =>
    `"${name}" has nothing in it that can be seen: ${allowed}.`,
  notAllowed: ({ name, shown, allowed }: { name: string; shown: string; allowed: string }) =>
    `"${name}" can't be "${shown}": ${allowed}.`,
  nth: ({ n, value }: { n: number; value: string }) => `no. ${n} "${value}"`,
  wrongInList: (holes: { name: string; each: readonly string[]; more: number; allowed: string }) =>
    `Of the list for "${holes.name}" I can't read ${holes.each.join(", ")}${holes.more > 0 ? ` and ${holes.more} more` : ""}. Each has to be ${holes.allowed}.`,
  lacking: ({ name, allowed }: { name: string; allowed: string }) =>
    `"${name}:" needs its value without a space: ${allowed}.`,
  looseKey: ({ typed, meant }: { typed: string; meant: string }) =>
    `Nothing was done: is "${typed}" meant as ${meant}? Then please write it so, without a space. If it belongs to the text, put the text in quotes.`,
  anyOf: ({ word, readings }: { word: string; readings: readonly string[] }, locale: Locale) =>
    `"${word}" can mean ${locale.or(readings)}: please write which.`,
  oneCode: ({ name }: { name: string }) =>
    `"${name}" is given more than once, and I don't choose: type it behind the command, or put it into one code block.`,
  misfit: ({ given, class: as, allowed }: { given: string; class: string; allowed: readonly string[] }) =>
    `"${given}" does not go with "${as}". Please choose one of ${allowed.join(", ")}.`,
  noneOf: ({ keys }: { keys: readonly string[] }, locale: Locale) => `One of ${locale.and(keys)} is needed.`,
  severalOf: ({ keys }: { keys: readonly string[] }, locale: Locale) =>
    `Only one of ${locale.and(keys)} can be given in one line: each is a request of its own.`,
  twice: ({ name }: { name: string }) => `"${name}" is given twice.`,
  noPlace: ({ command, what }: { command: string; what: string }) =>
    `"${command}" has no place for "${what}".`,
  strangeKey({ command, key, keys }: { command: string; key: string; keys: readonly string[] }) {
    const known = keys.length === 0 ? "it takes no keys" : `it knows ${keys.join(" ")}`;
    return `"${command}" does not know "${key}:" (${known}).`;
  },
};
