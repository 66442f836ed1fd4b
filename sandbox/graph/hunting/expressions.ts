import { callFunction, type Expression } from "./functions.ts";
import { semanticFault, syntaxFault, unresolvedScalar } from "./faults.ts";
import type { Reader, Token } from "./tokens.ts";
import { caseless, LISTS, patternOf, RELATIONS } from "./relations.ts";
import {
  isNumeric,
  compare,
  plainText,
  type Column,
  type KqlType,
  type KqlValue,
  type Row,
  type Rows,
} from "./values.ts";

/** In what an expression is read: the columns that there are, the operator it stands in, the time, and what has a name. */
export interface Scope {
  readonly columns: readonly Column[];
  readonly operator: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** A table, also one that `let` has named; null: there is none. */
  table(name: string): Rows | null;
  /** A value that `let` has named; null: there is none. */
  value(name: string): Expression | null;
  /** What the world knows of a file; null: nothing. */
  profile(sha1: string): Row | null;
}

const MAX_DEPTH = 40;

/**
 * Reads one expression:
 *
 *   or      = and { "or" and }
 *   and     = compare { "and" compare }
 *   compare = sum [ operator sum | "matches" "regex" sum | in-operator "(" list | table ")" | "between" "(" sum ".." sum ")" ]
 *   sum     = product { ("+" | "-") product }
 *   product = single { ("*" | "/" | "%") single }
 *
 * @throws GraphFault 400
 */
export function readExpression(reader: Reader, scope: Scope, depth = 0): Expression {
  if (depth > MAX_DEPTH) throw syntaxFault("The query is nested too deeply");
  const any = [readAll(reader, scope, depth)];
  while (reader.takes("or")) any.push(readAll(reader, scope, depth));
  if (any.length === 1) return any[0] as Expression;
  return truth((row) => any.some((one) => one.of(row) === true));
}

function readAll(reader: Reader, scope: Scope, depth: number): Expression {
  const all = [readComparison(reader, scope, depth)];
  while (reader.takes("and")) all.push(readComparison(reader, scope, depth));
  if (all.length === 1) return all[0] as Expression;
  return truth((row) => all.every((one) => one.of(row) === true));
}

function truth(of: (row: Row) => boolean): Expression {
  return { type: "bool", name: null, of };
}

function readComparison(reader: Reader, scope: Scope, depth: number): Expression {
  const left = readSum(reader, scope, depth);
  const operator = reader.peek() ?? "";
  if (operator === "between") return readBetween(reader, scope, left, depth);
  if (operator === "matches") return readMatches(reader, scope, left, depth);
  if (Object.hasOwn(LISTS, operator)) return readList(reader, scope, left, depth);
  const relation = Object.hasOwn(RELATIONS, operator) ? RELATIONS[operator] : undefined;
  if (relation === undefined) return left;
  reader.take();
  const right = readSum(reader, scope, depth);
  assertComparable(scope, left.type, right.type);
  return truth((row) => relation(left.of(row), right.of(row)));
}

function assertComparable({ operator }: Scope, left: KqlType, right: KqlType): void {
  const alike =
    left === right || (isNumeric(left) && isNumeric(right)) || left === "dynamic" || right === "dynamic";
  if (alike) return;
  throw semanticFault(
    operator,
    `Cannot compare values of types ${left} and ${right}. Try adding explicit casts`,
  );
}

function readList(reader: Reader, scope: Scope, left: Expression, depth: number): Expression {
  const operator = reader.take().text;
  const relation = LISTS[operator] ?? (() => false);
  const ignoresCase = reader.takes("~");
  const wanted = readMembers(reader, scope, depth);
  const fits = ignoresCase ? caseless((one, other) => one === other) : relation;
  const isOne = (row: Row) => wanted.some((one) => fits(left.of(row), one.of(row)));
  return truth((row) => isOne(row) !== operator.startsWith("!"));
}

/** What stands in the list of `in`: values, or one table, of which the first column counts. */
function readMembers(reader: Reader, scope: Scope, depth: number): readonly Expression[] {
  reader.expect("(");
  const name = reader.takesNameBefore(")");
  if (name === null) return readUpTo(reader, scope, depth);
  const table = scope.table(name);
  const [first] = table?.columns ?? [];
  if (table === null || first === undefined) return [column(scope, name)];
  return table.rows.map((row) => constant(first.type, row[first.name] ?? null));
}

function readMatches(reader: Reader, scope: Scope, left: Expression, depth: number): Expression {
  reader.take();
  reader.expect("regex");
  // The engine takes no pattern that differs from row to row.
  const pattern = patternOf(scope.operator, plainText(readSum(reader, scope, depth).of({})));
  return truth((row) => pattern.test(plainText(left.of(row))));
}

function readBetween(reader: Reader, scope: Scope, value: Expression, depth: number): Expression {
  reader.take();
  reader.expect("(");
  const from = readSum(reader, scope, depth + 1);
  reader.expect("..");
  const to = readSum(reader, scope, depth + 1);
  reader.expect(")");
  assertComparable(scope, value.type, from.type);
  return truth((row) => {
    const found = value.of(row);
    return found !== null && compare(found, from.of(row)) >= 0 && compare(found, to.of(row)) <= 0;
  });
}

type Calculation = (left: number, right: number) => number | null;

const SUMS: Readonly<Record<string, Calculation>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
};
const PRODUCTS: Readonly<Record<string, Calculation>> = {
  "*": (left, right) => left * right,
  "/": (left, right) => (right === 0 ? null : left / right),
  "%": (left, right) => (right === 0 ? null : left % right),
};

function readSum(reader: Reader, scope: Scope, depth: number): Expression {
  return readChain(reader, SUMS, () => readChain(reader, PRODUCTS, () => readSingle(reader, scope, depth)));
}

function readChain(
  reader: Reader,
  operators: Readonly<Record<string, Calculation>>,
  next: () => Expression,
): Expression {
  let left = next();
  for (;;) {
    const operator = reader.peek() ?? "";
    const calculate = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (calculate === undefined) return left;
    reader.take();
    left = calculation(operator, calculate, left, next());
  }
}

function calculation(
  operator: string,
  calculate: Calculation,
  left: Expression,
  right: Expression,
): Expression {
  // The difference of two times is a length of time; a time and a length of time make a time.
  const times = left.type === "datetime" && right.type === "datetime";
  const type = times && operator === "-" ? "timespan" : left.type;
  return {
    type,
    name: null,
    of(row) {
      const [one, other] = [left.of(row), right.of(row)];
      return typeof one === "number" && typeof other === "number" ? calculate(one, other) : null;
    },
  };
}

function readSingle(reader: Reader, scope: Scope, depth: number): Expression {
  if (reader.takes("(")) {
    const inner = readExpression(reader, scope, depth + 1);
    reader.expect(")");
    return inner;
  }
  if (reader.takes("-")) {
    const inner = readSingle(reader, scope, depth + 1);
    return { ...inner, name: null, of: (row) => -Number(inner.of(row) ?? 0) };
  }
  const token = reader.take();
  if (token.kind === "mark") throw syntaxFault(`The name '${token.text}' is unexpected`);
  if (token.kind !== "name") return literal(token);
  if (token.text === "true" || token.text === "false") return constant("bool", token.text === "true");
  return readMember(reader, readNamed(reader, scope, token.text, depth));
}

function readNamed(reader: Reader, scope: Scope, name: string, depth: number): Expression {
  if (reader.peek() !== "(") return column(scope, name);
  const args = readArguments(reader, scope, depth);
  return callFunction(scope.operator, name, args, scope.now);
}

/** `Column.Member.Member`, of what is dynamic. */
function readMember(reader: Reader, whole: Expression): Expression {
  let value = whole;
  while (reader.takes(".")) value = memberOf(value, reader.name());
  return value;
}

function memberOf(whole: Expression, name: string): Expression {
  return {
    type: "dynamic",
    name: `${whole.name ?? ""}_${name}`,
    of(row) {
      const value = whole.of(row);
      return typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? ((value as Readonly<Record<string, KqlValue>>)[name] ?? null)
        : null;
    },
  };
}

/** `(a, b, c)`, also empty. */
export function readArguments(reader: Reader, scope: Scope, depth = 0): readonly Expression[] {
  reader.expect("(");
  return readUpTo(reader, scope, depth);
}

function readUpTo(reader: Reader, scope: Scope, depth: number): readonly Expression[] {
  const args: Expression[] = [];
  if (reader.takes(")")) return args;
  do args.push(readExpression(reader, scope, depth + 1));
  while (reader.takes(","));
  reader.expect(")");
  return args;
}

/** @throws GraphFault 400 */
export function column(scope: Scope, name: string): Expression {
  const found = scope.columns.find((one) => one.name === name);
  if (found === undefined) {
    const value = scope.value(name);
    if (value === null) throw unresolvedScalar(scope.operator, name);
    return value;
  }
  return { ...found, of: (row) => row[name] ?? null };
}

function constant(type: KqlType, value: KqlValue): Expression {
  return { type, name: null, of: () => value };
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function literal({ kind, text }: Token): Expression {
  switch (kind) {
    case "number":
      return constant(text.includes(".") ? "real" : "long", Number(text));
    case "timespan": {
      const [, number = "", unit = ""] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
      return constant("timespan", Number(number) * (UNIT_MS[unit] ?? 0));
    }
    case "datetime": {
      const at = Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(text) || !text.includes("T") ? text : `${text}Z`);
      return constant("datetime", Number.isNaN(at) ? null : at);
    }
    case "text":
    case "name":
    case "mark":
      return constant("string", text);
  }
}
