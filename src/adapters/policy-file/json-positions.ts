/**
 * JSON text with the place of each of its parts, so that a problem can be shown where it stands. `JSON.parse` keeps no
 * places, takes the last of two equal keys without a word, and often does not say where it stopped.
 */

export type JsonPath = readonly (string | number)[];

export type JsonRead =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Offset of the value at this path, or of the nearest part around it that is there. */
      valueAt(path: JsonPath): number;
      /** Offset of this key of the object at the path, or of that object. */
      keyAt(path: JsonPath, key: string): number;
      /** Keys that stand twice in one object. */
      readonly twice: readonly { readonly path: JsonPath; readonly key: string; readonly at: number }[];
    }
  | { readonly ok: false; readonly at: number; readonly problem: string };

interface Node {
  readonly at: number;
  readonly members: ReadonlyMap<string | number, { readonly keyAt: number; readonly node: Node }>;
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
/** Lists and objects in one another: the reader calls itself for each. */
const MAX_DEPTH = 64;

/** Reads JSON text (RFC 8259). Never throws. */
export function readJson(text: string): JsonRead {
  const scanner = new Scanner(text);
  const root = scanner.document();
  if (root === null) return { ok: false, ...scanner.failure };
  return {
    ok: true,
    value: JSON.parse(text),
    twice: scanner.twice,
    valueAt: (path) => nodeAt(root, path).at,
    keyAt(path, key) {
      const node = nodeAt(root, path);
      return node.members.get(key)?.keyAt ?? node.at;
    },
  };
}

/** Line and column, both from 1, of an offset in UTF-16 units. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function nodeAt(root: Node, path: JsonPath): Node {
  let node = root;
  for (const part of path) {
    const next = node.members.get(part);
    if (next === undefined) break;
    node = next.node;
  }
  return node;
}

/** Recursive descent; every method gives null once something is wrong, and `failure` says what. */
class Scanner {
  readonly #text: string;
  #at = 0;
  failure = { at: 0, problem: "" };
  readonly twice: { path: JsonPath; key: string; at: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  document(): Node | null {
    const node = this.#value([]);
    if (node === null) return null;
    return this.#at === this.#text.length ? node : this.#fail("there is more text after its end");
  }

  #value(path: JsonPath): Node | null {
    this.#skip();
    if (path.length > MAX_DEPTH) return this.#fail("lists and objects are nested too deep");
    const at = this.#at;
    const first = this.#text[at];
    if (first === "{") return this.#object(path, at);
    if (first === "[") return this.#list(path, at);
    if (this.#take(first === '"' ? STRING : SCALAR) === null) {
      return this.#fail(first === "/" ? "JSON has no comments" : "a value is expected");
    }
    this.#skip();
    return { at, members: new Map() };
  }

  #object(path: JsonPath, at: number): Node | null {
    const members = new Map<string | number, { keyAt: number; node: Node }>();
    const done = this.#parts("}", () => {
      const keyAt = this.#at;
      const source = this.#take(STRING);
      if (source === null) return this.#fail("a key in double quotes is expected");
      const key = JSON.parse(source) as string;
      this.#skip();
      if (!this.#punctuation(":")) return this.#fail(`":" is expected after the key ${source}`);
      if (members.has(key)) this.twice.push({ path, key, at: keyAt });
      const node = this.#value([...path, key]);
      if (node !== null) members.set(key, { keyAt, node });
      return node;
    });
    return done ? { at, members } : null;
  }

  #list(path: JsonPath, at: number): Node | null {
    const members = new Map<string | number, { keyAt: number; node: Node }>();
    const done = this.#parts("]", () => {
      const node = this.#value([...path, members.size]);
      if (node !== null) members.set(members.size, { keyAt: node.at, node });
      return node;
    });
    return done ? { at, members } : null;
  }

  /** What stands between brackets, separated by commas; false: something is wrong. */
  #parts(close: "}" | "]", part: () => Node | null): boolean {
    this.#at += 1;
    this.#skip();
    for (let more = !this.#punctuation(close); more; more = !this.#punctuation(close)) {
      if (part() === null) return false;
      if (this.#punctuation(",")) {
        this.#skip();
        if (this.#text[this.#at] !== close) continue;
        return this.#fail(`there is a comma too many before "${close}"`) !== null;
      }
      if (this.#text[this.#at] !== close) return this.#fail(`"," or "${close}" is expected`) !== null;
    }
    this.#skip();
    return true;
  }

  #punctuation(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #skip(): void {
    this.#take(SPACE);
  }

  #fail(problem: string): null {
    this.failure = { at: this.#at, problem };
    return null;
  }
}
