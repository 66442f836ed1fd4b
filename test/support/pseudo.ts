import type { Content } from "../../src/messaging/content.ts";
import type { Messenger } from "../../src/messaging/messenger.ts";
import { spoken } from "../../src/messaging/spoken.ts";
import { localeOf } from "../../src/texts/locale.ts";
import { tongueOf, type Tongue } from "../../src/texts/render.ts";
import type { Harness } from "./harness.ts";

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
function unmarkedParts(words: string): string {
  const inner = words.replace(/⟦[^⟦⟧]*⟧/g, "");
  return inner === words ? words : unmarkedParts(inner);
}

/** What the bot shows from now on, before it is in any language. */
export function listening({ deps: { messenger } }: Harness): Content[] {
  const said: Content[] = [];
  const own = { ...messenger };
  const heard: Pick<Messenger, "post" | "edit"> = {
    post(to, content, replyTo) {
      said.push(content);
      return own.post(to, content, replyTo);
    },
    edit(at, content) {
      said.push(content);
      return own.edit(at, content);
    },
  };
  Object.assign(messenger, heard);
  return said;
}

/** Three words in a row, as no name or id has them. */
const SENTENCE = /\b[a-z']+ [a-z']+ [a-z']+\b/;

/** What of it no catalogue has. @param isForeign what is nobody's to translate */
export function untranslated(content: Content, isForeign: (words: string) => boolean): readonly string[] {
  const rests = stringsIn(spoken(content, pseudoTongue())).map(unmarkedParts);
  return rests.filter((rest) => SENTENCE.test(rest) && !isForeign(rest));
}

/** Every string of it, wherever it stands. */
export function stringsIn(value: unknown, seen = new Set<object>()): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.values(value).flatMap((one) => stringsIn(one, seen));
}
