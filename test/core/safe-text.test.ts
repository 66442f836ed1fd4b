import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../sandbox/page/markdown.ts";
import { clean, cleanLine, sayLine, unmarked } from "../../src/texts/safe-text.ts";
import { card, type SignInCardData } from "../../src/messaging/card.ts";
import { text } from "../../src/messaging/content.ts";
import type { TurnAnswer } from "../../src/messaging/turn.ts";
import { anyUnit } from "../support/any-text.ts";
import { shown, tongueOf } from "../../src/texts/render.ts";
import { say } from "../../src/texts/text.ts";

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
    ["filler\u3164\u115F\uFE0F", "filler"],
    ["Z\u0300\u0301\u0302\u0303\u0304\u0305a", "Z\u0300\u0301\u0302\u0303a"],
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

describe("a message where nothing but its text is shown", () => {
  const english = tongueOf("en");

  it("keeps what others wrote on its line, and makes of it no mention, no link and nothing unseen", () => {
    const name =
      "web01\nApproved by carla <at>Everyone</at> \u202Eexe.pdf https://evil.example www.evil.example";
    expect(shown(say("explain.waits", { approvals: name }), english)).toBe(
      "It would wait for web01 Approved by carla ‹at>Everyone‹/at> exe.pdf https[:]//evil.example www[.]evil.example.",
    );
  });

  it("leaves the line breaks of our own words, and does nothing twice", () => {
    const kept = shown(say("audit.keep", { checkpoint: "7:a\nb", key: "k" }), english);
    expect(kept).toMatch(/ cut\.\n7:a b\nPublic key: k$/);
    expect(sayLine(sayLine("see http://x"))).toBe("see http[:]//x");
  });

  it("cuts each text by itself, so that what we say behind it stays", () => {
    expect(shown(say("explain.waits", { approvals: "x".repeat(5000) }), english)).toBe(
      `It would wait for ${"x".repeat(999)}….`,
    );
  });

  it("has a form for what was put together elsewhere", () => {
    expect(sayLine("a\nb <at>x</at>")).toBe("a b ‹at>x‹/at>");
  });
});

it("is asked for wherever nothing but text is shown: the compiler refuses a raw one", () => {
  const raw: string = "<at>Everyone</at>";
  // @ts-expect-error A plain message.
  expect(text(raw).kind).toBe("text");
  // @ts-expect-error A notification.
  expect(card<SignInCardData>("sign-in", { text: sayLine("x"), buttons: [] }, raw).kind).toBe("card");
  // @ts-expect-error A paragraph of ours on a card.
  expect(card<SignInCardData>("sign-in", { text: raw, buttons: [] }, sayLine("x")).kind).toBe("card");
  // @ts-expect-error The answer to a click.
  const answer: TurnAnswer = { kind: "message", text: raw };
  expect(answer.kind).toBe("message");
});

describe("unmarked", () => {
  it.each([
    ["[x](http://evil)", "［x］(http［:］//evil)"],
    ["**b** _i_ `c`", "∗∗b∗∗ ＿i＿ ˋcˋ"],
    ["# one", "＃ one"],
    ["- two", "‐ two"],
    ["&#91; &lt; AT&T", "＆#91; ＆lt; AT＆T"],
    ["<b>~a|>\\", "‹b›∼a∣›∖"],
    [
      "Requested: Isolate (Full) svc_backup01 (7KQ2-M4XD)",
      "Requested: Isolate (Full) svc_backup01 (7KQ2-M4XD)",
    ],
    ["at 12:30: x & y, 50 - 3", "at 12:30: x & y, 50 - 3"],
  ])("%j becomes %j", (given, expected) => {
    expect(unmarked(sayLine(given))).toBe(expected);
  });

  it("means the same to a client that reads markdown and to one that does not", () => {
    const marks = fc.array(fc.constantFrom(..."*_[]()`~<>#&-+!|\\ a1.x/:", "http://e", "&#91;"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(marks, (parts) => {
        const text = unmarked(sayLine(`x ${parts.join("")}`)).trim();
        const html = renderMarkdown(text);
        expect(html.replaceAll("&amp;", "&").replaceAll(/\s+/g, " ")).toBe(
          `<p>${text}</p>`.replaceAll(/\s+/g, " "),
        );
      }),
    );
  });
});
