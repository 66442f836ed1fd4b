/*
 * The grammar of a message:
 *
 *   message   = command { argument }
 *   command   = word | word word
 *   argument  = positional | key ":" value | word | flag | rest
 *   positional = value { "," value }, where the command takes several
 *   value     = word | '"' any text without a quote '"' [ "." | "," | ";" ]
 *
 * Case does not count in commands, keys, flags and choices. Keys that a command declares are understood anywhere. Before
 * the free text begins, a word that only one of the command's keys can mean stands for that key (`alerts high`), and a key
 * that the command does not declare is a fault rather than a part of the free text: `isolate web01 tpye:selective …` must
 * not become a full isolation. Within the free text a word with a colon is text, and so is a key that is parted from its
 * value by a space; but where the text begins so (`for 4h …`), and it would make a difference, the person is asked. What
 * stands in quotes is text. An argument that is code takes the rest as it was typed, or what stands in the message's code
 * block; only keys come before it, and what has a position. Somebody who is mentioned is one word, which stands for them
 * where a person is expected, also behind a key that is parted from it by a space. The parser sees text and declarations only.
 */
import {
  askBack,
  fault,
  missing,
  noneOf,
  notAllowed,
  severalOf,
  unseen,
  type Fault,
  type Spoken,
} from "./faults.ts";
import type { LooseKey } from "./loose-key.ts";
import { readable, withMentions } from "./mentions.ts";
import { place, placeCode, type Written } from "./place.ts";
import { tokenize, type Token } from "./tokens.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { byName } from "../shared/by-name.ts";
import { LONGEST_WORD, nearest } from "../shared/nearest.ts";
import { isVisible } from "../texts/safe-text.ts";
import type { Text } from "../texts/text.ts";
import { trimEndOf } from "../shared/trim.ts";

export type { Spoken } from "./faults.ts";
export type { Written } from "./place.ts";

export type BoundArgs = Readonly<Record<string, unknown>>;

/** A command whose arguments are understood. */
interface Understood<C extends Spoken> {
  readonly kind: "command";
  readonly command: C;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
}

/** A word that may be a key or the beginning of the text: the person says which. */
export interface TwoWays<C extends Spoken> {
  readonly kind: "two-ways";
  readonly command: C;
  readonly key: LooseKey;
  /** The arguments if it is the key, and if it is text. */
  readonly meant: RawArgs;
  readonly asText: RawArgs;
  /** The question, as a sentence that needs no buttons. */
  readonly text: Text;
}

export type Parsed<C extends Spoken = Spoken> =
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly word: string; readonly suggestion: string | null }
  | Fault<C>
  | TwoWays<C>
  | Understood<C>;

/**
 * Reads one message. Never throws; never acts. Code blocks are not looked at, but by a command that takes code.
 * @param text what was typed, normalised
 */
export function parse<C extends Spoken>(
  text: string,
  commands: readonly C[],
  written: Written = { typed: text, codeBlocks: [] },
): Parsed<C> {
  const [head, next] = tokenize(text);
  if (head === undefined) return { kind: "none" };
  const name = nameIn(head);
  const longer = `${name} ${next === undefined ? "" : nameIn(next)}`;
  const command = byName(commands, longer) ?? byName(commands, name);
  if (command === undefined) {
    const suggestion = nearest(
      name,
      commands.map((one) => one.name),
    );
    return { kind: "unknown", word: head.source.slice(0, LONGEST_WORD), suggestion };
  }
  const codeName = Object.keys(command.args).find((each) => command.args[each]?.code === true);
  const words = command.name === longer ? 2 : 1;
  const placed =
    codeName === undefined
      ? place(command, tokenize(withMentions(command, text)).slice(words), written.mentions)
      : placeCode(command, codeName, written, words);
  if ("fault" in placed) return placed.fault;
  const raw = asRead(placed.raw);
  if (placed.unsure === undefined) return bindRaw(command, raw);
  const { key } = placed.unsure;
  const meant = asRead(placed.unsure.meant);
  const { text: question } = fault(command, key.name, askBack(key));
  return { kind: "two-ways", command, key, meant, asText: raw, text: question };
}

function asRead(raw: RawArgs): RawArgs {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, readable(value)]));
}

function nameIn({ source }: Token): string {
  return trimEndOf(source.toLowerCase().replace(/^\//, ""), ".!?,");
}

/** A line that reads as these arguments again. */
export function lineOf(command: Spoken, raw: RawArgs): string {
  const parts = {
    positional: [] as string[],
    keyed: [] as string[],
    flag: [] as string[],
    rest: [] as string[],
  };
  for (const [name, { place, code = false }] of Object.entries(command.args)) {
    const value = raw[name] ?? "";
    if (value === "") continue;
    const quoted = code || value.includes('"') ? value : `"${value}"`;
    const written = { positional: quoted, keyed: `${name}:${quoted}`, flag: name, rest: quoted };
    parts[place].push(written[place]);
  }
  return [command.name, ...parts.positional, ...parts.keyed, ...parts.flag, ...parts.rest].join(" ");
}

/** Binds arguments by name, as a form or a button gives them too. What is wrong is said before what is missing. */
export function bindRaw<C extends Spoken>(command: C, raw: RawArgs): Fault<C> | Understood<C> {
  const { args, faults } = read(command, raw);
  return faults[0] ?? { kind: "command", command, raw, args };
}

/** All that is wrong with arguments given by name, at most once for each of them, in the order in which it is said. */
export function faultsIn<C extends Spoken>(command: C, raw: RawArgs): readonly Fault<C>[] {
  return read(command, raw).faults;
}

function read<C extends Spoken>(
  command: C,
  raw: RawArgs,
): { readonly args: BoundArgs; readonly faults: readonly Fault<C>[] } {
  const args: Record<string, unknown> = {};
  const wrong: Fault<C>[] = [];
  const absent: Fault<C>[] = [];
  for (const [name, { kind, required }] of Object.entries(command.args)) {
    const given = Object.hasOwn(raw, name) ? raw[name] : undefined;
    if (given === undefined || given === "") {
      if (required) absent.push(missing(command, name, raw));
      continue;
    }
    const value = isVisible(given) ? kind.parse(given) : null;
    if (value === null) wrong.push(unusable(command, name, given));
    else args[name] = value;
  }
  const faults = [...wrong, ...absent];
  const misfit = command.misfit?.(args) ?? null;
  if (misfit !== null) faults.push(fault(command, misfit.argument, misfit.wrong));
  return { args, faults: [...faults, ...notOneOf(command, args, raw, faults)] };
}

function unusable<C extends Spoken>(command: C, name: string, given: string): Fault<C> {
  return isVisible(given) ? notAllowed(command, name, given) : unseen(command, name);
}

/**
 * What is wrong where exactly one of several arguments has to be given, and what is given of them can be used; none of them:
 * it can be asked for.
 */
function notOneOf<C extends Spoken>(
  command: C,
  args: BoundArgs,
  raw: RawArgs,
  faults: readonly Fault<C>[],
): readonly Fault<C>[] {
  for (const [name, { oneOf: names }] of Object.entries(command.args)) {
    const given = names?.filter((each) => each in args).length ?? 1;
    if (names === undefined || given === 1 || faults.some(({ argument }) => names.includes(argument)))
      continue;
    return [given > 1 ? severalOf(command, name, names) : noneOf(command, name, names, raw)];
  }
  return [];
}
