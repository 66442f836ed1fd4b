import { join } from "node:path";
import { ESLint, type Linter } from "eslint";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const RULES = ["regexp/no-super-linear-backtracking", "regexp/no-super-linear-move"];

test.each(["src/grammar/parse.ts", "src/adapters/teams/text.ts", "src/adapters/node/log.ts"])(
  "lint refuses a pattern that takes more than linear time in %s",
  async (file) => {
    const eslint = new ESLint({ cwd: ROOT });
    const config = (await eslint.calculateConfigForFile(join(ROOT, file))) as Linter.Config;
    for (const rule of RULES)
      expect(config.rules?.[rule], rule).toEqual([2, expect.objectContaining({ report: "potential" })]);
  },
);
