/**
 * What a card's buttons stand for, as one row keeps it: each long text once. A query of 10,000 characters stands behind every
 * button of its card, some sixty times; whoever sends such queries in a loop must not fill the disk. Pure.
 */

/** UTF-16 units from which on a text is worth the detour. */
const LONG = 100;

/**
 * Whether there is one, in JSON. An escape counts as one unit, which it stands for at least: so rather once too often than once
 * too seldom. Linear: no attempt goes beyond the next quotation mark.
 */
const HAS_LONG = new RegExp(`"(?:[^"\\\\]|\\\\.){${LONG}}`);

/** Stands for a text of the list, in an object with no other key. */
const MARK = "longText";

interface Packed {
  readonly texts: readonly string[];
  readonly value: unknown;
}

/** A value of JSON as a text. */
export function packed(value: readonly unknown[]): string {
  const plain = JSON.stringify(value);
  // Few cards have any, and to look at each value costs several times what it takes to write them.
  if (!HAS_LONG.test(plain)) return plain;
  const places = new Map<string, number>();
  const marked = JSON.stringify(value, (_, one: unknown) => {
    if (typeof one !== "string" || one.length < LONG) return one;
    const at = places.get(one) ?? places.size;
    places.set(one, at);
    return { [MARK]: at };
  });
  return `{"texts":${JSON.stringify([...places.keys()])},"value":${marked}}`;
}

/** Back from that; where there were no long texts, it is the value itself. */
export function unpacked(body: string): unknown {
  const kept = JSON.parse(body) as Packed | readonly unknown[];
  return "texts" in kept ? restored(kept.value, kept.texts) : kept;
}

function restored(value: unknown, texts: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => restored(one, texts));
  const entries = Object.entries(value);
  const [first] = entries;
  // A number, as no argument that somebody typed can be.
  if (entries.length === 1 && first?.[0] === MARK && typeof first[1] === "number")
    return texts[first[1]] ?? "";
  return Object.fromEntries(entries.map(([name, one]) => [name, restored(one, texts)]));
}
