import type { LooseKey } from "./loose-key.ts";
import type { ArgSpecs } from "./args.ts";
import type { Declaration } from "./declaration.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { say, type Text } from "../texts/text.ts";
import type { Token } from "./tokens.ts";

/** As much of a command as its grammar needs. */
export type Spoken = Pick<Declaration<ArgSpecs>, "name" | "args" | "example" | "stray" | "misfit">;

/** What is wrong with an argument of a command. */
export interface Fault<C extends Spoken> {
  readonly kind: "fault";
  readonly command: C;
  readonly argument: string;
  readonly text: Text;
  /** The same without the example of a whole line: for who did not type one. */
  readonly wrong: Text;
  /** What was given, where nothing is wrong with it but that this argument is missing: it can be asked for. */
  readonly given?: RawArgs;
}

/** Something is wrong with an argument; the words end with an example that works. */
export function fault<C extends Spoken>(command: C, argument: string, wrong: Text): Fault<C> {
  const text = say("grammar.withExample", { wrong, example: command.example });
  return { kind: "fault", command, argument, text, wrong };
}

/** An argument that is needed was not given, and all else was. */
export function missing<C extends Spoken>(command: C, name: string, given: RawArgs): Fault<C> {
  const { summary, kind } = command.args[name] ?? { summary: "", kind: { allowed: "" } };
  return { ...fault(command, name, say("grammar.missing", { name, summary, allowed: kind.allowed })), given };
}

const LONGEST_SHOWN = 60;
/** Of a list's values that are none. */
const MOST_NAMED = 10;

/** A value is none of its kind; of a list, which of them are. */
export function notAllowed<C extends Spoken>(command: C, name: string, given: string): Fault<C> {
  const { allowed = "", wrongIn } = command.args[name]?.kind ?? {};
  const wrong = given.includes(",") ? (wrongIn?.(given) ?? []) : [];
  const shown = given.slice(0, LONGEST_SHOWN);
  if (wrong.length === 0) return fault(command, name, say("grammar.notAllowed", { name, shown, allowed }));
  const each = wrong
    .slice(0, MOST_NAMED)
    .map(({ n, value }) => say("grammar.nth", { n, value: value.slice(0, LONGEST_SHOWN) }));
  const more = wrong.length - each.length;
  return fault(command, name, say("grammar.wrongInList", { name, each, more, allowed }));
}

/** A value has nothing in it that can be seen. */
export function unseen<C extends Spoken>(command: C, name: string): Fault<C> {
  const allowed = command.args[name]?.kind.allowed ?? "";
  return fault(command, name, say("grammar.unseen", { name, allowed }));
}

/** Several arguments were given of which one alone is taken. */
export function severalOf<C extends Spoken>(command: C, name: string, names: readonly string[]): Fault<C> {
  return fault(command, name, say("grammar.severalOf", { keys: names.map((each) => `${each}:`) }));
}

/** None was given of those of which one is needed: it can be asked for. */
export function noneOf<C extends Spoken>(
  command: C,
  name: string,
  names: readonly string[],
  given: RawArgs,
): Fault<C> {
  return { ...fault(command, name, say("grammar.noneOf", { keys: names.map((each) => `${each}:`) })), given };
}

/** A key stands there without its value. */
export function lacking<C extends Spoken>(command: C, name: string): Fault<C> {
  const allowed = command.args[name]?.kind.allowed ?? "";
  return fault(command, name, say("grammar.lacking", { name, allowed }));
}

/** A key stands there twice. */
export function twice<C extends Spoken>(command: C, name: string): Fault<C> {
  return fault(command, name, say("grammar.twice", { name }));
}

/** Several keys could be meant by a word. */
export function anyOf<C extends Spoken>(command: C, word: string, names: readonly string[]): Fault<C> {
  const readings = names.map((name) => `${name}:${word}`);
  return fault(command, word, say("grammar.anyOf", { word, readings }));
}

/** A word that no argument takes. */
export function tooMuch<C extends Spoken>(command: C, token: Token): Fault<C> {
  const keys = Object.entries(command.args)
    .filter(([, spec]) => spec.place === "keyed")
    .map(([name]) => `${name}:`);
  const what = token.source.slice(0, 60);
  const text =
    command.stray?.(token.source) ??
    (token.key === null
      ? say("grammar.noPlace", { command: command.name, what })
      : say("grammar.strangeKey", { command: command.name, key: token.key, keys }));
  return fault(command, token.key ?? what, text);
}

/** What a person is asked who wrote a key without its colon. */
export function askBack({ name, typed, value }: LooseKey) {
  return say("grammar.looseKey", { typed, meant: `${name}:${value}` });
}
