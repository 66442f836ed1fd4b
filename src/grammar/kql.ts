import type { ArgKind } from "./args.ts";
import { PARAMETERS, type Parameter } from "../defender/hunting.ts";
import { say } from "../texts/text.ts";

/** Longest query, in UTF-16 units. */
const LONGEST = 10_000;

/** A query in Kusto Query Language, its typography undone. Whether it means anything Microsoft says. */
export const kqlText: ArgKind<string> = {
  name: "query",
  allowed: say("allowed.huntQuery", { max: LONGEST }),
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
  return partsOf(text)
    .map(({ plain }) => plain)
    .join("");
}

interface Part {
  readonly kind: "literal" | "comment" | "code";
  readonly plain: string;
  /** In UTF-16 units of what was typed; at least 1. */
  readonly length: number;
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < text.length;) {
    const part = literalAt(text, at) ?? commentAt(text, at) ?? codeAt(text, at);
    parts.push(part);
    at += part.length;
  }
  return parts;
}

const PARAMETER = new RegExp(String.raw`\{(${PARAMETERS.join("|")})\}`, "g");

/** The parameters of a plain query, and those that stand in a literal, where they are no more than text. */
export function parametersOf(kql: string): { readonly used: readonly Parameter[]; readonly quoted: boolean } {
  const parts = partsOf(kql);
  const inside = (kind: Part["kind"]) => parts.filter((part) => part.kind === kind).map(({ plain }) => plain);
  const used = PARAMETERS.filter((name) => inside("code").some((code) => code.includes(`{${name}}`)));
  const quoted = PARAMETERS.some((name) => inside("literal").some((text) => text.includes(`{${name}}`)));
  return { used, quoted };
}

/** A plain query with a literal in the place of each parameter that has a value. */
export function filledKql(kql: string, values: Readonly<Partial<Record<Parameter, string>>>): string {
  const fill = (whole: string, name: string) => {
    const value = values[name as Parameter];
    return value === undefined ? whole : kqlLiteral(value);
  };
  return partsOf(kql)
    .map(({ kind, plain }) => (kind === "code" ? plain.replace(PARAMETER, fill) : plain))
    .join("");
}

/**
 * Any text as a string literal. Whatever is no letter, digit or harmless mark is written by its number: so nothing in it
 * could end a literal, a comment or anything else that it might stand in.
 */
export function kqlLiteral(text: string): string {
  const escaped = text.replace(
    /[^A-Za-z0-9@._-]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
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
  if (end === null) return { kind: "literal", plain: `${quote}${line.slice(1)}`, length: line.length };
  return { kind: "literal", plain: `${quote}${line.slice(1, end)}${quote}`, length: end + 1 };
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
  return { kind: "comment", plain: comment, length: comment.length };
}

const CODE = /(?:(?!\/\/)[^"“”„‟'‘’‚‛])+/y;

function codeAt(text: string, at: number): Part {
  CODE.lastIndex = at;
  const code = CODE.exec(text)?.[0] ?? text.charAt(at);
  const plain = TYPOGRAPHY.reduce((rest, [what, instead]) => rest.replace(what, instead), code);
  return { kind: "code", plain, length: code.length };
}
