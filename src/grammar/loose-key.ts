import type { Arg, ArgSpecs } from "./args.ts";

/** `4h`, `4hours`, and `4 hours` of two words. */
const SPOKEN_DURATION = /^(\d{1,6}) ?(s|m|h|d)(?:|ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)$/i;

/** A key that a person wrote as a word of its own, and how it is written. */
export interface LooseKey {
  readonly name: string;
  /** As typed: `for 4 hours`. */
  readonly typed: string;
  /** What would be understood: `for:4h`. */
  readonly meant: string;
}

/**
 * The free text's beginning, where it reads like a key without its colon. `isolate web01 for 4h …` must not become an
 * isolation without end, nor `… type selective …` a full one, nor `… emergency true …` one that waits.
 * @param words of the free text, as typed: what stands in quotes is no key
 */
export function looseKey(specs: ArgSpecs, words: readonly string[]): LooseKey | null {
  const [first = "", second = "", third = ""] = words;
  const found = Object.entries(specs).find(
    ([name, { place }]) => place === "keyed" && name.toLowerCase() === first.toLowerCase(),
  );
  if (found === undefined) return null;
  const [name, { kind }] = found;
  for (const value of [second, `${second} ${third}`]) {
    const meant = valueOf(kind, value);
    if (meant !== null) return { name, typed: `${first} ${value}`, meant: `${name}:${meant}` };
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
