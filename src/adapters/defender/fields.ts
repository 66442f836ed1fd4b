import { z } from "zod";
import { NO_GROUP } from "../../defender/device.ts";
import { remembered } from "../../texts/remembered.ts";

/**
 * How the fields of Defender's objects are read. What is missing or of a wrong type is absent, never an error; only an
 * object without what it can't be used without is refused.
 */

/** Longest text taken over from Defender, in UTF-16 units; longer ones are cut. */
const LONGEST_TEXT = 8_192;
const LONGEST_LIST = 500;

type Read<T> = (value: unknown) => T;

/** That the whole object is refused. */
const REFUSED = Symbol("refused");

/**
 * Objects of which each field is read by itself. One step for zod, not one for each field: lists of hundreds of alerts
 * are read while somebody waits, and most fields of most alerts are null.
 */
export function objectOf<F extends Readonly<Record<string, Read<unknown>>>>(fields: F) {
  const readers = Object.entries(fields);
  // All names at once: to add them one by one takes longer than to read them.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(readers.map(([name]) => [name, null]));
  type Output = { readonly [K in keyof F]: Exclude<ReturnType<F[K]>, typeof REFUSED> };
  return z.custom<Readonly<Record<string, unknown>>>(isObject).transform((raw, context): Output => {
    const found: Record<string, unknown> = { ...blank };
    for (const [name, read] of readers) {
      const value = read(raw[name]);
      if (value === REFUSED) context.addIssue({ code: "custom", message: "not usable", path: [name] });
      found[name] = value;
    }
    return found as Output;
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text that has to look like that. */
export function matching(pattern: RegExp): Read<string | typeof REFUSED> {
  return (value) => (typeof value === "string" && pattern.test(value) ? value : REFUSED);
}

/** One of these words, or else the last. */
export function oneOf<const W extends readonly [string, ...string[]]>(...words: W): Read<W[number]> {
  const fallback = words.at(-1) as W[number];
  return (value) => words.find((word) => word === value) ?? fallback;
}

/** A text that says something, cut where it is very long; null: there is none. */
export function text(value: unknown): string | null {
  if (typeof value !== "string" || value.trim() === "" || value === "null") return null;
  return value.slice(0, LONGEST_TEXT);
}

/** A number, or what stands for one, as text. */
export function numeral(value: unknown): string | null {
  const isOne = (typeof value === "string" && value !== "") || typeof value === "number";
  return isOne ? String(value).slice(0, 64) : null;
}

/** Whether it is `true`; anything else is no. */
export function flag(value: unknown): boolean {
  return value === true;
}

/** Epoch milliseconds; null: it is no time. */
export function time(value: unknown): number | null {
  return typeof value === "string" && value.length <= LONGEST_TIME ? known(value) : null;
}

/** With a fraction and an offset; what is longer is none, and is not kept. */
const LONGEST_TIME = 35;

/** The alerts of a list have mostly been read before: by the poll, for a card, for the list a minute ago. */
const known = remembered(parseTime, 5_000);

/** The texts of a list; empty where it is none. */
export function strings(value: unknown): readonly string[] {
  return items(value).filter((item) => typeof item === "string");
}

/** A list of texts, and whether that is the whole of what was sent. */
export interface Texts {
  readonly texts: readonly string[];
  readonly whole: boolean;
}

/** The same, but what is no list is not an empty one: nobody has said that there are none. */
export function textsIfAny(value: unknown): Texts | null {
  if (!Array.isArray(value)) return null;
  const texts = strings(value);
  return { texts, whole: texts.length === value.length };
}

/**
 * The name of a device group; empty: the device is in none, and null: nobody has said.
 * @param unassigned what the service calls "in none"
 */
export function groupName(unassigned: string): Read<string | null> {
  return (value) => {
    if (value === null) return NO_GROUP;
    if (typeof value !== "string") return null;
    const name = text(value);
    return name === null || name === unassigned ? NO_GROUP : name;
  };
}

/** A list, at most that long, whose elements that are no objects of that shape are left out. */
export function listOf<T>(element: z.ZodType<T>, most = LONGEST_LIST): Read<readonly T[]> {
  return (value) => items(value, most).flatMap((item) => element.safeParse(item).data ?? []);
}

/** An object of that shape, or null. */
export function maybe<T>(element: z.ZodType<T>): Read<T | null> {
  return (value) => element.safeParse(value).data ?? null;
}

/** The first elements of a list; none of what is no list. */
function items(value: unknown, most = LONGEST_LIST): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/;
const ZONED = /(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Epoch milliseconds of a time of Defender's: 0 to 9 fraction digits, UTC unless it names an offset; rounded down.
 * null for anything else, and for times before 1970 (`0001-01-01` stands for "none").
 */
export function parseTime(value: string): number | null {
  // Not taken apart by groups: a list of alerts has hundreds of times.
  if (!TIME.test(value)) return null;
  const at = Date.parse(ZONED.test(value) ? value : `${value}Z`);
  const [day, hour] = [value.slice(8, 10), value.slice(11, 13)];
  // Date.parse carries 31 February over into March, and 24:00 into the next day; such a text is no time.
  if (!(at >= 0) || hour === "24") return null;
  return day > "28" && new Date(`${value.slice(0, 19)}Z`).getUTCDate() !== Number(day) ? null : at;
}
