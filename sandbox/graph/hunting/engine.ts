import { syntaxFault, unresolvedTable } from "./faults.ts";
import { OPERATORS } from "./operators.ts";
import { readerOf, tokenize, type Reader } from "./tokens.ts";
import type { Rows } from "./values.ts";

/** What a query is run over. */
export interface Source {
  /** Null: there is no table of that name. */
  table(name: string): Rows | null;
  /** Epoch milliseconds: rows from before it are not looked at, nor those after `to`. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** What came of it, and how many rows were gone through on the way. */
export interface Ran extends Rows {
  readonly work: number;
}

/** Runs a query: `Table | operator … | operator …`, with comments. @throws GraphFault 400 in the engine's words */
export function runQuery(query: string, source: Source): Ran {
  const reader = readerOf(tokenize(query));
  if (reader.peek() === undefined) throw syntaxFault("The query is empty");
  const name = reader.name();
  let current = within(source.table(name), source);
  let work = current?.rows.length ?? 0;
  // The engine names the operator that it was about when it missed the table.
  if (current === null) throw unresolvedTable(firstOperator(reader), name);
  while (reader.takes("|")) {
    current = step(reader, current, source.now);
    work += current.rows.length;
  }
  reader.takes(";");
  if (reader.peek() !== undefined) throw syntaxFault("Query operator expected.");
  return { ...current, work };
}

function firstOperator(reader: Reader): string {
  return reader.takes("|") ? String(reader.peek() ?? "") : "take";
}

function step(reader: Reader, input: Rows, now: number): Rows {
  const token = reader.take();
  const operator =
    token.kind === "name" && Object.hasOwn(OPERATORS, token.text) ? OPERATORS[token.text] : null;
  if (!operator) throw syntaxFault("Query operator expected.");
  return operator(reader, input, { columns: input.columns, operator: token.text, now });
}

function within(table: Rows | null, { from, to }: Source): Rows | null {
  if (table === null) return null;
  const rows = table.rows.filter(({ Timestamp: at }) => typeof at !== "number" || (at >= from && at <= to));
  return { columns: table.columns, rows };
}
