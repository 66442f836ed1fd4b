import { recorded } from "../../src/texts/render.ts";
import { isText, type Text } from "../../src/texts/text.ts";

/** The same with every text in words. */
export type InWords<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends Text
    ? string
    : T extends (...args: never[]) => unknown
      ? T
      : { readonly [K in keyof T]: InWords<T[K]> };

/** The same with every text in English, however deep it stands. */
export function inWords<T>(value: T): InWords<T> {
  return worded(value) as InWords<T>;
}

function worded(value: unknown): unknown {
  if (isText(value)) return recorded(value);
  if (Array.isArray(value)) return value.map(worded);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, worded(one)]));
}

/** The function with what it says in English. */
export function inEnglish<A extends unknown[], R>(say: (...args: A) => R): (...args: A) => InWords<R> {
  return (...args) => inWords(say(...args));
}
