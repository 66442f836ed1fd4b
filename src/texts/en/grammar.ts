import type { Locale } from "../locale.ts";

/** What is wrong with a line that somebody typed, and what each kind of argument takes. */
export const grammar = {
  wordAlone: "the word alone",
  account:
    "a UPN, an object id, DOMAIN\\name, somebody whom you mention with @ (picked from the list that Teams shows), or the whole name as your directory shows it, in quotes",
  orOfIncident: ({ allowed }: { allowed: string }) => `${allowed}; or incident:ID for all in an incident`,
  device:
    "a device's name (in quotes if it has spaces), its 40-digit id, an IP address or a link to its page",
  findingId: "the id of an alert, the number of an incident, or a link to one",
  incidentId: "the number of an incident, as a list shows it, or a link to it",
  owner:
    "me, nobody, somebody whom you mention with @ (picked from the list that Teams shows), or a user principal name",
  alertId: "an alert id as Defender shows it, or a link to the alert",
  requestId: "the ID on the request's card",
  subscriptionId: 'the id that "subscriptions" shows',
  person:
    "me, somebody whom you mention with @ (picked from the list that Teams shows), or a user principal name (ana@contoso.com)",
  duration: ({ min, max }: { min: string; max: string }) =>
    `a number and s, m, h or d, from ${min} to ${max}`,
  length: ({ ms }: { ms: number }, locale: Locale) => locale.length(ms),
  oneOf: ({ words }: { words: readonly string[] }) =>
    words.length < 2 ? words.join() : `one of ${words.join(", ")}`,
  someOf: ({ words }: { words: readonly string[] }) =>
    `one or more of ${words.join(", ")}, separated by commas`,
  names: "one or more names, separated by commas, with * for any characters (quote them if they have spaces)",
  whole: ({ min, max }: { min: number; max: number }) => `a whole number from ${min} to ${max}`,
  word: ({ max }: { max: number }) => `one word of at most ${max} characters (quote it if it has spaces)`,
  whose:
    "me, others, somebody whom you mention with @ (picked from the list that Teams shows), or a user principal name (ana@contoso.com)",
  sha1: "a SHA-1 of 40 hex digits",
  actionId: 'the id that "actions" shows',
  tag: "a tag of 1 to 200 characters, all of them visible (quote it if it has spaces)",
  freeText: ({ max }: { max: number }) => `text of at most ${max} characters`,

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

  script: "the name of a script in the live response library, such as triage.ps1",
  scriptArgs: ({ max }: { max: number }) => `one line of at most ${max} characters that can be seen`,
  devicePath:
    "the whole path of one file, such as C:\\Windows\\Temp\\update.log or /var/log/syslog, in quotes where it has spaces",
};
