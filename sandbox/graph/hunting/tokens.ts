import { syntaxFault } from "./faults.ts";

export interface Token {
  readonly kind: "name" | "text" | "number" | "timespan" | "datetime" | "mark";
  /** As it is to be understood: a text without its quotes. */
  readonly text: string;
}

const SKIPPED = /(?:\s+|\/\/[^\n]*)+/y;
const TEXT = /[hH]?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/y;
const VERBATIM = /[hH]?@(?:"((?:[^"\n]|"")*)"|'((?:[^'\n]|'')*)')/y;
const REST =
  /(datetime)\s*\(([^()"']*)\)|(\d+(?:\.\d+)?(?:ms|d|h|m|s))(?!\w)|(\d+(?:\.\d+)?)(?![\w])|(project-away|[A-Za-z_]\w*|!(?:in|has|contains|startswith|endswith)\b)|(==|!=|=~|!~|<=|>=|\.\.|[|(),<>=+\-*/%;~.])/y;

/** Most of a query that is read; Graph has a limit of its own. */
const LONGEST = 100_000;

/** The query's words. @throws GraphFault 400 */
export function tokenize(query: string): readonly Token[] {
  if (query.length > LONGEST) throw syntaxFault("The query is too long");
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += lengthOf(SKIPPED, query, at);
    if (at >= query.length) return tokens;
    const [token, length] = textAt(query, at) ?? wordAt(query, at);
    tokens.push(token);
    at += length;
  }
}

/** As the engine writes where it is: lines and positions are counted from 1. */
function placeOf(query: string, at: number): string {
  const lines = query.slice(0, at).split("\n");
  return `[line:position=${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}]`;
}

function match(pattern: RegExp, query: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(query);
}

function lengthOf(pattern: RegExp, query: string, at: number): number {
  return match(pattern, query, at)?.[0].length ?? 0;
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function textAt(query: string, at: number): readonly [Token, number] | null {
  const verbatim = match(VERBATIM, query, at);
  if (verbatim !== null) {
    const [whole, double, single = ""] = verbatim;
    const text = double === undefined ? single.replaceAll("''", "'") : double.replaceAll('""', '"');
    return [{ kind: "text", text }, whole.length];
  }
  const found = match(TEXT, query, at);
  if (found === null) return null;
  const [whole, double, single = ""] = found;
  const text = (double ?? single).replace(ESCAPE, (_, code: string | undefined, mark = "") =>
    code === undefined
      ? (ESCAPES[mark as string] ?? (mark as string))
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return [{ kind: "text", text }, whole.length];
}

function wordAt(query: string, at: number): readonly [Token, number] {
  const found = match(REST, query, at);
  if (found === null) throw syntaxFault(`A recognition error occurred. ${placeOf(query, at)}`);
  const [whole, datetime, moment = "", timespan, number, name] = found;
  if (datetime !== undefined) return [{ kind: "datetime", text: moment.trim() }, whole.length];
  if (timespan !== undefined) return [{ kind: "timespan", text: timespan }, whole.length];
  if (number !== undefined) return [{ kind: "number", text: number }, whole.length];
  return [{ kind: name === undefined ? "mark" : "name", text: whole }, whole.length];
}

/** The words, one after the other. */
export interface Reader {
  /** The next word as it is written (a text: null); undefined: there is none. */
  peek(): string | null | undefined;
  /** The next token. @throws GraphFault 400 at the end */
  take(): Token;
  /** Takes the next token when it is written so. */
  takes(text: string): boolean;
  /** @throws GraphFault 400 when the next token is not written so */
  expect(text: string): void;
  /** A name. @throws GraphFault 400 */
  name(): string;
  /** The next name, when that mark comes right after it; both are taken. */
  takesNameBefore(mark: string): string | null;
}

export function readerOf(tokens: readonly Token[]): Reader {
  let at = 0;
  const written = (): string | null | undefined => {
    const token = tokens[at];
    return token?.kind === "text" ? null : token?.text;
  };
  function take(): Token {
    const token = tokens[at];
    if (token === undefined) throw syntaxFault("The incomplete fragment is unexpected");
    at += 1;
    return token;
  }
  function takes(text: string): boolean {
    if (written() !== text) return false;
    at += 1;
    return true;
  }
  return {
    peek: written,
    take,
    takes,
    expect(text) {
      if (takes(text)) return;
      if (written() === undefined) throw syntaxFault("The incomplete fragment is unexpected");
      throw syntaxFault(`Expected: ${text}`);
    },
    name() {
      const token = take();
      if (token.kind !== "name") throw syntaxFault("The name is expected");
      return token.text;
    },
    takesNameBefore(mark) {
      const [name, next] = [tokens[at], tokens[at + 1]];
      if (name?.kind !== "name" || next?.kind !== "mark" || next.text !== mark) return null;
      at += 2;
      return name.text;
    },
  };
}
