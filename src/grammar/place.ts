import type { ArgKind, ArgSpecs } from "./args.ts";
import { askBack, anyOf, fault, lacking, tooMuch, twice, type Fault, type Spoken } from "./faults.ts";
import { looseKey, type LooseKey } from "./loose-key.ts";
import { personIn, withMentions, type Mentions } from "./mentions.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { nearestKey } from "../shared/nearest.ts";
import { say } from "../texts/text.ts";
import { trimEndOf } from "../shared/trim.ts";
import { isParted, TOKEN, tokenize, type Token } from "./tokens.ts";

/** Each word of a message is put where it belongs: which argument it is, or is a part of. */

/** What else a message has: its text as it was typed, and what stands in its code blocks. */
export interface Written {
  readonly typed: string;
  readonly codeBlocks: readonly string[];
  /** Absent: nobody is mentioned. */
  readonly mentions?: Mentions | undefined;
}

export type Placed<C extends Spoken> =
  { readonly raw: RawArgs; readonly unsure?: Unsure } | { readonly fault: Fault<C> };

/** The text begins like a key without its colon: what the arguments are if it is one. `raw` beside it: if it is text. */
export interface Unsure {
  readonly key: LooseKey;
  readonly meant: RawArgs;
}

/** What has been placed so far. */
interface Placing<C extends Spoken> {
  readonly command: C;
  readonly positionals: string[];
  readonly restName: string | undefined;
  /** Keys that are given as keys, wherever they stand. */
  readonly given: ReadonlySet<string>;
  readonly raw: Record<string, string>;
  readonly mentions: Mentions | undefined;
  /** Of the free text. */
  readonly words: Token[];
  /** The positional that the last word belongs to, where further words may belong to it as well. */
  open: string | undefined;
  /** The positional of which more may follow, after a comma. */
  list: string | undefined;
}

/** Places the words of a command that takes no code. */
export function place<C extends Spoken>(
  command: C,
  tokens: readonly Token[],
  mentions?: Mentions,
): Placed<C> {
  const names = Object.keys(command.args);
  const placing: Placing<C> = {
    command,
    positionals: names.filter((name) => command.args[name]?.place === "positional"),
    restName: names.find((name) => command.args[name]?.place === "rest"),
    given: new Set(
      tokens.flatMap(({ key, value }) => (value === "" ? [] : (keyed(command.args, key) ?? []))),
    ),
    raw: {},
    mentions,
    words: [],
    open: undefined,
    list: undefined,
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const known = Object.keys(placing.raw).length;
    const wrong = placeOne(placing, token);
    if (wrong !== null) return { fault: wrong };
    const added = Object.keys(placing.raw)[known];
    if (added !== undefined) at += saidBehind(command.args[added]?.kind.said, tokens, at);
  }
  return withRest(placing);
}

/** How many of the words behind a value only say it once more. */
function saidBehind(said: ArgKind<unknown>["said"], tokens: readonly Token[], at: number): number {
  const words = said?.[tokens[at]?.value.toLowerCase() ?? ""]?.split(" ") ?? [];
  const sourceOf = (n: number) => trimEndOf(tokens[at + 1 + n]?.source.toLowerCase() ?? "", ",.;:");
  const stand = words.every((word, n) => sourceOf(n) === word);
  return stand ? words.length : 0;
}

function placeOne<C extends Spoken>(placing: Placing<C>, token: Token): Fault<C> | null {
  const { command, positionals, restName, raw, words } = placing;
  const key = keyed(command.args, token.key);
  const begun = words.length > 0 || (key !== undefined && isParted(token));
  const isText = restName !== undefined && positionals.length === 0 && begun;
  if (goesOn(placing, token, key)) return null;
  if (key !== undefined && !isText)
    return token.value === "" ? lacking(command, key) : put(placing, key, token);
  if (key !== undefined && token.value !== "") return put(placing, key, token);
  if (isText) {
    words.push(token);
    return null;
  }
  if (restName !== undefined && token.key === restName.toLowerCase()) {
    if (token.value !== "") words.push({ ...token, key: null, source: token.value });
    return null;
  }
  const flag = flagOf(command.args, token);
  if (flag !== undefined) {
    raw[flag] = "true";
    return null;
  }
  return placeWord(placing, token);
}

function put<C extends Spoken>(placing: Placing<C>, key: string, token: Token): Fault<C> | null {
  const { command, raw, mentions } = placing;
  if (key in raw) return twice(command, key);
  raw[key] = personIn(command.args[key]?.kind, token.value, mentions);
  return null;
}

/** A word before the free text: a positional, a key's value by itself, or the beginning of the text. */
function placeWord<C extends Spoken>(placing: Placing<C>, token: Token): Fault<C> | null {
  const { command, positionals, restName, raw, words, open, mentions } = placing;
  const specs = command.args;
  const next = positionals[0];
  const needed = next !== undefined && specs[next]?.required === true;
  const meant = needed ? [] : keysMeantBy(placing, token);
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return put(placing, only, token);
  if (meant.length > 1 && restName === undefined) return anyOf(command, token.value, meant);
  else if (next !== undefined && !isStrangeKey(token, specs, next)) {
    placing.list = specs[next]?.kind.isList === true ? next : undefined;
    const typed = placing.list === undefined ? valueOf(token) : pieceOf(token);
    raw[next] = personIn(specs[next]?.kind, typed, mentions);
    positionals.shift();
    // `device Ole's iPhone`: where no free text can follow, a name that may have spaces goes on.
    placing.open = restName === undefined && specs[next]?.kind.hasSpaces === true ? next : undefined;
  } else if (open !== undefined && token.key === null) raw[open] = `${raw[open]} ${token.value}`;
  else if (restName === undefined || (isStrangeKey(token, specs, null) && !isPartOfText(token, specs))) {
    return tooMuch(command, token);
  } else words.push(token);
  return null;
}

function valueOf(token: Token): string {
  return token.key === null ? token.value : token.source;
}

/** A piece of a list: without its quotes, with the comma behind them. */
function pieceOf(token: Token): string {
  const value = valueOf(token);
  return token.source.endsWith(",") && !value.endsWith(",") ? `${value},` : value;
}

/** Takes a word that belongs to a list which has begun: `web01, web02`, `web01 ,web02`, `web01 , web02`. */
function goesOn(placing: Placing<Spoken>, token: Token, key: string | undefined): boolean {
  const { list, raw, command, mentions } = placing;
  if (list === undefined) return false;
  const before = raw[list] ?? "";
  const isBehindComma = before.endsWith(",") || token.source.startsWith(",");
  if (key === undefined && isBehindComma && !endsList(placing, token)) {
    raw[list] = `${before} ${personIn(command.args[list]?.kind, pieceOf(token), mentions)}`;
    return true;
  }
  raw[list] = trimEndOf(before, ", ");
  placing.list = undefined;
  return false;
}

/** With these a reason goes on behind a comma, as it is spoken; in quotes they are names. */
const CONJUNCTIONS = /^(?:because|since|as|due|eftersom|då)[,:]?$/i;

/** Whether a word behind a comma is no further target, but a key's value or where the reason begins. */
function endsList(placing: Placing<Spoken>, token: Token): boolean {
  return CONJUNCTIONS.test(token.source) || keysMeantBy(placing, token).length > 0;
}

/** The keys that a word without a key can be the value of, in quotes none. */
function keysMeantBy(placing: Placing<Spoken>, token: Token): readonly string[] {
  const { command, given, raw, mentions } = placing;
  if (token.source !== token.value && token.key === null) return [];
  return Object.entries(command.args).flatMap(([name, { place: where, kind }]) => {
    const isFree = where === "keyed" && !given.has(name) && !(name in raw);
    if (!isFree || kind.isBare === undefined) return [];
    return kind.isBare(personIn(kind, token.source, mentions)) ? [name] : [];
  });
}

function withRest<C extends Spoken>({
  command,
  restName,
  raw,
  words: typed,
  mentions,
}: Placing<C>): Placed<C> {
  if (restName === undefined || typed.length === 0) return { raw };
  const { kind } = command.args[restName] ?? {};
  const words = typed.map((token) => ({ ...token, source: personIn(kind, token.source, mentions) }));
  const loose = looseKey(
    command.args,
    words.map(({ source }) => source),
    raw,
  );
  const asText = { ...raw, [restName]: together(words) };
  if (loose === null) return { raw: asText };
  const left = words.slice(loose.words);
  const meant = {
    ...raw,
    [loose.name]: loose.value,
    ...(left.length === 0 ? {} : { [restName]: together(left) }),
  };
  return { raw: asText, unsure: { key: loose, meant } };
}

function together(words: readonly Token[]): string {
  const [first, ...others] = words;
  if (first?.key === null && others.length === 0) return first.value;
  return words.map((token) => token.source).join(" ");
}

/** Keys come first; from the first word that is none on, all is code, but for keys behind one word alone (`logons device:web01`). */
export function placeCode<C extends Spoken>(
  command: C,
  name: string,
  { typed: written, codeBlocks, mentions }: Written,
  nameWords = 1,
): Placed<C> {
  const typed = withMentions(command, written);
  const last = [...typed.matchAll(TOKEN)][nameWords - 1];
  const before = leadingKeys(
    command,
    last === undefined ? "" : typed.slice(last.index + last[0].length),
    {},
    mentions,
  );
  if ("fault" in before) return before;
  const [, word = before.rest, more = ""] = ONE_WORD.exec(before.rest) ?? [];
  const behind = more === "" ? null : leadingKeys(command, more, before.raw, mentions);
  if (behind !== null && "fault" in behind) return behind;
  const { raw } = behind?.rest === "" ? behind : before;
  const words = behind?.rest === "" ? word : before.rest;
  const loose = looseKey(command.args, words.split(/\s+/, 3), raw);
  if (loose !== null) return { fault: fault(command, loose.name, askBack(loose)) };
  if (codeBlocks.length + (words === "" ? 0 : 1) > 1)
    return { fault: fault(command, name, say("grammar.oneCode", { name })) };
  return { raw: { ...raw, [name]: words === "" ? (codeBlocks[0] ?? "") : words } };
}

const ONE_WORD = /^([A-Za-z][\w-]*)(\s+[A-Za-z]+:[^]*)$/;

/** The keys that a text begins with, beside those that are `known`, and what follows them. */
function leadingKeys<C extends Spoken>(
  command: C,
  text: string,
  known: RawArgs,
  mentions: Mentions | undefined,
): { readonly raw: RawArgs; readonly rest: string } | { readonly fault: Fault<C> } {
  const raw: Record<string, string> = { ...known };
  let end = 0;
  const positionals = Object.keys(command.args).filter(
    (each) => command.args[each]?.place === "positional" && !(each in known),
  );
  for (const found of text.matchAll(TOKEN)) {
    const [token] = tokenize(found[0]);
    const key =
      keyed(command.args, token?.key ?? null) ?? (token?.key === null ? positionals.shift() : undefined);
    if (token === undefined || key === undefined) break;
    if (token.value === "") return { fault: lacking(command, key) };
    if (key in raw) return { fault: twice(command, key) };
    raw[key] = personIn(command.args[key]?.kind, token.value, mentions);
    end = found.index + found[0].length;
  }
  return { raw, rest: text.slice(end).trim() };
}

function keyed(specs: ArgSpecs, key: string | null): string | undefined {
  return Object.keys(specs).find((name) => specs[name]?.place === "keyed" && name.toLowerCase() === key);
}

function flagOf(specs: ArgSpecs, { source }: Token): string | undefined {
  return Object.keys(specs).find(
    (name) => specs[name]?.place === "flag" && name.toLowerCase() === source.toLowerCase(),
  );
}

/** `note: …` begins a text; `tpye: …` is a key with a slip in it. */
function isPartOfText(token: Token, specs: ArgSpecs): boolean {
  return isParted(token) && nearestKey(token.key ?? "", Object.keys(specs)) === null;
}

/** A `key:value` that the command does not know; IPv6 addresses and URLs are values, not keys. */
function isStrangeKey(token: Token, specs: ArgSpecs, positional: string | null): boolean {
  if (token.key === null || token.value.startsWith("//")) return false;
  const kind = positional === null ? undefined : specs[positional]?.kind;
  if (kind !== undefined && (kind.prefixes?.includes(token.key) || kind.parse(token.source) !== null))
    return false;
  return token.key.length > 1 && !token.source.includes("::");
}
