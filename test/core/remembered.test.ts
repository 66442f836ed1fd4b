import { expect, test } from "vitest";
import { remembered } from "../../src/texts/remembered.ts";

test("is made once for a text, and anew when too many others came between", () => {
  const made: string[] = [];
  const shout = remembered((key) => (made.push(key), key.toUpperCase()), 2);
  expect(["a", "a", "b", "c", "a", "c"].map(shout)).toEqual(["A", "A", "B", "C", "A", "C"]);
  expect(made).toEqual(["a", "b", "c", "a"]);
});
