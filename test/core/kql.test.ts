import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kqlText, plainKql } from "../../src/grammar/kql.ts";
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
