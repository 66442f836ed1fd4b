import type { Locale } from "../locale.ts";

const NO_TABLE =
  " A table that is not part of your licence, or that your roles do not include, is refused in the same words.";

/** A full stop, where Microsoft's words have none. */
const ended = (said: string) => (/[.!?…]$/.test(said) ? said : `${said}.`);

export const hunting = {
  summary: "Run a hunting query (KQL) with your own rights",
  query: "The query, typed or in a code block",
  since: "How far back it looks; 30d when left out",
  device: "The device: its name, id or address",
  user: "The person: UPN, object id or DOMAIN\\name",
  file: "The file: its SHA-1, SHA-256 or MD5",
  alert: "An alert: its device, in the time around it",
  missing: ({ parameter }: { parameter: "device" | "user" | "file" }) =>
    `This hunt is about one ${parameter === "user" ? "person" : parameter}. Please say which: add ${parameter}:…`,
  stray: ({ key }: { key: string }) =>
    `This hunt has no place for ${key}: and would have looked at everything. Please leave it out, or type "hunts" to see what each takes.`,
  noDevice: "This alert names no device, so there is nothing to hunt on.",
  notIsolated:
    "I know of no isolation of this device that took effect, so I can't tell since when to look. Please add since:… (such as since:4h).",
  named: ({ name, about, found }: { name: string; about: readonly string[]; found: string }) =>
    [name, ...about].join(" · ") + `: ${found}`,
  listSummary: "Hunts that are ready to run, for a device, a person, a file or an alert",
  listHeading: ({ about }: { about: readonly string[] }) =>
    about.length === 0 ? "Hunts" : `Hunts about ${about.join(", ")}`,
  listButton: "Hunts",
  listIntro: "Each result shows the query (KQL) that was run.",
  typeIt: ({ about, typed }: { about: string; typed: string }) => `${about}. Type: ${typed}`,
  run: "Run",
  allowed: ({ max }: { max: number }, locale: Locale) =>
    `a query in Kusto Query Language of at most ${locale.number(max)} characters, typed behind the command or in one code block`,

  rows({ count, most }: { count: number; most: boolean }, locale: Locale) {
    if (most) return `${locale.number(count)} rows, as many as Microsoft gives at once`;
    return count === 0 ? "No rows" : locale.count(count, { one: "row", other: "rows" });
  },
  searched: "Time range",
  range: ({ backMs, at }: { backMs: number; at: number }, locale: Locale) =>
    `the last ${locale.exactly(backMs)}, up to ${locale.clockOn(at)}. A time filter in the query narrows it further.`,
  typed: "Query",
  columns: "Columns",
  empty: "(empty)",
  narrow: "To see the others, narrow it down, for example with summarize, top or take.",
  nothing:
    "Nothing was found that you may see in this time. What happened in the last minutes may still be missing.",

  refused: ({ said, table }: { said: string; table: boolean }) =>
    `Microsoft refused the query: ${ended(said)}${table ? NO_TABLE : ""}`,
  noLicence({ said }: { said: string }) {
    const words = said === "" ? "" : ` Microsoft says: ${ended(said)}`;
    return `Your organisation's licence does not include advanced hunting: it needs Defender for Endpoint Plan 2 or Microsoft Defender XDR.${words}`;
  },
  quota({ said, waitMs }: { said: string; waitMs: number | null }, locale: Locale) {
    const words = said === "" ? "" : ` Microsoft says: ${ended(said)}`;
    const when = waitMs === null ? "in a few minutes" : `in ${locale.span(Math.max(1000, waitMs))}`;
    return `Hunting is at its limit for your organisation.${words} Please try again ${when}.`;
  },
  tooHeavy({ said }: { said: string }) {
    const words = said === "" ? "" : ` Microsoft says: ${ended(said)}`;
    return `The query took longer than Microsoft lets one run (3 min).${words} Please narrow it: a shorter time, fewer tables, filters first.`;
  },
};
