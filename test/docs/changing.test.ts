import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The page names files: they have to be there. */

const ROOT = join(import.meta.dirname, "..", "..");

test("every file that docs/changing.md names is there", () => {
  const page = readFileSync(join(ROOT, "docs", "changing.md"), "utf8");
  const named = [...page.matchAll(/`((?:src|test|docs)\/[^`\s]+|[\w.]+\.json|\.env\.example)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
