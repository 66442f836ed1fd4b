import type { Locale } from "../locale.ts";

const NO_TABLE =
  " A table that is not part of your licence, or that your roles do not include, is refused in the same words.";

/** A full stop, where Microsoft's words have none. */
const ended = (said: string) => (/[.!?…]$/.test(said) ? said : `${said}.`);

/** Hunting: what is asked, its rows and its file, saved queries, and what Microsoft says of a query. */
export const hunting = {
  missing: ({ parameter }: { parameter: "device" | "user" | "file" }) =>
    `This hunt is about one ${parameter === "user" ? "person" : parameter}. Please say which: add ${parameter}:…`,
  stray: ({ key }: { key: string }) =>
    `This hunt has no place for ${key}: and would have looked at everything. Please leave it out, or type "hunts" to see what each takes.`,
  noDevice: "This alert names no device, so there is nothing to hunt on.",
  notIsolated:
    "I know of no isolation of this device that took effect, so I can't tell since when to look. Please add since:… (such as since:4h).",
  named: ({ name, about, found }: { name: string; about: readonly string[]; found: string }) =>
    [name, ...about].join(" · ") + `: ${found}`,
  nameTaken: ({ name }: { name: string }) =>
    `A hunt that comes with me is called ${name}. Please choose another name.`,
  nothingToSave: ({ name }: { name: string }) =>
    `You have run no hunt here in the last 24 hours. Please type the query as well: hunt save ${name} …`,
  quoted:
    "A parameter such as {device} stands in quotes, where it is only text. Please write it without quotes: DeviceId == {device}",
  tooMany: ({ most }: { most: number }, locale: Locale) =>
    `This conversation keeps ${locale.number(most)} hunts, as many as it can. Please forget one first: hunt forget NAME`,
  saved({ name, used }: { name: string; used: readonly string[] }) {
    const keys = [...new Set(used.map((one) => (one === "upn" ? "user" : one)))].map((one) => ` ${one}:…`);
    return `Saved. Type: hunt ${name}${keys.join("")}`;
  },
  noSuch: ({ name }: { name: string }) =>
    `No hunt of the name ${name} is saved in this conversation. "hunts" lists those that are.`,
  forgotten: ({ name }: { name: string }) => `The hunt ${name} is forgotten.`,
  savedBy: ({ by, at, kql }: { by: string; at: number; kql: string }, locale: Locale) =>
    `${kql} (saved by ${by}, ${locale.time(at)})`,
  listHeading: ({ about }: { about: readonly string[] }) =>
    about.length === 0 ? "Hunts" : `Hunts about ${about.join(", ")}`,
  listButton: "Hunts",
  listIntro: "Each result shows the query (KQL) that was run.",
  typeIt: ({ about, typed }: { about: string; typed: string }) => `${about}. Type: ${typed}`,
  run: "Run",

  rows({ count, most }: { count: number; most: boolean }, locale: Locale) {
    if (most) return `${locale.number(count)} rows, as many as Microsoft gives at once`;
    return count === 0 ? "No rows" : locale.count(count, { one: "row", other: "rows" });
  },
  range: ({ backMs, at }: { backMs: number; at: number }, locale: Locale) =>
    `the last ${locale.exactly(backMs)}, up to ${locale.clockOn(at)}. A time filter in the query narrows it further.`,
  quotaLabel: "Quota",
  used: ({ calls, most, ranMs }: { calls: number; most: number; ranMs: number }, locale: Locale) =>
    `${locale.number(calls)} of the ${locale.number(most)} queries a minute that Microsoft allows your organisation; in the last 15 min mine took ${locale.exactly(Math.ceil(ranMs / 1000) * 1000)}.`,
  typed: "Query",
  columns: "Columns",
  empty: "(empty)",
  narrow: "To see the others here, narrow the query down, for example with summarize, top or take.",
  fileFollows: ({ rows, isAll }: { rows: number; isAll: boolean }, locale: Locale) =>
    isAll
      ? "All rows follow as a CSV file, which you can save."
      : `The first ${locale.count(rows, { one: "row", other: "rows" })} follow as a CSV file, as much as I bring (4 MB).`,
  fileOf: ({ rows, isAll }: { rows: number; isAll: boolean }, locale: Locale) =>
    `${isAll ? "What the query found" : "The beginning of what the query found"}: ${locale.count(rows, { one: "row", other: "rows" })}. A cell is cut after 2,000 characters. What a spreadsheet would run as a formula begins with an apostrophe.`,
  fileElsewhere: "All rows come as a CSV file where you run the query in our 1:1 chat.",
  noFile: ({ why }: { why: string }) => `There is no CSV file with all rows this time. ${why}`,
  nothing:
    "Nothing was found that you may see in this time. What happened in the last minutes may still be missing.",

  refused: ({ said, table }: { said: string; table: boolean }) =>
    `Microsoft refused the query: ${ended(said)}${table ? NO_TABLE : ""}`,
  refusedAt: (holes: { said: string; table: boolean; line: number; column: number }) =>
    `Microsoft refused the query at line ${holes.line}, column ${holes.column}: ${ended(holes.said)}${holes.table ? NO_TABLE : ""}`,
  noLicence({ said }: { said: string }) {
    const words = said === "" ? "" : ` Microsoft says: ${ended(said)}`;
    return `Your organisation's licence does not include advanced hunting: it needs Defender for Endpoint Plan 2 or Microsoft Defender XDR.${words}`;
  },
  quota({ said, waitMs }: { said: string; waitMs: number | null }, locale: Locale) {
    const words = said === "" ? "" : ` Microsoft says: ${ended(said)}`;
    const when = waitMs === null ? "in a few minutes" : `in ${locale.span(Math.max(1000, waitMs))}`;
    return `Hunting is at its limit for your organisation.${words} Please try again ${when}.`;
  },
  tooMuch:
    "What the query found is more than I can read (32 MB). Please narrow it: fewer columns with project, or summarize, top or take.",
  tooHeavy({ said }: { said: string }) {
    const words = said === "" ? "" : ` Microsoft says: ${ended(said)}`;
    return `The query took longer than Microsoft lets one run (3 min).${words} Please narrow it: a shorter time, fewer tables, filters first.`;
  },
};
