import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** The threat model is bound to the tests: whoever renames or removes one that guards a threat is told. */

const ROOT = join(import.meta.dirname, "..", "..");
const rows = readFileSync(join(ROOT, "docs", "threat-model.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.split(" | "));

describe("the threat model", () => {
  test("has a row for each threat", () => {
    expect(rows.length).toBeGreaterThan(30);
  });

  test.each(rows)("%s", (_threat, _defence, _where, guards = "") => {
    const files = guards.split(/(?=`test\/)/).map((guard) => {
      const [, file = ""] = /^`(test\/[^`]+)`/.exec(guard) ?? [];
      return { file, titles: [...guard.matchAll(/“([^”]+)”/g)].map(([, title = ""]) => title) };
    });
    for (const { file, titles } of files) {
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      expect(titles.length).toBeGreaterThan(0);
      const text = readFileSync(join(ROOT, file), "utf8");
      for (const title of titles) expect(text, `${file}: ${title}`).toContain(title);
    }
  });
});
