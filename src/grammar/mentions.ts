import { trimEndOf } from "../shared/trim.ts";
import type { ArgKind, PersonBy } from "./args.ts";
import type { Spoken } from "./faults.ts";

/** Somebody who is mentioned is one word of a message, which stands for them where a command takes a person. */

/** What stands for whoever is meant by a word: their UPN or object id; null: the word is no mention. */
export type Mentions = (word: string, by: PersonBy) => string | null;

/** `to: @Ana Ruiz` as `to:@Ana Ruiz`: clients offer somebody to mention behind a space only. */
export function withMentions({ args }: Spoken, text: string): string {
  if (!text.includes("@")) return text;
  const keys = Object.entries(args).flatMap(([name, { place, kind }]) =>
    place === "keyed" && kind.person !== undefined ? [name] : [],
  );
  if (keys.length === 0) return text;
  return text.replace(new RegExp(`(?<=^|\\s)(${keys.join("|")}):\\s+(?=@)`, "gi"), "$1:");
}

/** A value as it was typed, or who is mentioned in its place. */
export function personIn(kind: ArgKind<unknown> | undefined, typed: string, mentions?: Mentions): string {
  if (kind?.person === undefined) return typed;
  const found = mentions?.(trimEndOf(typed, ".,;:"), kind.person) ?? null;
  if (found === null) return typed;
  return kind.isList === true && typed.endsWith(",") ? `${found},` : found;
}

/** Words that were a mention and stand in no person's place, as they are read. */
export function readable(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
