import { column, readArguments, readExpression, type Scope } from "./expressions.ts";
import { aggregateOf, isAggregate, type Expression } from "./functions.ts";
import { semanticFault, syntaxFault, unresolvedScalar } from "./faults.ts";
import type { Reader } from "./tokens.ts";
import { compare, joined, plainText, type Column, type Row, type Rows } from "./values.ts";

/** One step of a query: reads its words, and is then done to what came before it. */
type Operator = (reader: Reader, input: Rows, scope: Scope) => Rows;

/** An expression and the name of its column. */
interface Named {
  readonly name: string;
  readonly value: Expression;
}

/** `name = expression`, or an expression whose column is named by itself. */
function readNamed(reader: Reader, scope: Scope, position: number): Named {
  const given = reader.takesNameBefore("=");
  const value = readExpression(reader, scope);
  return { name: given ?? value.name ?? `Column${position}`, value };
}

function listOf<T>(reader: Reader, read: (position: number) => T): readonly T[] {
  const found: T[] = [];
  do found.push(read(found.length + 1));
  while (reader.takes(","));
  return found;
}

const where: Operator = (reader, { columns, rows }, scope) => {
  const condition = readExpression(reader, scope);
  return { columns, rows: rows.filter((row) => condition.of(row) === true) };
};

function columnsOf(named: readonly Named[]): readonly Column[] {
  return named.map(({ name, value }) => ({ name, type: value.type }));
}

function cellsOf(named: readonly Named[], row: Row): Row {
  return Object.fromEntries(named.map(({ name, value }) => [name, value.of(row)]));
}

const project: Operator = (reader, { rows }, scope) => {
  const named = listOf(reader, (position) => readNamed(reader, scope, position));
  return { columns: columnsOf(named), rows: rows.map((row) => cellsOf(named, row)) };
};

const projectAway: Operator = (reader, { columns, rows }, scope) => {
  const away = listOf(reader, () => column(scope, reader.name()).name);
  const kept = columns.filter(({ name }) => !away.includes(name));
  return { columns: kept, rows: rows.map((row) => only(row, kept)) };
};

function only(row: Row, columns: readonly Column[]): Row {
  return Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));
}

const extend: Operator = (reader, { columns, rows }, scope) => {
  const named = listOf(reader, (position) => readNamed(reader, scope, position));
  const added = columnsOf(named);
  const kept = columns.filter(({ name }) => !added.some((one) => one.name === name));
  return { columns: [...kept, ...added], rows: rows.map((row) => ({ ...row, ...cellsOf(named, row) })) };
};

const count: Operator = (_, { rows }) => ({
  columns: [{ name: "Count", type: "long" }],
  rows: [{ Count: rows.length }],
});

const distinct: Operator = (reader, { columns, rows }, scope) => {
  const wanted = reader.takes("*")
    ? columns
    : listOf(reader, () => {
        const { name, type } = column(scope, reader.name());
        return { name: name ?? "", type };
      });
  const groups = Map.groupBy(rows, (row) => keyOf(row, wanted));
  return { columns: wanted, rows: [...groups.values()].flatMap(([row]) => (row ? [only(row, wanted)] : [])) };
};

function keyOf(row: Row, columns: readonly Column[]): string {
  return JSON.stringify(columns.map(({ name }) => row[name] ?? null));
}

/** What one aggregate makes of a group: its columns, and their cells. */
interface Total {
  readonly columns: readonly Column[];
  cells(rows: readonly Row[]): Row;
}

function readTotal(reader: Reader, scope: Scope): Total {
  const given = reader.takesNameBefore("=");
  const name = reader.name();
  if (name === "arg_max") return lastRow(readArguments(reader, scope));
  if (!isAggregate(name)) throw unresolvedScalar(scope.operator, name);
  const total = aggregateOf(name, readArguments(reader, scope));
  const column = given ?? total.name;
  return {
    columns: [{ name: column, type: total.type }],
    cells: (rows) => ({ [column]: total.over(rows) }),
  };
}

/** `arg_max(most, …)`: of the row that has the most of the first, the first and the others. */
function lastRow(args: readonly Expression[]): Total {
  const columns = args.map(({ name, type }) => ({ name: name ?? "", type }));
  const [most] = args;
  return {
    columns,
    cells(rows) {
      const last = rows.toSorted((a, b) => compare(most?.of(a) ?? null, most?.of(b) ?? null)).at(-1) ?? {};
      return Object.fromEntries(args.map((arg) => [arg.name ?? "", arg.of(last)]));
    },
  };
}

const summarize: Operator = (reader, { rows }, scope) => {
  const totals = reader.peek() === "by" ? [] : listOf(reader, () => readTotal(reader, scope));
  const by = reader.takes("by") ? listOf(reader, (position) => readNamed(reader, scope, position)) : [];
  const groups = Map.groupBy(rows, (row) => JSON.stringify(by.map(({ value }) => value.of(row))));
  // Without "by" there is one group, also of nothing.
  if (by.length === 0 && groups.size === 0) groups.set("", []);
  return {
    columns: [...columnsOf(by), ...totals.flatMap(({ columns }) => columns)],
    rows: [...groups.values()].map((group) => ({
      ...cellsOf(by, group[0] ?? {}),
      ...Object.assign({}, ...totals.map((total) => total.cells(group))),
    })),
  };
};

interface Key {
  readonly value: Expression;
  readonly ascending: boolean;
}

function readKey(reader: Reader, scope: Scope): Key {
  const value = readExpression(reader, scope);
  const ascending = reader.takes("asc");
  if (!ascending) reader.takes("desc");
  if (reader.takes("nulls") && !reader.takes("first")) reader.expect("last");
  return { value, ascending };
}

function sorted(rows: readonly Row[], keys: readonly Key[]): readonly Row[] {
  return rows.toSorted((left, right) => {
    for (const { value, ascending } of keys) {
      const order = compare(value.of(left), value.of(right));
      if (order !== 0) return ascending ? order : -order;
    }
    return 0;
  });
}

const order: Operator = (reader, { columns, rows }, scope) => {
  reader.expect("by");
  return {
    columns,
    rows: sorted(
      rows,
      listOf(reader, () => readKey(reader, scope)),
    ),
  };
};

function readNumber(reader: Reader): number {
  const token = reader.take();
  if (token.kind !== "number") throw syntaxFault("A literal number is expected");
  return Number(token.text);
}

const top: Operator = (reader, { columns, rows }, scope) => {
  const most = readNumber(reader);
  reader.expect("by");
  return { columns, rows: sorted(rows, [readKey(reader, scope)]).slice(0, most) };
};

const take: Operator = (reader, { columns, rows }) => ({ columns, rows: rows.slice(0, readNumber(reader)) });

const PROFILE: readonly Column[] = [
  { name: "GlobalPrevalence", type: "long" },
  { name: "GlobalFirstSeen", type: "datetime" },
  { name: "GlobalLastSeen", type: "datetime" },
  { name: "Signer", type: "string" },
  { name: "Issuer", type: "string" },
  { name: "SignatureState", type: "string" },
  { name: "ThreatName", type: "string" },
];
const MOST_PROFILES = 1000;

/** `invoke FileProfile(column, most)`, which is all that can be invoked here. */
const invoke: Operator = (reader, { columns, rows }, scope) => {
  const name = reader.name();
  const [key, most] = readArguments(reader, scope);
  if (name !== "FileProfile") {
    throw semanticFault(null, `The query has a semantic error: Unknown function: '${name}'`);
  }
  const by = column(scope, plainText(key?.of({}) ?? "SHA1"));
  const limit = Math.min(MOST_PROFILES, Number(most?.of({}) ?? 100));
  return {
    columns: joined([
      { columns, rows: [] },
      { columns: PROFILE, rows: [] },
    ]).columns,
    rows: rows.map((row, index) => ({
      ...row,
      ...(index < limit ? scope.profile(plainText(by.of(row))) : null),
    })),
  };
};

/** The operators that the sandbox knows; `union` is the engine's own. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  ...{ where, filter: where, project, "project-away": projectAway, extend, count, distinct, summarize },
  ...{ order, sort: order, top, take, limit: take, invoke },
};
