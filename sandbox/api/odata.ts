/** A query that the service can't read; the message says why. */
export class ODataProblem extends Error {}

/**
 * The part of OData that the services have in common:
 *
 *   or      = and *("or" and)
 *   and     = not *("and" not)
 *   not     = "(" or ")" | compare | startswith(field,'x') | field/any(v: v eq 'x')
 *   compare = field ("eq" | "ne" | "gt" | "ge" | "lt" | "le") value
 *
 * Strings are quoted ('' is a quote); dates, numbers, null and booleans are not.
 */
/** A list of words: an enumeration, of which nothing else may be asked. */
export type FieldKind = "text" | "number" | "date" | "texts" | readonly string[];
export type Fields = Readonly<Record<string, FieldKind>>;
export type Predicate = (row: object) => boolean;

type Token = { readonly kind: "word" | "text" | "mark"; readonly text: string };
type Value = string | number | bigint | null;

const TOKEN =
  /\s*(?:'((?:[^']|'')*)'|([A-Za-z_][\w]*|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|-?\d+(?:\.\d+)?)|([(),:/]))/y;
const MAX_DEPTH = 20;

function bad(why: string): ODataProblem {
  return new ODataProblem(`The query specified in the URI is not valid. ${why}`);
}

/** Compiles a `$filter`. @throws ODataProblem for bad syntax, a wrong type, or a field that is not filterable */
export function compileFilter(filter: string, fields: Fields): Predicate {
  const tokens = tokenize(filter);
  let at = 0;
  const peek = () => tokens[at]?.text.toLowerCase();
  function take(expected?: string): Token {
    const token = tokens[at];
    if (
      !token ||
      (expected !== undefined && (token.kind === "text" || token.text.toLowerCase() !== expected))
    )
      throw bad(`Expected ${expected ?? "more"} at token ${at}.`);
    at += 1;
    return token;
  }
  function list(word: "or" | "and", depth: number): Predicate {
    const operand = () => (word === "or" ? list("and", depth) : single(depth));
    const parts = [operand()];
    while (peek() === word && tokens[at]?.kind === "word") {
      at += 1;
      parts.push(operand());
    }
    return word === "or" ? (row) => parts.some((one) => one(row)) : (row) => parts.every((one) => one(row));
  }
  function single(depth: number): Predicate {
    if (depth > MAX_DEPTH) throw bad("The expression is nested too deeply.");
    if (peek() === "(") {
      take("(");
      const inner = list("or", depth + 1);
      take(")");
      return inner;
    }
    if (peek() === "startswith") return startsWith();
    const field = fieldNamed(take().text, fields);
    return peek() === "/" ? any(field) : compare(field);
  }
  function startsWith(): Predicate {
    take();
    take("(");
    const field = fieldNamed(take().text, fields);
    take(",");
    const prefix = text(take());
    take(")");
    return (row) => {
      const value = read(row, field.name);
      return typeof value === "string" && value.startsWith(prefix);
    };
  }
  function any(field: Field): Predicate {
    if (field.kind !== "texts") throw bad(`'${field.name}' is not a collection.`);
    for (const mark of ["/", "any", "("]) take(mark);
    const variable = take().text.toLowerCase();
    for (const mark of [":", variable, "eq"]) take(mark);
    const wanted = text(take());
    take(")");
    return (row) => (read(row, field.name) as readonly string[]).includes(wanted);
  }
  function compare(field: Field): Predicate {
    if (field.kind === "texts") throw bad(`'${field.name}' is a collection.`);
    const operator = take().text.toLowerCase();
    const test = OPERATORS[operator];
    if (!test) throw bad(`'${operator}' is not an operator.`);
    const wanted = literal(take(), field);
    return (row) => test(order(stored(read(row, field.name), field.kind), wanted));
  }
  const whole = list("or", 0);
  if (at !== tokens.length) throw bad(`Unexpected '${tokens[at]?.text}' at token ${at}.`);
  return whole;
}

interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  // NaN says that the two can't be ordered, as null with a value: unequal, and neither less nor greater.
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  const source = filter.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (!found) throw bad(`Syntax error at position ${from}.`);
    const [, quoted, word, mark] = found;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll("''", "'") });
    else tokens.push(word === undefined ? { kind: "mark", text: mark ?? "" } : { kind: "word", text: word });
  }
  return tokens;
}

function fieldNamed(name: string, fields: Fields): Field {
  const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!kind) throw bad(`The property '${name}' cannot be used in the $filter query option.`);
  return { name, kind };
}

function text(token: Token): string {
  if (token.kind !== "text") throw bad(`'${token.text}' has to be a quoted string.`);
  return token.text;
}

function literal(token: Token, field: Field): Value {
  if (token.kind === "word" && token.text === "null") return null;
  if (field.kind === "text") return text(token);
  if (typeof field.kind !== "string") return member(token, field.name, field.kind);
  if (token.kind !== "word") throw bad(`A value of '${field.name}' is not quoted.`);
  const value = field.kind === "date" ? ticks(token.text) : Number(token.text);
  if (value === null || Number.isNaN(value)) throw bad(`'${token.text}' is no value of '${field.name}'.`);
  return value;
}

function member(token: Token, field: string, words: readonly string[]): string {
  const word = text(token);
  if (!words.includes(word)) throw bad(`'${word}' is not a value of '${field}'.`);
  return word;
}

function stored(value: unknown, kind: FieldKind): Value {
  if (value === null || value === undefined) return null;
  if (kind === "date") return ticks(value as string);
  return value as string | number;
}

/** Below, equal (0) or above; NaN when the two can't be ordered, as null with a value. */
export function order(left: Value, right: Value): number {
  if (left === null || right === null) return left === right ? 0 : Number.NaN;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** 100 ns units since 1970: all seven fraction digits count, which a JavaScript date would cut to three. */
export function ticks(text: string): bigint | null {
  const ms = Date.parse(text.replace(/\.\d+/, ""));
  if (Number.isNaN(ms)) return null;
  const fraction = /\.(\d{1,7})/.exec(text)?.[1] ?? "";
  return BigInt(ms) * 10_000n + BigInt(fraction.padEnd(7, "0"));
}

function read(row: object, name: string): unknown {
  return (row as Record<string, unknown>)[name];
}

/** `$top` or `$skip`. @throws ODataProblem */
export function nonNegative(query: URLSearchParams, name: "$top" | "$skip"): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw bad(`Invalid value '${value}' for ${name} query option.`);
  return Number(value);
}

/** Newest first by one of the rows' own dates. */
export function newestFirst<T extends object>(rows: readonly T[], name: keyof T & string): T[] {
  const dated = rows.map((row) => ({ row, at: ticks(String(read(row, name))) ?? 0n }));
  return dated.sort((left, right) => order(right.at, left.at)).map(({ row }) => row);
}
