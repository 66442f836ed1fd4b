import type { ArgKind } from "./args.ts";
import { say } from "../texts/text.ts";

/** Longest query, in UTF-16 units. */
const LONGEST = 10_000;

/** A query in Kusto Query Language, its typography undone. Whether it means anything Microsoft says. */
export const kqlText: ArgKind<string> = {
  name: "query",
  allowed: say("hunting.allowed", { max: LONGEST }),
  example: "DeviceInfo | take 5",
  parse(raw) {
    const typed = raw.trim();
    if (typed === "" || typed.length > LONGEST) return null;
    return plainKql(typed).trim();
  },
};

/** Marks that open or close a literal, as typed and as chat clients print them, by the mark that is meant. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"“”„‟', "'": "'‘’‚‛" };

/** What chat clients make of what was typed, outside of literals. Each is replaced by its own. */
const TYPOGRAPHY: readonly (readonly [RegExp, string])[] = [
  [/[^\S\n\t]/g, " "],
  [/\u2014/g, "--"],
  [/[\u2010-\u2013\u2212]/g, "-"],
];

/**
 * A query as Microsoft reads it: what a chat client has made of quotes, spaces and dashes is undone outside of string
 * literals. What stands in one, and comments, stay as they are: they are looked for, or for people.
 */
export function plainKql(text: string): string {
  let plain = "";
  for (let at = 0; at < text.length;) {
    const part = literalAt(text, at) ?? commentAt(text, at) ?? codeAt(text, at);
    plain += part.plain;
    at += part.length;
  }
  return plain;
}

interface Part {
  readonly plain: string;
  /** In UTF-16 units of what was typed; at least 1. */
  readonly length: number;
}

function meant(mark: string): string | null {
  if (mark === "") return null;
  return Object.keys(QUOTES).find((quote) => QUOTES[quote]?.includes(mark)) ?? null;
}

/** A literal ends on its own line. One that was opened with a typewriter's quote ends with one, where there is one. */
function literalAt(text: string, at: number): Part | null {
  const open = text.charAt(at);
  const quote = meant(open);
  if (quote === null) return null;
  const found = text.indexOf("\n", at);
  const line = text.slice(at, found < 0 ? text.length : found);
  const isVerbatim = text.charAt(at - 1) === "@";
  const end =
    (open === quote ? endIn(line, quote, isVerbatim) : null) ?? endIn(line, QUOTES[quote] ?? "", isVerbatim);
  if (end === null) return { plain: `${quote}${line.slice(1)}`, length: line.length };
  return { plain: `${quote}${line.slice(1, end)}${quote}`, length: end + 1 };
}

/** Where the closing mark stands; null: nowhere. In verbatim literals a backslash is one, elsewhere it escapes. */
function endIn(line: string, marks: string, isVerbatim: boolean): number | null {
  for (let at = 1; at < line.length; at += 1) {
    if (line.charAt(at) === "\\" && !isVerbatim) at += 1;
    else if (marks.includes(line.charAt(at))) return at;
  }
  return null;
}

function commentAt(text: string, at: number): Part | null {
  if (!text.startsWith("//", at)) return null;
  const end = text.indexOf("\n", at);
  const comment = text.slice(at, end < 0 ? text.length : end);
  return { plain: comment, length: comment.length };
}

const CODE = /(?:(?!\/\/)[^"“”„‟'‘’‚‛])+/y;

function codeAt(text: string, at: number): Part {
  CODE.lastIndex = at;
  const code = CODE.exec(text)?.[0] ?? text.charAt(at);
  const plain = TYPOGRAPHY.reduce((rest, [what, instead]) => rest.replace(what, instead), code);
  return { plain, length: code.length };
}
