import type { Arg, ArgSpecs } from "./args.ts";
import type { RawArgs } from "../shared/raw-args.ts";

/** `4h`, `4hours`, and `4 hours` of two words. */
const SPOKEN_DURATION = /^(\d{1,6}) ?(s|m|h|d)(?:|ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)$/i;

/** A key that a person wrote as a word of its own, and how it is written. */
export interface LooseKey {
  readonly name: string;
  /** As typed: `for 4 hours`. */
  readonly typed: string;
  /** What would be understood: the `4h` of `for:4h`. */
  readonly value: string;
  /** How many words of the free text that would take. */
  readonly words: number;
}

/**
 * The free text's beginning, where it reads like a key apart from its value and would mean something else than the text
 * does. `isolate web01 for 4h …` must not become an isolation without end, nor `… type: selective …` a full one, nor
 * `… emergency true …` one that waits; `… type: full …` is full either way.
 * @param words of the free text, as typed: what stands in quotes is no key
 */
export function looseKey(specs: ArgSpecs, words: readonly string[], given: RawArgs): LooseKey | null {
  const [first = "", second = "", third = ""] = words;
  const typedName = first.toLowerCase().replace(/:$/, "");
  const found = Object.entries(specs).find(
    ([name, { place }]) => place === "keyed" && name.toLowerCase() === typedName,
  );
  if (found === undefined || found[0] in given) return null;
  const [name, { kind }] = found;
  for (const [spoken, count] of [
    [second, 2],
    [`${second} ${third}`, 3],
  ] as const) {
    const value = valueOf(kind, spoken);
    if (value === null) continue;
    const changesNothing = kind.usual?.toLowerCase() === value.toLowerCase();
    return changesNothing ? null : { name, typed: `${first} ${spoken}`, value, words: count };
  }
  return null;
}

function valueOf(kind: Arg["kind"], text: string): string | null {
  if (kind.name === "duration") {
    const [, number, unit] = SPOKEN_DURATION.exec(text) ?? [];
    return number === undefined || unit === undefined ? null : `${number}${unit.toLowerCase()}`;
  }
  return kind.choices !== undefined && kind.parse(text) !== null ? text : null;
}
