import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenize } from "../../sandbox/graph/hunting/tokens.ts";
import { CANNED_HUNTS } from "../../src/defender/canned-hunts.ts";
import { filledKql, kqlLiteral, kqlText, parametersOf, plainKql } from "../../src/grammar/kql.ts";
import { anyUnit } from "../support/any-text.ts";

describe("a query as chat clients send it", () => {
  test.each([
    ["DeviceInfo | take 5", "DeviceInfo | take 5"],
    ["DeviceInfo\u00a0|\u2003take 5", "DeviceInfo | take 5"],
    ["where a == “x” and b == ‘y’", "where a == \"x\" and b == 'y'"],
    ['where a == "it’s “fine” – really"', 'where a == "it’s “fine” – really"'],
    ['where a == "x” and b', 'where a == "x" and b'],
    ["where a has “it's”", 'where a has "it\'s"'],
    ['where a == "\\"“" and b == “c”', 'where a == "\\"“" and b == "c"'],
    ['where a == @"C:\\" and b == “c”', 'where a == @"C:\\" and b == "c"'],
    ["take 5 // it’s — “five”\n| where a == ‘b’", "take 5 // it’s — “five”\n| where a == 'b'"],
    ["where u == 'http://x' and v == “w”", "where u == 'http://x' and v == \"w\""],
    ["extend a = b – c", "extend a = b - c"],
    ["where a == “open\n| take 1", 'where a == "open\n| take 1'],
  ])("%j → %j", (typed, query) => {
    expect(plainKql(typed)).toBe(query);
  });

  test("is read whole, and changed no further by being read again", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyUnit }), (typed) => {
        const once = plainKql(typed);
        expect(once.split("\n")).toHaveLength(typed.split("\n").length);
        expect(plainKql(once)).toBe(once);
      }),
    );
  });

  test("is refused when there is nothing in it, or too much", () => {
    expect([kqlText.parse("  "), kqlText.parse("x".repeat(10_001))]).toEqual([null, null]);
    expect(kqlText.parse(" x \n")).toBe("x");
  });
});

describe("a parameter of a query", () => {
  const texts = fc.string({ unit: anyUnit, maxLength: 40 });

  test("whatever was typed for it stays one string literal, in every hunt and wherever it stands", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CANNED_HUNTS), texts, ({ kql }, value) => {
        const given = { device: value, user: value, upn: value, file: value };
        const [filled, plain] = [filledKql(kql, given), filledKql(kql, { ...given, ...known("x") })];
        // The same words in the same order, but for the literals themselves.
        const kinds = (query: string) => tokenize(query).map(({ kind }) => kind);
        expect(kinds(filled)).toEqual(kinds(plain));
        const wanted = parametersOf(kql).used.length;
        expect(
          tokenize(filled).filter(({ kind, text }) => kind === "text" && text === value).length >= wanted,
        ).toBe(true);
      }),
    );
  });

  test("as a literal it means exactly what was typed, and nothing in it could end anything that it stands in", () => {
    fc.assert(
      fc.property(texts, (value) => {
        expect(tokenize(kqlLiteral(value))).toEqual([{ kind: "text", text: value }]);
        expect(kqlLiteral(value)).toMatch(/^"(?:[A-Za-z0-9@._-]|\\u[0-9a-f]{4})*"$/);
      }),
    );
  });

  test("is one outside of literals and comments only; in a literal it stays text, which can be told", () => {
    const kql = "T | where a == {device} and b == '{user}' // {file}\n| take 1";
    expect(parametersOf(kql)).toEqual({ used: ["device"], quoted: true });
    expect(filledKql(kql, known("x"))).toBe("T | where a == \"x\" and b == '{user}' // {file}\n| take 1");
    expect(filledKql(kql, {})).toBe(kql);
    expect(parametersOf("T | where a == { device }")).toEqual({ used: [], quoted: false });
  });

  test("that a value names is none: values are put in at once", () => {
    expect(filledKql("{device} {user}", { device: "{user}", user: "u" })).toBe('"\\u007buser\\u007d" "u"');
  });
});

function known(value: string) {
  return { device: value, user: value, upn: value, file: value };
}
