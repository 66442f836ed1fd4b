import { expect, test } from "vitest";
import { afterStart, loadRest } from "../../src/shared/after-start.ts";

test("what a start puts off is loaded once: by whoever needs it first, or else after the start, which ends if it can't be", async () => {
  const loaded: string[] = [];
  const early = afterStart(() => loaded.push("early"));
  afterStart(() => loaded.push("late"));
  const loadMissing = (): never => {
    loaded.push("missing");
    throw new Error("no such module");
  };
  afterStart(loadMissing);
  expect([early(), early()]).toEqual([1, 1]);
  await expect(loadRest()).rejects.toThrow("no such module");
  expect(loaded).toEqual(["early", "late", "missing"]);
});
