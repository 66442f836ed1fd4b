import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The table of faults quotes the bot and names its tests: both have to be there. */

const ROOT = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "faults.md"), "utf8");

test("every test that it names is there", () => {
  const named = new Set(page.match(/(?<=`)test\/[^`]+/g));
  expect(named.size).toBeGreaterThan(8);
  expect([...named].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("every sentence that it quotes is one of the bot's", () => {
  const source = globSync("src/**/*.ts", { cwd: ROOT })
    .map((path) => readFileSync(join(ROOT, path), "utf8"))
    .join("\n");
  const quoted = [...page.matchAll(/"([^"]+)"/g)].map(([, sentence = ""]) => sentence);
  expect(quoted.length).toBeGreaterThan(8);
  expect(quoted.filter((sentence) => !source.includes(sentence))).toEqual([]);
});
