import type { Cell, HuntResult } from "../../defender/hunting.ts";
import type { FactsRow } from "../../messaging/facts-card.ts";
import type { Buttons } from "../../messaging/card-actions.ts";
import type { CardButton } from "../../messaging/content.ts";
import { opensOf, SHOWN_CELLS } from "./hunt-opens.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { say, type Words } from "../../texts/text.ts";

/**
 * What a query found, fit for a phone: the first column heads a row, two more stand below it by name, and the others are
 * folded into one line.
 */

/** Longest texts, in code points. */
const LONGEST = { title: 100, label: 40, value: 80, line: 240 } as const;
/** Bytes that the texts of all rows may take of a card, so that Teams takes it whole and no row is left out. */
const ROOM = 13_000;
/** What each way on to another card takes beside that, since it is drawn with its own name and verb. */
const WAY = 85;
/** Where they are longer, all are cut to such a part of their length. */
const PARTS = [1, 0.6, 0.35, 0.2, 0.1] as const;

/** The rows of a hunting query as a card shows them. */
export function huntRows(buttons: Pick<Buttons, "button">, result: HuntResult): readonly FactsRow[] {
  const found = namesFirst(result);
  const opens = found.rows.map((row) => opensOf(buttons, found.columns, row));
  const ways = opens.flat().filter((button) => button !== null).length;
  let rows: readonly FactsRow[] = [];
  for (const part of PARTS) {
    rows = found.rows.map((row, at) => rowOf(found.columns, row, part, opens[at] ?? []));
    if (Buffer.byteLength(JSON.stringify(rows)) <= ROOM - ways * WAY) break;
  }
  return rows;
}

/** Beside a device's name its id says nothing to a person: it gives way to what does. */
function namesFirst({ columns, rows }: HuntResult): Pick<HuntResult, "columns" | "rows"> {
  const at = columns.findIndex(({ name }) => /^DeviceId$/i.test(name));
  if (at < 0 || !columns.some(({ name }) => /^DeviceName$/i.test(name))) return { columns, rows };
  const last = <T>(list: readonly T[]) => [
    ...list.slice(0, at),
    ...list.slice(at + 1),
    ...list.slice(at, at + 1),
  ];
  return { columns: last(columns), rows: rows.map(last) };
}

function rowOf(
  columns: HuntResult["columns"],
  row: readonly Cell[],
  part: number,
  [opens = null, ...below]: readonly (CardButton | null)[],
): FactsRow {
  const cut = (text: string, longest: number) => cleanLine(text, Math.ceil(longest * part));
  const shown = (text: string, longest: number): Words =>
    text === "" ? say("hunting.empty") : cut(text, longest);
  const cells = columns.map(({ name, type }, index) => ({
    label: cut(name, LONGEST.label),
    text: textOf(row[index] ?? null, type),
  }));
  const [first, ...others] = cells;
  const folded = others
    .slice(SHOWN_CELLS)
    // What is empty is not worth its place on a phone.
    .filter(({ text }) => text !== "")
    .map(({ label, text }) => `${label}: ${cut(text, LONGEST.label)}`);
  return {
    title: shown(first?.text ?? "", LONGEST.title),
    cells: others.slice(0, SHOWN_CELLS).map(({ label, text }, at) => {
      const button = below[at] ?? null;
      return { label, value: shown(text, LONGEST.value), ...(button === null ? {} : { opens: button }) };
    }),
    // Where more of the row is folded, a tap on what heads it unfolds that.
    ...(opens === null || folded.length > 0 ? {} : { opens }),
    line: cut(folded.join(" · "), LONGEST.line),
  };
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)$/;

/** A time to the second, and in UTC, which is said: events are put in order by it. */
function textOf(cell: Cell, type: string): string {
  if (cell === null) return "";
  const text = String(cell);
  const [, day, time] = /^datetime$/i.test(type) ? (INSTANT.exec(text) ?? []) : [];
  return day === undefined || time === undefined ? text : `${day} ${time} UTC`;
}
