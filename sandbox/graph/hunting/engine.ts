import { readExpression, type Scope } from "./expressions.ts";
import type { Expression } from "./functions.ts";
import { syntaxFault, unresolvedTable } from "./faults.ts";
import { OPERATORS } from "./operators.ts";
import { readerOf, tokenize, type Reader } from "./tokens.ts";
import { joined, type Row, type Rows } from "./values.ts";

/** What a query is run over. */
export interface Source {
  /** Null: there is no table of that name. */
  table(name: string): Rows | null;
  /** What the world knows of a file, by its SHA-1. */
  profile(sha1: string): Row | null;
  /** Epoch milliseconds: rows from before it are not looked at, nor those after `to`. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** What came of it, and how many rows were gone through on the way. */
export interface Ran extends Rows {
  readonly work: number;
}

/** A query that is being run. */
interface Run {
  readonly source: Source;
  /** What `let` has named. */
  readonly tables: Map<string, Rows>;
  readonly values: Map<string, Expression>;
  work: number;
}

const MAX_DEPTH = 20;

/**
 * Runs a query, with comments:
 *
 *   query    = { "let" name "=" ( pipeline | expression ) ";" } pipeline [ ";" ]
 *   pipeline = source { "|" operator … }
 *   source   = table | "(" pipeline ")" | "union" source { "," source }
 *
 * @throws GraphFault 400 in the engine's words
 */
export function runQuery(query: string, source: Source): Ran {
  const reader = readerOf(tokenize(query));
  if (reader.peek() === undefined) throw syntaxFault("The query is empty");
  const run: Run = { source, tables: new Map(), values: new Map(), work: 0 };
  while (reader.takes("let")) readLet(run, reader);
  const rows = readPipeline(run, reader, 0);
  reader.takes(";");
  if (reader.peek() !== undefined) throw syntaxFault("Query operator expected.");
  return { ...rows, work: run.work };
}

function readLet(run: Run, reader: Reader): void {
  const name = reader.name();
  reader.expect("=");
  const next = reader.peek() ?? "";
  if (["(", "union"].includes(next) || tableIn(run, next) !== null) {
    run.tables.set(name, readPipeline(run, reader, 0));
  } else {
    run.values.set(name, readExpression(reader, scopeOf(run, { columns: [], rows: [] }, "let")));
  }
  reader.expect(";");
}

function readPipeline(run: Run, reader: Reader, depth: number): Rows {
  let current = readSource(run, reader, null, depth);
  while (reader.takes("|")) {
    current = step(run, reader, current, depth);
    run.work += current.rows.length;
  }
  return current;
}

/** @param where the operator that wants it; null: it begins a pipeline */
function readSource(run: Run, reader: Reader, where: string | null, depth: number): Rows {
  if (depth > MAX_DEPTH) throw syntaxFault("The query is nested too deeply");
  if (reader.takes("(")) {
    const inner = readPipeline(run, reader, depth + 1);
    reader.expect(")");
    return inner;
  }
  if (reader.takes("union")) return readUnion(run, reader, [], depth);
  const name = reader.name();
  const table = tableIn(run, name);
  // The engine names the operator that it was about when it missed the table.
  if (table === null) throw unresolvedTable(where ?? firstOperator(reader), name);
  run.work += table.rows.length;
  return table;
}

function readUnion(run: Run, reader: Reader, before: readonly Rows[], depth: number): Rows {
  const parts = [...before];
  do parts.push(readSource(run, reader, "union", depth + 1));
  while (reader.takes(","));
  return joined(parts);
}

function tableIn(run: Run, name: string): Rows | null {
  return run.tables.get(name) ?? within(run.source.table(name), run.source);
}

function firstOperator(reader: Reader): string {
  return reader.takes("|") ? String(reader.peek() ?? "") : "take";
}

function step(run: Run, reader: Reader, input: Rows, depth: number): Rows {
  const token = reader.take();
  if (token.kind === "name" && token.text === "union") return readUnion(run, reader, [input], depth);
  const operator =
    token.kind === "name" && Object.hasOwn(OPERATORS, token.text) ? OPERATORS[token.text] : null;
  if (!operator) throw syntaxFault("Query operator expected.");
  return operator(reader, input, scopeOf(run, input, token.text));
}

function scopeOf(run: Run, { columns }: Rows, operator: string): Scope {
  return {
    columns,
    operator,
    now: run.source.now,
    table: (name) => tableIn(run, name),
    value: (name) => run.values.get(name) ?? null,
    profile: (sha1) => run.source.profile(sha1),
  };
}

function within(table: Rows | null, { from, to }: Source): Rows | null {
  if (table === null) return null;
  const rows = table.rows.filter(({ Timestamp: at }) => typeof at !== "number" || (at >= from && at <= to));
  return { columns: table.columns, rows };
}
