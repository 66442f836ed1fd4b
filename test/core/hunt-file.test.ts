import { expect, test } from "vitest";
import { csvOf } from "../../src/commands/parts/hunt-file.ts";

/** What a hunting query found, as a file that people open in a spreadsheet. */

const columns = [
  { name: "FileName", type: "String" },
  { name: "Size", type: "Int64" },
];
const csv = (rows: readonly (readonly (string | number | boolean | null)[])[], most?: number) => {
  const { bytes, rows: count } = csvOf({ columns, rows }, most);
  return { lines: Buffer.from(bytes).toString("utf8").split("\r\n"), size: bytes.byteLength, count };
};

test.each(["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1"])(
  "a cell that a spreadsheet would run (%j) is text in the file, and a negative number stays a number",
  (cell) => {
    const { lines } = csv([[cell, -5]]);
    expect(lines.join("\r\n")).toContain(`"'${cell}","-5"`);
  },
);

test("no cell ends its row or its quotes, whichever sign parts the cells where it is opened", () => {
  const { lines } = csv([
    ['a";=1+1;"', 1],
    ["b\nc", null],
  ]);
  expect(lines[0]).toBe('\uFEFF"FileName","Size"');
  expect(lines[1]).toBe('"a"";=1+1;""","1"');
  expect(lines[2]).toBe('"b\nc",');
});

test("what can't be seen, or turns a name around, is spelt out, also before a formula", () => {
  const { lines } = csv([
    ["gpj.\u202Efdp.exe", 1],
    ["\u200B=1+1\u0000", 2],
  ]);
  expect(lines.slice(1, 3)).toEqual(['"gpj.<U+202E>fdp.exe","1"', '"<U+200B>=1+1<U+0000>","2"']);
});

test("the file is cut at a whole row where it would be bigger than a chat takes, and says how many it has", () => {
  const rows = Array.from({ length: 3_000 }, (_, n) => [`file-${n}-${"å".repeat(100)}`, n]);
  const whole = csv(rows);
  expect(whole.count).toBe(3_000);
  const cut = csv(rows, 100_000);
  expect(cut.size).toBeLessThanOrEqual(100_000);
  expect(cut.count).toBeGreaterThan(400);
  expect(cut.lines).toHaveLength(cut.count + 2);
  expect(cut.lines.at(-2)).toMatch(new RegExp(`"${cut.count - 1}"$`));
});
