import { localeOf } from "../../src/texts/locale.ts";
import { tongueOf, type Tongue } from "../../src/texts/render.ts";

/** How much longer than English other languages are. */
const LONGER = 0.4;

/** A language that nobody speaks: each sentence is the English one in ⟦⟧ and longer, so what is in none stands out. */
export function pseudoTongue(): Tongue {
  const { catalogue } = tongueOf("en");
  const rooms = Object.entries(catalogue).map(([room, sentences]) => [room, wrappedRoom(sentences)]);
  return { catalogue: Object.fromEntries(rooms) as Tongue["catalogue"], locale: localeOf("en") };
}

/** Only joins what others say: it has no words of its own. */
const JOINS: readonly unknown[] = ["verbatim", "sentences", "listed"];

function wrappedRoom(sentences: object): object {
  return Object.fromEntries(Object.entries(sentences).map(([name, one]) => [name, wrapped(name, one)]));
}

function wrapped(name: string, entry: unknown): unknown {
  if (JOINS.includes(name)) return entry;
  if (typeof entry === "string") return marked(entry);
  const make = entry as (...args: readonly unknown[]) => string;
  return (...args: readonly unknown[]) => marked(make(...args));
}

function marked(words: string): string {
  return words === "" ? "" : `⟦${words}${"~".repeat(Math.ceil(words.length * LONGER))}⟧`;
}

/** What of a text stands in no ⟦⟧: names, ids, and what was forgotten. */
export function unmarkedParts(words: string): string {
  const inner = words.replace(/⟦[^⟦⟧]*⟧/g, "");
  return inner === words ? words : unmarkedParts(inner);
}
