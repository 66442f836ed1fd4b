import { isIP } from "node:net";
import { isTypedName, withoutDomain } from "../defender/device-name.ts";
import { pasted, pastedPage } from "./pasted.ts";
import { parseDuration } from "../shared/duration.ts";
import { isVisible } from "../texts/safe-text.ts";
import { DEVICE_ID } from "../shared/shapes.ts";
import type { DeviceTarget } from "../defender/device.ts";
import { say, type Text, type Words } from "../texts/text.ts";

/** How a person is named to those who keep them: by their UPN, or by their object id in Entra. */
export type PersonBy = "upn" | "oid";

/** A kind of argument: what it accepts, how it is explained, and an example that parses. */
export interface ArgKind<T> {
  readonly name: string;
  /** What is allowed, for fault texts: "one of high, medium", "a duration such as 24h". */
  readonly allowed: Text;
  readonly example: string;
  /** For forms: the values to choose from. */
  readonly choices?: readonly string[];
  /** How a form shows one of them; absent: as it is written. */
  readonly called?: (value: string) => Words;
  /** Whether a value may have spaces: where nothing else can follow it, further words belong to it. */
  readonly hasSpaces?: true;
  /** What is taken where none is given. */
  readonly usual?: string;
  /** Whether a word can't but be meant as one of these, so that it may stand without its key; absent: no word can. */
  readonly isBare?: (word: string) => boolean;
  /** What people say behind a value that means no more: "positive" behind "false". Lower case, by the value. */
  readonly said?: Readonly<Record<string, string>>;
  /** It names a person, and what of somebody who is mentioned stands for them. */
  readonly person?: PersonBy;
  /** Whether several may stand here, with commas between them. */
  readonly isList?: true;
  /** Of several values: those that are none, by their place from 1. */
  readonly wrongIn?: (raw: string) => readonly { readonly n: number; readonly value: string }[];
  /** What a value may begin with, before a colon: never taken for a key of the command. */
  readonly prefixes?: readonly string[];
  /** Null: not acceptable. */
  parse(raw: string): T | null;
}

export type Place = "positional" | "keyed" | "flag" | "rest";

/** One argument of a command. */
export interface Arg<T = unknown, R extends boolean = boolean> {
  readonly place: Place;
  readonly kind: ArgKind<T>;
  readonly required: R;
  readonly summary: Words;
  /** What holds where it is left out: a form says it in the empty field. */
  readonly leftOut?: Words;
  /** As it was typed, line breaks and all, or what stands in the message's code block. */
  readonly code?: true;
  /** Of the arguments with these names, this one among them, exactly one has to be given. */
  readonly oneOf?: readonly string[];
}

export type ArgSpecs = Readonly<Record<string, Arg>>;

/** What a command's arguments bind to. */
export type ArgsOf<S extends ArgSpecs> = {
  readonly [K in keyof S]: S[K] extends Arg<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

/** An argument known by its position after the command's name. */
export function positional<T>(kind: ArgKind<T>, summary: Words): Arg<T, true> {
  return { place: "positional", kind, required: true, summary };
}

/** A positional argument that may be left out. */
export function maybe<T>(kind: ArgKind<T>, summary: Words): Arg<T, false> {
  return { place: "positional", kind, required: false, summary };
}

/** `key:value`, optional; `leftOut`: what holds without it. */
export function keyed<T>(kind: ArgKind<T>, summary: Words, leftOut?: Words): Arg<T, false> {
  return { place: "keyed", kind, required: false, summary, ...(leftOut === undefined ? {} : { leftOut }) };
}

/** `key:value` that has to be given. */
export function keyedRequired<T>(kind: ArgKind<T>, summary: Words): Arg<T, true> {
  return { place: "keyed", kind, required: true, summary };
}

/** Of these arguments exactly one has to be given: `add:X|remove:X`. */
export function oneOf<S extends Readonly<Record<string, Arg<unknown, false>>>>(specs: S): S {
  const names = Object.keys(specs);
  const chosen = Object.entries(specs).map(([name, spec]) => [name, { ...spec, oneOf: names }] as const);
  return Object.assign({}, specs, Object.fromEntries(chosen));
}

/** A bare word that switches something on. */
export function flag(summary: Words): Arg<true, false> {
  const kind: ArgKind<true> = {
    name: "flag",
    allowed: say("allowed.wordAlone"),
    example: "",
    parse: () => true,
  };
  return { place: "flag", kind, required: false, summary };
}

/** All the words that are left. */
export function rest(kind: ArgKind<string>, summary: Words): Arg<string, true> {
  return { place: "rest", kind, required: true, summary };
}

/** The rest of the message as it was typed, line breaks, spaces and quotes too; or what stands in its one code block. */
export function code(kind: ArgKind<string>, summary: Words): Arg<string, true> {
  return { ...rest(kind, summary), code: true };
}

/** The same, which may be left out. */
export function maybeCode(kind: ArgKind<string>, summary: Words): Arg<string, false> {
  return { ...maybeRest(kind, summary), code: true };
}

/** All the words that are left, if any. */
export function maybeRest(kind: ArgKind<string>, summary: Words): Arg<string, false> {
  return { place: "rest", kind, required: false, summary };
}

export const deviceTarget: ArgKind<DeviceTarget> = {
  name: "device",
  allowed: say("allowed.device"),
  example: "web01.contoso.com",
  hasSpaces: true,
  isBare: (word) => DEVICE_ID.test(word) || isIP(word) !== 0 || pastedPage(word)?.kind === "device",
  parse(raw) {
    const page = pastedPage(raw);
    if (page !== null) return page.kind === "device" ? { by: "id", value: page.id } : null;
    const plain = pasted(raw);
    if (DEVICE_ID.test(plain)) return { by: "id", value: plain.toLowerCase() };
    const address = addressIn(plain);
    if (address !== null) return { by: "ip", value: address };
    const name = withoutDomain(plain);
    return isTypedName(name) ? { by: "name", value: name } : null;
  },
};

/** An IPv6 address may stand in brackets; the zone behind its `%` means something on one host only. */
function addressIn(text: string): string | null {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const [address = ""] = bare.split("%", 1);
  return isIP(address) === 0 ? null : address;
}

/** A duration in milliseconds between `min` and `max` (texts such as `30m`). */
export function duration(min: string, max: string): ArgKind<number> {
  const [low, high] = [parseDuration(min) ?? 0, parseDuration(max) ?? Infinity];
  return {
    isBare: (word) => parseDuration(word) !== null,
    name: "duration",
    called(raw) {
      const ms = parseDuration(raw);
      return ms === null ? raw : say("allowed.length", { ms });
    },
    allowed: say("allowed.duration", { min, max }),
    example: max,
    parse(raw) {
      const ms = parseDuration(raw);
      return ms !== null && ms >= low && ms <= high ? ms : null;
    },
  };
}

/** One of some words, whatever their case; gives the word as it stands in the list. */
export function choice<const W extends string>(...words: readonly W[]): ArgKind<W> {
  return {
    name: "choice",
    allowed: say("allowed.oneOf", { words }),
    example: words[0] ?? "",
    choices: words,
    isBare: (each) => isOneOf(words, each),
    parse: (raw) => words.find((word) => word.toLowerCase() === raw.toLowerCase()) ?? null,
  };
}

/** One of some words, of which the first is taken where none is given. */
export function usually<const W extends string>(first: W, ...others: readonly W[]): ArgKind<W> {
  return { ...choice(first, ...others), usual: first };
}

function isOneOf(words: readonly string[], given: string): boolean {
  return words.some((word) => word.toLowerCase() === given.toLowerCase());
}

/** One or more of some words, separated by commas. */
export function choices<const W extends string>(...words: readonly W[]): ArgKind<readonly W[]> {
  const one = choice(...words);
  return {
    name: "choices",
    allowed: say("allowed.someOf", { words }),
    example: words.slice(-2).join(","),
    isBare: (each) => each.split(",").every((part) => isOneOf(words, part)),
    parse(raw) {
      const found = raw.split(",").map((word) => one.parse(word.trim()));
      return found.every((word) => word !== null) ? found : null;
    },
  };
}

/** One or more names, separated by commas; `*` in one is any run of characters. */
export function names(example: string): ArgKind<readonly string[]> {
  return {
    name: "names",
    allowed: say("allowed.names"),
    example,
    parse(raw) {
      const found = raw.split(",").map((name) => name.trim());
      return found.length <= 20 && found.every((name) => /^[^\p{C}]{1,120}$/u.test(name) && isVisible(name))
        ? found
        : null;
    },
  };
}

/** A whole number in a range, both ends included. */
export function whole(min: number, max: number): ArgKind<number> {
  return {
    name: "number",
    allowed: say("allowed.whole", { min, max }),
    example: String(Math.min(max, 10)),
    isBare: (given) => /^\d{1,9}$/.test(given),
    parse(raw) {
      const value = /^\d{1,9}$/.test(raw) ? Number(raw) : NaN;
      return value >= min && value <= max ? value : null;
    },
  };
}

/** A word without spaces. */
export function word(example: string, max = 120): ArgKind<string> {
  return {
    name: "word",
    allowed: say("allowed.word", { max }),
    example,
    parse: (raw) => (raw.length > 0 && raw.length <= max ? raw : null),
  };
}

/** Free text of 1 to `max` characters. */
export function freeText(example: string, max: number): ArgKind<string> {
  return {
    name: "text",
    allowed: say("allowed.freeText", { max }),
    example,
    parse(raw) {
      const trimmed = raw.trim();
      return trimmed.length > 0 && trimmed.length <= max ? trimmed : null;
    },
  };
}

/** Why something is to be done: at most 500 characters, kept with the action in Defender. */
export const reasonText = freeText("beaconing to a known C2 address", 500);
