import { parse } from "csv-parse/sync";
import { duration } from "../../grammar/args.ts";
import { indicatedValue } from "../../grammar/findings.ts";
import { targetIdOf, type Indicated, type IndicatorType } from "../../defender/indicator.ts";
import { modeIn, whyProtected } from "../../requests/facts/appraise-indicator.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { UserError } from "../../shared/errors.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Table } from "../../requests/change-command.ts";

/** Values to block, out of a CSV file that somebody keeps by hand or gets from others: each row stands or falls by itself. Pure. */

type Column = "value" | "type" | "mode" | "expires" | "comment";

/** What people and other products call the columns, without capitals, spaces and signs. */
const CALLED: Readonly<Record<Column, readonly string[]>> = {
  value: ["value", "indicatorvalue", "indicator", "ioc", "observable"],
  type: ["type", "indicatortype", "kind"],
  mode: ["mode", "action"],
  expires: ["expires", "expiry", "expiration", "expirationtime", "ttl"],
  comment: ["comment", "description", "note", "notes", "title"],
};

const TYPES: Readonly<Record<string, readonly IndicatorType[]>> = {
  sha1: ["FileSha1"],
  sha256: ["FileSha256"],
  md5: ["FileMd5"],
  hash: ["FileSha1", "FileSha256", "FileMd5"],
  file: ["FileSha1", "FileSha256", "FileMd5"],
  filehash: ["FileSha1", "FileSha256", "FileMd5"],
  ip: ["IpAddress"],
  ipv4: ["IpAddress"],
  ipv6: ["IpAddress"],
  address: ["IpAddress"],
  domain: ["DomainName"],
  host: ["DomainName"],
  url: ["Url"],
  certificate: ["CertificateThumbprint"],
  cert: ["CertificateThumbprint"],
  thumbprint: ["CertificateThumbprint"],
};

const LIFE = duration("1h", "365d");
/** Code points of a comment, and of what is shown of a value that can't be read. */
const LONGEST = { comment: 100, shown: 60 } as const;
/** Rows of a file, which are more than any policy allows targets; characters of one row. */
const MOST_ROWS = 10_000;
const LONGEST_ROW = 10_000;
/** Cells of one row: the reader counts none that is empty, and takes seconds for millions of them. */
const MOST_CELLS = 200;

/**
 * The rows of a CSV file, with commas, semicolons or tabs; its first row may name the columns. Rows are numbered as a
 * spreadsheet does it, from 1.
 * @param upn of whoever sends it: the organisation's own domain is never blocked
 * @throws UserError `usage` when it is no such file, or names no column of values
 */
export function valueTable(text: string, upn: string): Table {
  const records = recordsOf(text);
  // Nothing of it is asked for: what is not read can't be named among the rows that are left out.
  if (records.length > MOST_ROWS)
    throw new UserError("usage", say("indicators.tooManyRows", { most: MOST_ROWS }));
  const columns = columnsOf(records[0] ?? []);
  const hasHeader = columns !== null;
  const places = columns ?? { value: 0 };
  const seen = new Map<string, number>();
  const table: { rows: RawArgs[]; bad: Table["bad"][number][] } = { rows: [], bad: [] };
  for (const [index, record] of records.entries()) {
    if (index === 0 && hasHeader) continue;
    const cell = (column: Column) => (record[places[column] ?? -1] ?? "").trim();
    if (record.every((one) => one.trim() === "")) continue;
    const read = rowOf(cell, { seen, upn, n: index + 1 });
    if ("why" in read) table.bad.push(read);
    else table.rows.push(read.raw);
  }
  return table;
}

function recordsOf(text: string): readonly (readonly string[])[] {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const delimiter = [";", "\t"].find((one) => firstLine.includes(one) && !firstLine.includes(",")) ?? ",";
  if (isTooWide(text, delimiter)) throw new UserError("usage", say("indicators.noTable"));
  try {
    return parse(text, {
      ...{
        bom: true,
        delimiter,
        relax_column_count: true,
        relax_quotes: true,
        skip_records_with_error: false,
      },
      ...{ max_record_size: LONGEST_ROW, to: MOST_ROWS + 1 },
    });
  } catch {
    throw new UserError("usage", say("indicators.noTable"));
  }
}

/** By units and not by signs: it looks at 4 MB before anything else does. */
function isTooWide(text: string, delimiter: string): boolean {
  let cells = 0;
  for (let at = 0; at < text.length && cells <= MOST_CELLS; at += 1) {
    const unit = text.charAt(at);
    if (unit === delimiter) cells += 1;
    else if (unit === "\n" || unit === "\r") cells = 0;
  }
  return cells > MOST_CELLS;
}

/** Where the columns stand; null: the first row is one of values already. */
function columnsOf(first: readonly string[]): Partial<Record<Column, number>> | null {
  const names = first.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""));
  const places = Object.entries(CALLED).flatMap(([column, called]) => {
    const at = names.findIndex((name) => called.includes(name));
    return at < 0 ? [] : [[column, at] as const];
  });
  const found: Partial<Record<Column, number>> = Object.fromEntries(places);
  if (found.value !== undefined) return found;
  if (places.length > 0) throw new UserError("usage", say("indicators.noValueColumn"));
  return null;
}

type Read = { readonly raw: RawArgs } | Table["bad"][number];

interface Reading {
  /** The rows that each value stands in. */
  readonly seen: Map<string, number>;
  readonly upn: string;
  readonly n: number;
}

function rowOf(cell: (column: Column) => string, { seen, upn, n }: Reading): Read {
  const typed = cell("value");
  const wrong = (why: Text): Read => ({ n, value: cleanLine(typed, LONGEST.shown), why });
  const named = cell("type")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
  const isCertificate = named.startsWith("cert") || named === "thumbprint";
  const indicated = indicatedValue.parse(isCertificate && !typed.includes("=") ? `cert=${typed}` : typed);
  if (indicated === null) return wrong(say("indicators.rowStrange"));
  if (!isTyped(indicated, named)) return wrong(say("indicators.rowOtherType", { type: cell("type") }));
  // A list of targets is parted by commas.
  if (indicated.value.includes(",")) return wrong(say("indicators.rowComma"));
  const mode = cell("mode") === "" ? "" : modeIn(cell("mode"));
  if (mode === null) return wrong(say("indicators.rowMode", { mode: cell("mode") }));
  // Whoever presses Block must not let something through that a stranger's file calls harmless.
  if (mode === "allow") return wrong(say("indicators.rowAllows"));
  const guarded = whyProtected(indicated, mode === "" ? "block" : mode, [upn]);
  if (guarded !== null) return wrong(guarded);
  const expires = cell("expires").toLowerCase().replaceAll(" ", "");
  if (expires !== "" && LIFE.parse(expires) === null) return wrong(say("indicators.rowExpires", { expires }));
  const before = seen.get(targetIdOf(indicated));
  if (before !== undefined) return wrong(say("indicators.rowTwice", { n: before }));
  seen.set(targetIdOf(indicated), n);
  const comment = cleanLine(cell("comment"), LONGEST.comment)
    .replace(/[[\]|]/g, " ")
    .trim();
  const given = { mode, expires, comment };
  const value = isCertificate ? `cert=${indicated.value}` : indicated.value;
  return { raw: { value, ...Object.fromEntries(Object.entries(given).filter(([, one]) => one !== "")) } };
}

/** Whether a value is what its row says; a type that nobody knows is one that it is not. */
function isTyped({ type }: Indicated, named: string): boolean {
  if (named === "") return true;
  return type.toLowerCase() === named || (TYPES[named] ?? []).includes(type);
}
