import { semanticFault } from "./faults.ts";
import { compare, textOf, type KqlType, type KqlValue, type Row } from "./values.ts";

/** A compiled expression. `name`: what its column is called when the query gives it no name; null: the engine makes one up. */
export interface Expression {
  readonly type: KqlType;
  readonly name: string | null;
  of(row: Row): KqlValue;
}

type Args = readonly Expression[];

/** @param now epoch milliseconds */
type Make = (args: Args, now: number) => Omit<Expression, "name">;

function onText(type: KqlType, apply: (text: string) => KqlValue): Make {
  return ([arg]) => ({ type, of: (row) => (arg === undefined ? null : apply(textIn(arg, row))) });
}

function textIn(arg: Expression, row: Row): string {
  return textOf(arg.of(row), arg.type);
}

/** What is no JSON stays the text that it is. */
function parsedJson(text: string): KqlValue {
  try {
    return JSON.parse(text) as KqlValue;
  } catch {
    return text;
  }
}

function isEmpty(value: KqlValue): boolean {
  return value === null || value === "";
}

function test(check: (value: KqlValue) => boolean): Make {
  return ([arg]) => ({ type: "bool", of: (row) => check(arg?.of(row) ?? null) });
}

function number(value: KqlValue): number | null {
  const found = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

const toLong: Make = ([arg]) => ({
  type: "long",
  of(row) {
    const found = number(arg?.of(row) ?? null);
    return found === null ? null : Math.trunc(found);
  },
});

const choose: Make = ([condition, then, otherwise]) => ({
  type: then?.type ?? "string",
  of: (row) => (condition?.of(row) === true ? then : otherwise)?.of(row) ?? null,
});

/** Rounded down to a multiple, as `bin` does it to numbers and times. */
const bin: Make = ([value, size]) => ({
  type: value?.type ?? "long",
  of(row) {
    const [whole, step] = [value?.of(row), size?.of(row)];
    return typeof whole === "number" && typeof step === "number" && step > 0
      ? Math.floor(whole / step) * step
      : null;
  },
});

interface Shape {
  /** Fewest and most arguments. */
  readonly takes: readonly [number, number];
  readonly make: Make;
}

const MANY = 64;

/** The functions that the sandbox knows, of the several hundred that there are. */
const SCALARS: Readonly<Record<string, Shape>> = {
  ago: {
    takes: [1, 1],
    make: ([span], now) => ({ type: "datetime", of: (row) => now - Number(span?.of(row) ?? 0) }),
  },
  now: { takes: [0, 0], make: (_, now) => ({ type: "datetime", of: () => now }) },
  not: {
    takes: [1, 1],
    make: ([arg]) => ({ type: "bool", of: (row) => arg?.of(row) !== true }),
  },
  tolower: { takes: [1, 1], make: onText("string", (text) => text.toLowerCase()) },
  toupper: { takes: [1, 1], make: onText("string", (text) => text.toUpperCase()) },
  strlen: { takes: [1, 1], make: onText("long", (text) => Array.from(text).length) },
  tostring: { takes: [1, 1], make: onText("string", (text) => text) },
  parse_json: { takes: [1, 1], make: onText("dynamic", parsedJson) },
  todynamic: { takes: [1, 1], make: onText("dynamic", parsedJson) },
  toint: { takes: [1, 1], make: toLong },
  tolong: { takes: [1, 1], make: toLong },
  isempty: { takes: [1, 1], make: test(isEmpty) },
  isnotempty: { takes: [1, 1], make: test((value) => !isEmpty(value)) },
  isnull: { takes: [1, 1], make: test((value) => value === null) },
  isnotnull: { takes: [1, 1], make: test((value) => value !== null) },
  iff: { takes: [3, 3], make: choose },
  iif: { takes: [3, 3], make: choose },
  bin: { takes: [2, 2], make: bin },
  strcat: {
    takes: [1, MANY],
    make: (args) => ({ type: "string", of: (row) => args.map((arg) => textIn(arg, row)).join("") }),
  },
  substring: {
    takes: [2, 3],
    make: ([text, from, length]) => ({
      type: "string",
      of(row) {
        const start = Number(from?.of(row) ?? 0);
        const end = length === undefined ? undefined : start + Number(length.of(row) ?? 0);
        return text === undefined ? "" : textIn(text, row).slice(start, end);
      },
    }),
  },
};

/** A call of a function by name. @throws GraphFault 400 for one that there isn't, or not with so many arguments */
export function callFunction(where: string, name: string, args: Args, now: number): Expression {
  const shape = Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined;
  if (shape === undefined)
    throw semanticFault(null, `The query has a semantic error: Unknown function: '${name}'`);
  const [fewest, most] = shape.takes;
  if (args.length < fewest || args.length > most)
    throw semanticFault(
      where,
      `${name}(): function expects ${fewest === most ? fewest : `${fewest} to ${most}`} argument(s)`,
    );
  return { ...shape.make(args, now), name: null };
}

/** What `summarize` makes of a group of rows. */
export interface Aggregate {
  readonly type: KqlType;
  /** What its column is called when the query gives it no name. */
  readonly name: string;
  over(rows: readonly Row[]): KqlValue;
}

type Fold = (values: readonly KqlValue[], most: number) => KqlValue;

const present = (values: readonly KqlValue[]) => values.filter((value) => value !== null);
const sum = (values: readonly KqlValue[]) =>
  present(values).reduce<number>((all, one) => all + Number(one), 0);
const distinct = (values: readonly KqlValue[]) => [...new Set(present(values))];

const FOLDS: Readonly<Record<string, { readonly type: KqlType | null; readonly fold: Fold }>> = {
  dcount: { type: "long", fold: (values) => distinct(values).length },
  min: { type: null, fold: (values) => present(values).toSorted(compare)[0] ?? null },
  max: { type: null, fold: (values) => present(values).toSorted(compare).at(-1) ?? null },
  sum: { type: null, fold: sum },
  avg: {
    type: "real",
    fold: (values) => (present(values).length === 0 ? null : sum(values) / present(values).length),
  },
  make_set: { type: "dynamic", fold: (values, most) => distinct(values).slice(0, most) },
  make_list: { type: "dynamic", fold: (values, most) => present(values).slice(0, most) },
  take_any: { type: null, fold: (values) => values[0] ?? null },
};

export function isAggregate(name: string): boolean {
  return name === "count" || name === "countif" || Object.hasOwn(FOLDS, name);
}

const MOST_LISTED = 1_048_576;

/** @throws GraphFault 400 */
export function aggregateOf(name: string, args: Args): Aggregate {
  const [arg, limit] = args;
  if (name === "count") return { type: "long", name: "count_", over: (rows) => rows.length };
  const fold = FOLDS[name];
  if (arg === undefined) throw semanticFault("summarize", `${name}(): function expects 1 argument(s)`);
  if (fold === undefined) {
    return {
      type: "long",
      name: "countif_",
      over: (rows) => rows.filter((row) => arg.of(row) === true).length,
    };
  }
  const most = Number(limit?.of({}) ?? MOST_LISTED);
  const prefix = name.replace("make_", "").replace("take_", "");
  return {
    type: fold.type ?? arg.type,
    name: `${prefix}_${arg.name ?? ""}`,
    over: (rows) =>
      fold.fold(
        rows.map((row) => arg.of(row)),
        most,
      ),
  };
}
