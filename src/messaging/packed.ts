/**
 * What a card's buttons stand for, as one row keeps it: each long text once, and what several of them hold in common once. A query
 * of 10,000 characters stands behind every button of its card, some sixty times; whoever sends such queries in a loop must not
 * fill the disk. Pure.
 */

/** UTF-16 units from which on a text is worth the detour. */
const LONG = 100;

/**
 * Whether there may be one, in JSON. An escape counts as one unit at least, which it stands for at least: so rather once too often
 * than once too seldom.
 */
function mayHoldLong(json: string): boolean {
  if (json.includes('\\"')) return HAS_LONG.test(json);
  // Here each mark begins or ends a text. Where two lie so far apart, steps of that length can't get over it.
  for (let at = 0; at + LONG < json.length;) {
    const next = json.lastIndexOf('"', at + LONG);
    if (next <= at) return true;
    at = next;
  }
  return false;
}

/** Linear: no attempt goes beyond the next quotation mark. */
const HAS_LONG = new RegExp(`"(?:[^"\\\\]|\\\\.){${LONG}}`);

/** Stands for a text or a part of the list, in an object with no other key. */
const MARK = "longText";

interface Packed {
  readonly texts: readonly unknown[];
  readonly value: unknown;
}

/** Puts a part aside, which others may hold as well, the same object: what it gives stands for it. */
export type Keep = <P extends object>(part: P) => P;

/**
 * Values of JSON as a text.
 * @param apart the value with what it may have in common with others put aside
 */
export function packed<T>(all: readonly T[], apart: (one: T, keep: Keep) => T = (one) => one): string {
  const places = new Map<unknown, number>();
  const marked = (part: unknown): object => {
    const at = places.get(part) ?? places.size;
    places.set(part, at);
    return { [MARK]: at };
  };
  // What stands for a part is no part, but takes its place wherever it is only handed on.
  const value = all.map((one) => apart(one, marked as Keep));
  const written = (one: unknown): string => {
    const plain = JSON.stringify(one);
    // Few cards have any, and to look at each value costs several times what it takes to write them.
    if (!mayHoldLong(plain)) return plain;
    return JSON.stringify(one, (_, text: unknown) =>
      typeof text === "string" && text.length >= LONG ? marked(text) : text,
    );
  };
  const kept = written(value);
  if (places.size === 0) return kept;
  // Those that are found in a part come after it: they are written as well.
  const texts: string[] = [];
  for (const part of places.keys())
    texts.push(typeof part === "string" ? JSON.stringify(part) : written(part));
  return `{"texts":[${texts.join(",")}],"value":${kept}}`;
}

/** Back from that; where nothing was put aside, it is the value itself. */
export function unpacked(body: string): unknown {
  const kept = JSON.parse(body) as Packed | readonly unknown[];
  if (!("texts" in kept)) return kept;
  // A part holds texts and no other part.
  const parts = kept.texts.map((part) => restored(part, kept.texts));
  return restored(kept.value, parts);
}

function restored(value: unknown, texts: readonly unknown[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => restored(one, texts));
  const entries = Object.entries(value);
  const [first] = entries;
  // A number, as no argument that somebody typed can be.
  if (entries.length === 1 && first?.[0] === MARK && typeof first[1] === "number")
    return texts[first[1]] ?? "";
  return Object.fromEntries(entries.map(([name, one]) => [name, restored(one, texts)]));
}
