import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";

/**
 * JSON text with the place of each of its parts, so that a problem can be shown where it stands. `JSON.parse` decides
 * what is JSON, but keeps no places, takes the last of two equal keys without a word, and often does not say where it
 * stopped; the tree of jsonc-parser does.
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

/** Reads JSON text (RFC 8259). Never throws. */
export function readJson(text: string): JsonRead {
  try {
    const value: unknown = JSON.parse(text);
    const root = parseTree(text);
    return root === undefined ? notJson(text, []) : { ok: true, value, ...placesIn(root) };
  } catch {
    const errors: ParseError[] = [];
    try {
      parseTree(text, errors, { disallowComments: true });
    } catch {
      // Lists and objects nested so deep that the stack does not hold them.
    }
    return notJson(text, errors);
  }
}

/** Line and column, both from 1, of an offset in UTF-16 units. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function placesIn(root: Node): Omit<JsonRead & { ok: true }, "ok" | "value"> {
  return {
    twice: twiceIn(root, []),
    valueAt: (path) => nodeAt(root, path).offset,
    keyAt(path, key) {
      const object = nodeAt(root, path);
      return (propertyOf(object, key) ?? object).offset;
    },
  };
}

function nodeAt(root: Node, path: JsonPath): Node {
  let node = root;
  for (const part of path) {
    const next = typeof part === "number" ? node.children?.[part] : propertyOf(node, part)?.children?.[1];
    if (next === undefined) break;
    node = next;
  }
  return node;
}

/** Of two equal keys the last, as `JSON.parse` takes it. */
function propertyOf(object: Node, key: string): Node | undefined {
  return object.children?.findLast(
    ({ type, children }) => type === "property" && children?.[0]?.value === key,
  );
}

function twiceIn(node: Node, path: JsonPath): { path: JsonPath; key: string; at: number }[] {
  const parts = node.children ?? [];
  if (node.type !== "object") return parts.flatMap((part, index) => twiceIn(part, [...path, index]));
  const seen = new Set<string>();
  return parts.flatMap(({ offset, children: [name, value] = [] }) => {
    const key = String(name?.value);
    const own = seen.has(key) ? [{ path, key, at: offset }] : [];
    seen.add(key);
    return value === undefined ? own : [...own, ...twiceIn(value, [...path, key])];
  });
}

const PROBLEMS: Readonly<Partial<Record<ReturnType<typeof printParseErrorCode>, string>>> = {
  PropertyNameExpected: "a key in double quotes is expected",
  ValueExpected: "a value is expected",
  ColonExpected: '":" is expected after a key',
  CommaExpected: '"," is expected',
  CloseBraceExpected: '"}" is expected',
  CloseBracketExpected: '"]" is expected',
  EndOfFileExpected: "there is more text after its end",
  InvalidCommentToken: "JSON has no comments",
  InvalidSymbol: "this is neither a value nor a key in double quotes",
};

function notJson(text: string, errors: readonly ParseError[]): JsonRead {
  const [first] = errors;
  if (first === undefined) return { ok: false, at: 0, problem: "it can't be read" };
  const problem = PROBLEMS[printParseErrorCode(first.error)] ?? "a value is not written as JSON wants it";
  return { ok: false, at: Math.min(first.offset, text.length), problem };
}
