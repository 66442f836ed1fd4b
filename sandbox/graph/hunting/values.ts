/** What the query engine calculates with. Datetimes are epoch milliseconds, timespans milliseconds. */
export type KqlType = "string" | "long" | "real" | "bool" | "datetime" | "timespan" | "dynamic";
export type KqlValue =
  string | number | boolean | null | readonly KqlValue[] | { readonly [name: string]: KqlValue };

export interface Column {
  readonly name: string;
  readonly type: KqlType;
}

export type Row = Readonly<Record<string, KqlValue>>;

export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** All of these rows under one another: columns of the same name are one, and what a part has no column for is empty. */
export function joined(parts: readonly Rows[]): Rows {
  const columns = new Map(parts.flatMap((part) => part.columns.map((column) => [column.name, column])));
  return { columns: [...columns.values()], rows: parts.flatMap(({ rows }) => rows) };
}

/** Graph's names for the types, in the `schema` of an answer. */
export const GRAPH_TYPES: Readonly<Record<KqlType, string>> = {
  string: "String",
  long: "Int64",
  real: "Double",
  bool: "Boolean",
  datetime: "DateTime",
  timespan: "TimeSpan",
  dynamic: "Object",
};

export function isNumeric(type: KqlType): boolean {
  return type === "long" || type === "real";
}

/** Below, equal (0) or above. Nulls come last, whatever they are compared with. */
export function compare(left: KqlValue, right: KqlValue): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right ? -1 : 1;
}

/** A moment that Defender knows; null: it does not, as of files that it has seen nowhere. */
export function momentOf(text: unknown): number | null {
  const at = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : at;
}

/** A value as it stands in the JSON of an answer. */
export function present(value: KqlValue, type: KqlType): unknown {
  if (typeof value !== "number") return value;
  if (type === "datetime") return new Date(value).toISOString();
  return type === "timespan" ? timespanText(value) : value;
}

/** `1.02:03:04`, as .NET writes a length of time. */
export function timespanText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (part: number) => String(part).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${ms < 0 ? "-" : ""}${days === 0 ? "" : `${days}.`}${clock}`;
}

/** A value as text, as `tostring` and `strcat` make it. */
export function textOf(value: KqlValue, type: KqlType): string {
  if (value === null) return "";
  const shown = present(value, type);
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}

/** A value as it is compared with texts. */
export function plainText(value: KqlValue): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
