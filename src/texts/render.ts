import type { Catalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import { sv } from "./sv.ts";
import { type Language, type Locale, localeOf } from "./locale.ts";
import { cleanLine, sayLine, type Shown } from "./safe-text.ts";
import { namesNowOf } from "./former.ts";
import { keptWith } from "./remembered.ts";
import { isText, type Hole, type Sayable, type Text, type Words } from "./text.ts";

/** A language as it is spoken: its sentences, and how it writes numbers and times. */
export interface Tongue {
  readonly catalogue: Catalogue;
  readonly locale: Locale;
}

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, sv };

/** The language with its sentences. @param zone of its one reader; null: not known, or there are several */
export function tongueOf(language: Language, zone: string | null = null): Tongue {
  return { catalogue: CATALOGUES[language], locale: localeOf(language, zone) };
}

/** The language of records that are kept: the audit's, and what operators read. */
const RECORDED: Tongue = tongueOf("en");

/** A message where nothing but its text is shown: no hole's text is a link, a mention or a second line. */
export function shown(text: Sayable, tongue: Tongue): Shown {
  return typeof text === "string" ? text : (render(text, tongue, sayLine) as Shown);
}

/** A text on a card, each hole on its line. Whoever binds the card makes all of its strings harmless for the client. */
export function onCard(text: Text, tongue: Tongue): string {
  return render(text, tongue, cleanLine);
}

/** A text for a record that is kept, in English. */
export function recorded(words: Words): string {
  return typeof words === "string" ? words : render(words, RECORDED, cleanLine);
}

/** Whether both say the same, also where an older version has kept one of them in English. */
export function saysSame(one: Words | null, other: Words | null): boolean {
  if (one === null || other === null) return one === other;
  return recorded(one) === recorded(other);
}

type Safe = (line: string) => string;

function render(text: Text, tongue: Tongue, safe: Safe): string {
  const entry = entryOf(tongue.catalogue, text.say);
  if (typeof entry === "string") return entry;
  // A row that a newer version wrote, read after going back to this one.
  if (entry === null) return safe(text.say);
  try {
    return entry(filledHoles(text.with, tongue, safe), tongue.locale);
  } catch {
    // Or one with other holes than this version's: a line that nobody can put together must not keep a card away.
    return safe(text.say);
  }
}

type Said = string | ((holes: Readonly<Record<string, Filled>>, locale: Locale) => string);

/** What has been looked up, by its name: no more than there are sentences, and names that they have had. */
const foundIn = keptWith((_: Catalogue) => new Map<string, Said>());

/** Null: there is no such sentence, under no name that it has had. */
function entryOf(catalogue: Catalogue, key: string): Said | null {
  const found = foundIn(catalogue);
  const entry = found.get(key) ?? lookUp(catalogue, key);
  if (entry !== null) found.set(key, entry);
  return entry;
}

function lookUp(catalogue: Catalogue, key: string): Said | null {
  const entry = entryNamed(catalogue, key);
  if (entry !== null) return entry;
  for (const name of namesNowOf(key)) {
    const moved = entryNamed(catalogue, name);
    if (moved !== null) return moved;
  }
  return null;
}

/** What the store gives back may name anything, inherited properties too. */
function entryNamed(catalogue: Catalogue, key: string): Said | null {
  const dot = key.indexOf(".");
  const sentences = own(catalogue, key.slice(0, Math.max(0, dot)));
  return typeof sentences === "object" ? (own(sentences, key.slice(dot + 1)) as Said | null) : null;
}

function own(object: object | null, name: string): unknown {
  return object !== null && Object.hasOwn(object, name) ? Reflect.get(object, name) : null;
}

function filledHoles(holes: Text["with"], tongue: Tongue, safe: Safe): Readonly<Record<string, Filled>> {
  // Without a prototype: a row of the store may name a hole anything.
  const all = Object.create(null) as Record<string, Filled>;
  for (const hole of Object.keys(holes)) all[hole] = filled(holes[hole] ?? null, tongue, safe);
  return all;
}

type Filled = string | number | boolean | null | readonly string[];

function filled(hole: Hole, tongue: Tongue, safe: Safe): Filled {
  if (typeof hole === "string") return safe(hole);
  if (isText(hole)) return render(hole, tongue, safe);
  if (typeof hole === "object" && hole !== null)
    return hole.map((one) => (typeof one === "string" ? safe(one) : render(one, tongue, safe)));
  return hole;
}
