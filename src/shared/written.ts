import { randomUUID } from "node:crypto";

/**
 * JSON that is at hand: a card is written to be measured, and is not written again to be sent. So whatever was written is not
 * changed any more.
 */

const WRITTEN = new WeakMap<object, string>();

/** Stands in a text for what is at hand. Nothing from outside can look like it: it is made anew by each process, and kept there. */
const PLACE = randomUUID();

/** JSON of something that will be a part of more; kept for as long as it is itself. */
export function written(part: object): string {
  const known = WRITTEN.get(part);
  if (known !== undefined) return known;
  const json = JSON.stringify(part);
  WRITTEN.set(part, json);
  return json;
}

/** As `JSON.stringify` writes it, with what is at hand as it was written. */
export function jsonOf(value: object): string {
  const parts: string[] = [];
  const around = JSON.stringify(value, (_, one: unknown) => {
    const known = typeof one === "object" && one !== null ? WRITTEN.get(one) : undefined;
    if (known === undefined) return one;
    parts.push(known);
    return PLACE;
  });
  const [first = "", ...rest] = around.split(`"${PLACE}"`);
  return rest.reduce((text, after, at) => `${text}${parts[at] ?? ""}${after}`, first);
}
