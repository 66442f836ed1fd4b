/**
 * JSON that is at hand: a card is written to be measured, and is not written again to be sent. So whatever was written is not
 * changed any more.
 */

const WRITTEN = new WeakMap<object, string>();

/** JSON of something that will be a part of more; kept for as long as it is itself. */
export function written(part: object): string {
  const known = WRITTEN.get(part);
  if (known !== undefined) return known;
  const json = JSON.stringify(part);
  WRITTEN.set(part, json);
  return json;
}

/** As `JSON.stringify` writes it, with what is at hand as it was written. Meant for a few fields around such a part. */
export function jsonOf(value: object): string {
  return textOf(value) ?? "null";
}

/** Undefined: nothing that JSON has. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || "toJSON" in value) return JSON.stringify(value);
  const known = WRITTEN.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return `[${Array.from(value, (one) => textOf(one) ?? "null").join(",")}]`;
  const fields = Object.entries(value).flatMap(([name, one]) => {
    const text = textOf(one);
    return text === undefined ? [] : `${JSON.stringify(name)}:${text}`;
  });
  return `{${fields.join(",")}}`;
}
