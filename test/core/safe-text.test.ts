import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clean, cleanLine, escapeMarkdown } from "../../src/core/safe-text.ts";
import { anyUnit } from "../support/any-text.ts";

describe("clean", () => {
  it.each([
    ["a\u202Eb\u2066c\u200Bd", "abcd"],
    ["a\u0000b\u001B[31mc\u009Fd", "ab[31mcd"],
    ["a\r\nb\u2028c\rd", "a\nb\nc\nd"],
    ["a\tb", "a b"],
    ["<at>All</at> < AT >", "‹at>All‹/at> ‹ AT >"],
    ["<\u200Bat>All", "‹at>All"],
    ["<attribute>", "<attribute>"],
    ["lone \uD800 half", "lone  half"],
    ["soft\u00ADhyphen\u007F", "softhyphen"],
    ["Zoë 中文 😀", "Zoë 中文 😀"],
    ["< / at>", "‹ / at>"],
    ["<\n/\nAT x>", "‹\n/\nAT x>"],
    ["a < b", "a < b"],
    ["", ""],
    ["plain, with <at>", "plain, with ‹at>"],
    ["\u202Eplain behind it", "plain behind it"],
    ["plain before it\u202E", "plain before it"],
  ])("%j becomes %j", (given, expected) => {
    expect(clean(given)).toBe(expected);
  });

  it("cuts by code points, ends in …, and keeps what fits", () => {
    expect(clean("abcdef", 4)).toBe("abc…");
    expect(clean("abcd", 4)).toBe("abcd");
    expect(clean("😀😀😀", 2)).toBe("😀…");
    expect(clean("😀😀", 2)).toBe("😀😀");
    expect(clean("😀".repeat(1000))).toBe("😀".repeat(1000));
    expect(clean("x".repeat(1001))).toBe(`${"x".repeat(999)}…`);
    expect([clean("ab", 1), clean("ab", 0)]).toEqual(["…", "…"]);
  });

  it("never returns more than asked for, nor anything invisible", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyUnit, maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (text, max) => {
          const result = clean(text, max);
          expect(Array.from(result).length).toBeLessThanOrEqual(max);
          expect(result).not.toMatch(/[^\P{C}\n]/u);
          expect(clean(result, max)).toBe(result);
        },
      ),
    );
  });

  it("has a form for one line", () => {
    expect(cleanLine("a\n\nb")).toBe("a b");
  });
});

describe("escapeMarkdown", () => {
  it.each([
    ["[x](http://evil)", "\\[x\\]\\(http\\://evil\\)"],
    ["**b** _i_ `c`", "\\*\\*b\\*\\* \\_i\\_ \\`c\\`"],
    ["1. one\n- two", "1\\. one\n\\- two"],
    ["&#91;", "\\&\\#91;"],
    ["a\n  12) b", "a\n  12\\) b"],
    ["version 1.2 of 3) x", "version 1.2 of 3\\) x"],
    ["<b>+~a|!>\\", "\\<b\\>\\+\\~a\\|\\!\\>\\\\"],
    ["at 12:30: x", "at 12:30: x"],
  ])("%j becomes %j", (given, expected) => {
    expect(escapeMarkdown(given)).toBe(expected);
  });

  it("leaves plain words alone", () => {
    expect(escapeMarkdown("web01.contoso.example is isolated")).toBe("web01.contoso.example is isolated");
  });
});
