import { expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/grammar/parse.ts";
import { recorded } from "../../src/texts/render.ts";

/** What is answered where a value is none of what the command takes. */

function answer(line: string): string {
  const parsed = parse(line, COMMANDS);
  if (parsed.kind !== "fault") throw new Error(`${line}: ${JSON.stringify(parsed)}`);
  return recorded(parsed.text);
}

test.each([
  [
    "isolate incident:next it spreads",
    '"target" can\'t be "incident:next"',
    "incident:ID for all in an incident",
  ],
  ["revoke-sessions incident:4711x phished", '"target" can\'t be "incident:4711x"', "incident:ID"],
  ["file sha1:xyz", 'can\'t be "sha1:xyz"', "SHA-1"],
])(
  "a value that begins as one may, and is none, is no key that the command does not know: %s",
  (line, ...said) => {
    for (const words of said) expect(answer(line)).toContain(words);
    expect(answer(line)).not.toContain("does not know");
  },
);

test("of a list each value that is none is named, by its place", () => {
  const words = answer("block bad.example, nonsense, 198.51.100.23, 10.0.0.0/8 phishing");
  expect(words).toContain('no. 2 "nonsense", no. 4 "10.0.0.0/8"');
  expect(words).toContain("a SHA-1, SHA-256 or MD5");
  expect(words).not.toContain('bad.example"');
});

test("a key with a slip in it is still one", () => {
  expect(answer("isolate web01 tpye:selective why")).toContain('does not know "tpye:"');
});
