import type { Json } from "./types.ts";

/** Somebody, or the bot, as a mention names them. */
export interface Mentionable {
  /** Teams id. */
  readonly id: string;
  readonly name: string;
}

/** `@Ana Ruiz`, of anybody who can be mentioned; the longest name first. */
function pattern(people: readonly Mentionable[]): RegExp {
  const names = people
    .map(({ name }) => name.replace(/[^\p{L}\p{N} ]/gu, "\\$&"))
    .sort((a, b) => b.length - a.length);
  return new RegExp(`@(${names.join("|")})(?![\\p{L}\\p{N}])`, "gu");
}

/** A text in which whoever is named behind an `@` has become a mention, as a client picks them from its list. */
export function mentioning(
  text: string,
  people: readonly Mentionable[],
  write: (one: Mentionable) => string,
): string {
  if (people.length === 0) return text;
  return text.replace(pattern(people), (typed, name: string) => {
    const one = people.find((person) => person.name === name);
    return one === undefined ? typed : write(one);
  });
}

export function atOf({ name }: Mentionable): string {
  return `<at>${name}</at>`;
}

export function spanOf({ name }: Mentionable, index: number): string {
  return `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="${index}">${name}</span>`;
}

export function entityOf(one: Mentionable): Json {
  return { type: "mention", mentioned: { id: one.id, name: one.name }, text: atOf(one) };
}
