import { ago, clockOn, clockTime, dayOf, exactly, grouped, span, utc, when, yours } from "./format.ts";
import { lazily, remembered } from "./remembered.ts";
import { inZone } from "./zoned.ts";

import * as sv from "./format-sv.ts";

/** The languages that the bot speaks. */
export const LANGUAGES = ["en", "sv"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a tag such as "sv-SE", in either case; null: none that the bot speaks. */
export function languageOfTag(tag: string): Language | null {
  const [primary] = tag.toLowerCase().split("-", 1);
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/**
 * How numbers, lists, times and plurals are written in one language. Times are epoch milliseconds, written in UTC; and for one
 * reader whose zone is known, in that as well.
 */
export interface Locale {
  readonly language: Language;
  /** The form that fits the number: plural(3, { one: "alert", other: "alerts" }) is "alerts". */
  plural(n: number, forms: { readonly one: string; readonly other: string }): string;
  /** "1 alert", "1,234 alerts". */
  count(n: number, forms: { readonly one: string; readonly other: string }): string;
  /** "a, b and c". */
  and(items: readonly string[]): string;
  /** "a, b or c". */
  or(items: readonly string[]): string;
  /** "sv (Swedish)", of a language's tag. */
  readonly named: (tag: string) => string;
  number(n: number): string;
  /** "22 Nov 2026 18:40 UTC". */
  time(ms: number | null): string;
  day(ms: number): string;
  /** "18:40 UTC". */
  clock(ms: number): string;
  /** "18:40 UTC on 22 Nov 2026". */
  clockOn(ms: number): string;
  /** "3 h": rounded down to the largest unit. */
  span(ms: number): string;
  /** "90 min": exactly. */
  exactly(ms: number): string;
  /** "4 hours", "30 minutes": exactly, in words. */
  length(ms: number): string;
  /** "12 min ago", "in 3 h". */
  ago(ms: number | null, now: number): string;
  /** "22 Nov 2026 18:40 UTC (12 min ago)". */
  when(ms: number | null, now: number): string;
}

/** What no plural and no list is. */
type Written = Omit<Locale, "language" | "plural" | "count" | "and" | "or" | "named" | "length"> & {
  /** As Intl knows the language. */
  readonly tag: string;
  /** A time of day as one of the reader's own. */
  readonly yours: (at: string) => string;
};

const WRITTEN: Readonly<Record<Language, Written>> = {
  en: {
    ...{ tag: "en-GB", number: grouped, time: utc, day: dayOf, clock: clockTime },
    ...{ clockOn, span, exactly, ago, when, yours },
  },
  sv: { tag: "sv-SE", ...sv },
};

/** As `exactly`; or the words that an older version kept of it. */
export function exactlyOr(length: number | string, locale: Locale): string {
  return typeof length === "string" ? length : locale.exactly(length);
}

function createLocale(language: Language): Locale {
  const { tag, yours: _, ...written } = WRITTEN[language];
  const rules = lazily(() => new Intl.PluralRules(tag));
  const kindOf = remembered((n) => rules().select(Number(n)));
  const conjunction = lazily(() => new Intl.ListFormat(tag, { type: "conjunction" }));
  const disjunction = lazily(() => new Intl.ListFormat(tag, { type: "disjunction" }));
  const names = lazily(() => new Intl.DisplayNames(tag, { type: "language" }));
  const plural: Locale["plural"] = (n, forms) => (kindOf(String(n)) === "one" ? forms.one : forms.other);
  return {
    language,
    plural,
    count: (n, forms) => `${written.number(n)} ${plural(n, forms)}`,
    and: (items) => conjunction().format(items),
    or: (items) => disjunction().format(items),
    named: (one) => `${one} (${names().of(one) ?? one})`,
    ...written,
    length: (ms) => lengthOf(ms, tag),
  };
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

function lengthOf(ms: number, tag: string): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each && ms % each === 0) ?? UNITS[3];
  return new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.round(ms / size),
  );
}

const LOCALES: Readonly<Record<Language, Locale>> = {
  en: createLocale("en"),
  sv: createLocale("sv"),
};

/** Those of readers in a zone of their own, which are costly to make. */
const ZONED: Readonly<Record<Language, (zone: string) => Locale>> = {
  en: remembered((zone) => localeIn(zone, "en")),
  sv: remembered((zone) => localeIn(zone, "sv")),
};

/** How this language writes what is no word. @param zone IANA; null: the reader's is not known, or there are several */
export function localeOf(language: Language, zone: string | null = null): Locale {
  return zone === null ? LOCALES[language] : ZONED[language](zone);
}

/** A copy of a store may name a zone that the machine which it came from knew, and this one does not. */
function localeIn(zone: string, language: Language): Locale {
  const { tag, yours: own } = WRITTEN[language];
  try {
    return inZone(LOCALES[language], { zone, tag, yours: own });
  } catch {
    return LOCALES[language];
  }
}
