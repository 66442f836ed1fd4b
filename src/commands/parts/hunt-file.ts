import { stringify } from "csv-stringify/sync";
import { MAX_FILE_BYTES, type FileToOffer } from "../../files/offer.ts";
import { MOST_HUNTED, type HuntResult } from "../../defender/hunting.ts";
import { MOST_ROWS } from "../../messaging/facts-card.ts";
import { UserError } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";
import type { ReadContext } from "../command.ts";

/** All rows of a hunting query as a file, for a table that a card has no room for. */

/**
 * Every cell stands in quotes, so that no program that parts cells by another sign finds one inside; what a spreadsheet
 * would run as a formula begins with an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection). The mark at
 * the beginning says that it is UTF-8.
 */
const FORM = { quoted: true, escape_formulas: true, record_delimiter: "windows" } as const;
const MARK = "\uFEFF";
/** Rows that are put into words in one go. */
const PIECE = 500;

/** A file, and how many rows it has room for. */
export interface Csv {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** The rows as CSV, from the first on, in whole rows; its size in bytes is at most `most`. Pure. */
export function csvOf({ columns, rows }: Pick<HuntResult, "columns" | "rows">, most = MAX_FILE_BYTES): Csv {
  const written = (records: readonly (readonly unknown[])[]): string =>
    stringify(
      records.map((record) => record.map(textOf)),
      FORM,
    );
  const pieces = [MARK + written([columns.map(({ name }) => name)])];
  let size = Buffer.byteLength(pieces[0] ?? "");
  let count = 0;
  for (let width = PIECE; count < rows.length;) {
    const some = rows.slice(count, count + width);
    const piece = written(some);
    const more = Buffer.byteLength(piece);
    if (size + more <= most) {
      pieces.push(piece);
      size += more;
      count += some.length;
    } else if (width > 1) width = 1;
    else break;
  }
  return { bytes: Buffer.from(pieces.join("")), rows: count };
}

/** A number stays one, so that a spreadsheet reckons with it. */
function textOf(cell: unknown): unknown {
  if (typeof cell === "string") return cell.replace(/[[\p{C}\p{DI}]--[\n\r\t]]/gv, pointOf);
  return typeof cell === "boolean" ? String(cell) : cell;
}

/**
 * What can't be seen, or turns a name around, is spelt out: a file is evidence, so nothing is left out of it.
 * `<U+202E>`
 */
function pointOf(sign: string): string {
  return `<U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}

/**
 * Offers the file to whoever hunts, where the card does not show all; what the card says of that, and of why there is none.
 * Null: the card shows all.
 */
export async function offerRows(
  context: ReadContext,
  result: HuntResult,
  called: { readonly name: string | null; readonly at: number },
): Promise<Text | null> {
  if (result.count <= MOST_ROWS) return null;
  if (context.conversation.kind !== "personal") return say("hunting.fileElsewhere");
  const { bytes, rows } = csvOf(result);
  const isAll = rows === result.count && result.count < MOST_HUNTED;
  try {
    await context.offerFile({ name: nameOf(called), bytes, about: say("hunting.fileOf", { rows, isAll }) });
    return say("hunting.fileFollows", { rows, isAll });
  } catch (error) {
    // What was found is shown all the same.
    if (error instanceof UserError) return say("hunting.noFile", { why: error.text });
    throw error;
  }
}

function nameOf({ name, at }: { readonly name: string | null; readonly at: number }): FileToOffer["name"] {
  const moment = new Date(at).toISOString().slice(0, 16).replaceAll(":", "");
  return `hunt${name === null ? "" : `-${name}`}-${moment}Z.csv`;
}
