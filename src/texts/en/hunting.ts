import type { Locale } from "../locale.ts";

const NO_TABLE =
  " A table that is not part of your licence, or that your roles do not include, is refused in the same words.";

/** A full stop, where Microsoft's words have none. */
const ended = (said: string) => (/[.!?…]$/.test(said) ? said : `${said}.`);

export const hunting = {
  summary: "Run a hunting query (KQL) with your own rights",
  query: "The query, typed or in a code block",
  since: "How far back it looks; 30d when left out",
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
