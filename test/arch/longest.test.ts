import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LONGEST } from "../support/longest.ts";

test("what is begun first is there", () => {
  const isMissing = (name: string) => !existsSync(join(import.meta.dirname, "..", `${name}.test.ts`));
  expect(LONGEST.filter(isMissing)).toEqual([]);
});
