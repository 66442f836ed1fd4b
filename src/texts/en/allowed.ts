import type { Locale } from "../locale.ts";

/** What each kind of argument takes, as it stands behind "one of" or in an example. */
export const allowed = {
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

  script: "the name of a script in the live response library, such as triage.ps1",
  scriptArgs: ({ max }: { max: number }) => `one line of at most ${max} characters that can be seen`,
  devicePath:
    "the whole path of one file, such as C:\\Windows\\Temp\\update.log or /var/log/syslog, in quotes where it has spaces",

  huntName: "2 to 40 letters, digits, - and _, beginning with a letter",
  huntQuery: ({ max }: { max: number }, locale: Locale) =>
    `a query in Kusto Query Language of at most ${locale.number(max)} characters, typed behind the command or in one code block`,

  indicator:
    "a SHA-1, SHA-256 or MD5, an IP address (no range), a URL, a domain, or a certificate's thumbprint (AB:CD:… or cert=…); defanged is fine",

  leaseFor: "a number and s, m, h or d, from 15m to 7d unless the policy says otherwise",

  hash: "a SHA-1, SHA-256 or MD5 of a file, in hex digits",
  address: "an IP address, version 4 or 6 (10[.]0[.]0[.]1 is fine, a range is not)",
  domainName: "a domain name or a URL with one (bad[.]example is fine)",
  cveId: "the number of a vulnerability, such as CVE-2026-21412",
  softwareName: "a product's name, such as openssl or microsoft edge",

  ticket: "at most 64 letters, digits and . _ # / -",
};
