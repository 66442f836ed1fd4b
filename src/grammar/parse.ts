/*
 * The grammar of a message:
 *
 *   message   = command { argument }
 *   argument  = positional | key ":" value | flag | rest
 *   positional = value { "," value }, where the command takes several
 *   value     = word | '"' any text without a quote '"' [ "." | "," | ";" ]
 *
 * Case does not count in commands, keys, flags and choices. Keys that a command declares are understood anywhere;
 * a key that it does not declare, right where its arguments stand, is a fault rather than a part of the free text, and
 * so is one without its value: neither `isolate web01 tpye:selective …` nor `… type: selective …` must become a full
 * isolation. A key that is written without its colon is one too where the free text begins (`for 4h`), unless it stands
 * in quotes. An argument that is code takes the rest as it was typed, or what stands in the message's code block; only
 * keys come before it. The parser sees text and declarations only.
 */
import type { ArgSpecs } from "./args.ts";
import type { Declaration } from "./declaration.ts";
import { looseKey, type LooseKey } from "./loose-key.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { LONGEST_WORD, nearest } from "../shared/nearest.ts";
import { isVisible } from "../texts/safe-text.ts";
import { say, type Text } from "../texts/text.ts";
import { trimEndOf } from "../shared/trim.ts";

export type BoundArgs = Readonly<Record<string, unknown>>;

/** What else a message has: its text as it was typed, and what stands in its code blocks. */
export interface Written {
  readonly typed: string;
  readonly codeBlocks: readonly string[];
}

/** What is wrong with an argument of a command. */
interface Fault<C extends Spoken> {
  readonly kind: "fault";
  readonly command: C;
  readonly argument: string;
  readonly text: Text;
}

/** As much of a command as its grammar needs. */
export type Spoken = Pick<Declaration<ArgSpecs>, "name" | "args" | "example">;

export type Parsed<C extends Spoken = Spoken> =
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly word: string; readonly suggestion: string | null }
  | Fault<C>
  | { readonly kind: "command"; readonly command: C; readonly raw: RawArgs; readonly args: BoundArgs };

interface Token {
  /** The key, lower case, when the token has the form `key:value`. */
  readonly key: string | null;
  readonly value: string;
  /** As typed, quotes included. */
  readonly source: string;
}

/** One after the other, with nothing but space between them. */
const TOKEN = /\s*((?:([A-Za-z][A-Za-z0-9-]*):)?(?:"([^"]*)"[.,;]?(?=\s|$)|(\S+)))/gy;
const BARE_KEY = /^([A-Za-z][A-Za-z0-9-]*):$/;

function tokenize(text: string): readonly Token[] {
  return [...text.matchAll(TOKEN)].map(([, source = "", key, quoted, plain = ""]) => {
    const bare = BARE_KEY.exec(source)?.[1];
    if (bare !== undefined) return { key: bare.toLowerCase(), value: "", source };
    return { key: key?.toLowerCase() ?? null, value: quoted ?? plain, source };
  });
}

/**
 * Reads one message. Never throws; never acts. Code blocks are not looked at, but by a command that takes code.
 * @param text what was typed, normalised
 */
export function parse<C extends Spoken>(
  text: string,
  commands: readonly C[],
  written: Written = { typed: text, codeBlocks: [] },
): Parsed<C> {
  const [head, ...tokens] = tokenize(text);
  if (head === undefined) return { kind: "none" };
  const name = trimEndOf(head.source.toLowerCase().replace(/^\//, ""), ".!?,");
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const suggestion = nearest(
      name,
      commands.map((one) => one.name),
    );
    return { kind: "unknown", word: head.source.slice(0, LONGEST_WORD), suggestion };
  }
  const codeName = Object.keys(command.args).find((each) => command.args[each]?.code === true);
  const placed = codeName === undefined ? place(command, tokens) : placeCode(command, codeName, written);
  if ("fault" in placed) return placed.fault;
  return bindRaw(command, placed.raw);
}

type Placed<C extends Spoken> = { readonly raw: RawArgs } | { readonly fault: Fault<C> };

function place<C extends Spoken>(command: C, tokens: readonly Token[]): Placed<C> {
  const specs = command.args;
  const positionals = Object.keys(specs).filter((name) => specs[name]?.place === "positional");
  const restName = Object.keys(specs).find((name) => specs[name]?.place === "rest");
  const raw: Record<string, string> = {};
  const words: Token[] = [];
  let open: string | undefined;
  let list: string | undefined;
  for (const token of tokens) {
    const next = positionals[0];
    if (list !== undefined && goesOn(raw[list] ?? "", token) && keyed(specs, token.key) === undefined) {
      raw[list] = `${raw[list]} ${pieceOf(token)}`;
      continue;
    }
    const keyedName = keyed(specs, token.key);
    const flagName = Object.keys(specs).find(
      (name) => specs[name]?.place === "flag" && name.toLowerCase() === token.source.toLowerCase(),
    );
    if (keyedName !== undefined) {
      if (token.value === "") return { fault: lacking(command, keyedName) };
      if (keyedName in raw) return { fault: twice(command, keyedName) };
      raw[keyedName] = token.value;
    } else if (words.length === 0 && token.key === restName?.toLowerCase()) {
      if (token.value !== "") words.push({ ...token, key: null, source: token.value });
    } else if (flagName !== undefined && words.length === 0) raw[flagName] = "true";
    else if (next !== undefined && !isStrangeKey(token, specs, next)) {
      list = specs[next]?.kind.isList === true ? next : undefined;
      raw[next] = list === undefined ? valueOf(token) : pieceOf(token);
      positionals.shift();
      // `device Ole's iPhone`: where no free text can follow, a name that may have spaces goes on.
      open = restName === undefined && specs[next]?.kind.hasSpaces === true ? next : undefined;
    } else if (open !== undefined && token.key === null) raw[open] = `${raw[open]} ${token.value}`;
    else if (restName === undefined || (words.length === 0 && isStrangeKey(token, specs, null))) {
      return { fault: tooMuch(command, token) };
    } else words.push(token);
  }
  return restName === undefined || words.length === 0 ? { raw } : placeRest(command, restName, words, raw);
}

/** What is left, as the free text. */
function placeRest<C extends Spoken>(
  command: C,
  name: string,
  words: readonly Token[],
  raw: RawArgs,
): Placed<C> {
  const loose = looseKey(
    command.args,
    words.map(({ source }) => source),
  );
  if (loose !== null && !(loose.name in raw)) return { fault: unclear(command, loose) };
  const only = words.length === 1 && words[0]?.key === null ? words[0].value : null;
  return { raw: { ...raw, [name]: only ?? words.map((token) => token.source).join(" ") } };
}

function valueOf(token: Token): string {
  return token.key === null ? token.value : token.source;
}

/** A piece of a list: without its quotes, with the comma behind them. */
function pieceOf(token: Token): string {
  const value = valueOf(token);
  return token.source.endsWith(",") && !value.endsWith(",") ? `${value},` : value;
}

/** Whether a word belongs to a list that has begun: `web01, web02`, `web01 ,web02`, `web01 , web02`. */
function goesOn(list: string, { source }: Token): boolean {
  return list.endsWith(",") || source.startsWith(",");
}

/** Keys come first; from the first word that is none on, all is code. */
function placeCode<C extends Spoken>(command: C, name: string, { typed, codeBlocks }: Written): Placed<C> {
  const raw: Record<string, string> = {};
  const [head, ...tokens] = typed.matchAll(TOKEN);
  let end = head?.[0].length ?? 0;
  for (const found of tokens) {
    const [token] = tokenize(found[0]);
    const key = keyed(command.args, token?.key ?? null);
    if (token === undefined || key === undefined) break;
    if (token.value === "") return { fault: lacking(command, key) };
    if (key in raw) return { fault: twice(command, key) };
    raw[key] = token.value;
    end = found.index + found[0].length;
  }
  const words = typed.slice(end).trim();
  const loose = looseKey(command.args, words.split(/\s+/, 3));
  if (loose !== null && !(loose.name in raw)) return { fault: unclear(command, loose) };
  if (codeBlocks.length + (words === "" ? 0 : 1) > 1)
    return { fault: fault(command, name, say("grammar.oneCode", { name })) };
  return { raw: { ...raw, [name]: words === "" ? (codeBlocks[0] ?? "") : words } };
}

function keyed(specs: ArgSpecs, key: string | null): string | undefined {
  return Object.keys(specs).find((name) => specs[name]?.place === "keyed" && name.toLowerCase() === key);
}

/** A `key:value` that the command does not know; IPv6 addresses and URLs are values, not keys. */
function isStrangeKey(token: Token, specs: ArgSpecs, positional: string | null): boolean {
  if (token.key === null || token.value.startsWith("//")) return false;
  if (positional !== null && specs[positional]?.kind.parse(token.source) !== null) return false;
  return token.key.length > 1 && !token.source.includes("::");
}

/** A line that reads as these arguments again. */
export function lineOf(command: Spoken, raw: RawArgs): string {
  const parts = {
    positional: [] as string[],
    keyed: [] as string[],
    flag: [] as string[],
    rest: [] as string[],
  };
  for (const [name, { place }] of Object.entries(command.args)) {
    const value = raw[name] ?? "";
    if (value === "") continue;
    const quoted = value.includes('"') ? value : `"${value}"`;
    const written = { positional: quoted, keyed: `${name}:${quoted}`, flag: name, rest: quoted };
    parts[place].push(written[place]);
  }
  return [command.name, ...parts.positional, ...parts.keyed, ...parts.flag, ...parts.rest].join(" ");
}

/** Binds arguments by name, as a form or a button gives them too. */
export function bindRaw<C extends Spoken>(command: C, raw: RawArgs): Parsed<C> {
  const args: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(command.args)) {
    const given = Object.hasOwn(raw, name) ? raw[name] : undefined;
    if (given === undefined || given === "") {
      if (!spec.required) continue;
      return fault(
        command,
        name,
        say("grammar.missing", { name, summary: spec.summary, allowed: spec.kind.allowed }),
      );
    }
    if (!isVisible(given)) {
      return fault(command, name, say("grammar.unseen", { name, allowed: spec.kind.allowed }));
    }
    const value = spec.kind.parse(given);
    if (value === null) {
      const shown = given.slice(0, 60);
      return fault(command, name, say("grammar.notAllowed", { name, shown, allowed: spec.kind.allowed }));
    }
    args[name] = value;
  }
  return { kind: "command", command, raw, args };
}

function fault<C extends Spoken>(command: C, argument: string, wrong: Text): Fault<C> {
  const text = say("grammar.withExample", { wrong, example: command.example });
  return { kind: "fault", command, argument, text };
}

function lacking<C extends Spoken>(command: C, name: string): Fault<C> {
  const allowed = command.args[name]?.kind.allowed ?? "";
  return fault(command, name, say("grammar.lacking", { name, allowed }));
}

function unclear<C extends Spoken>(command: C, { name, typed, meant }: LooseKey): Fault<C> {
  return fault(command, name, say("grammar.looseKey", { typed, meant }));
}

function twice<C extends Spoken>(command: C, name: string): Fault<C> {
  return fault(command, name, say("grammar.twice", { name }));
}

function tooMuch<C extends Spoken>(command: C, token: Token): Fault<C> {
  const keys = Object.entries(command.args)
    .filter(([, spec]) => spec.place === "keyed")
    .map(([name]) => `${name}:`);
  const what = token.source.slice(0, 60);
  const text =
    token.key === null
      ? say("grammar.noPlace", { command: command.name, what })
      : say("grammar.strangeKey", { command: command.name, key: token.key, keys });
  return fault(command, token.key ?? what, text);
}
