import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonOf, written } from "../../src/shared/written.ts";
import { runs } from "../support/laws.ts";

describe("what was written before", () => {
  const part = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));

  test("is sent as it would be written now, wherever it stands and however often", () => {
    fc.assert(
      fc.property(part, part, fc.jsonValue(), (one, inner, other) => {
        const outer = { inner, other };
        const value = {
          a: [one, other, one, undefined],
          gaps: Array<unknown>(2),
          b: { outer, text: "$& $1 $`" },
          c: undefined,
        };
        const plain = JSON.stringify(value);
        expect(written(one)).toBe(JSON.stringify(one));
        expect(jsonOf(value)).toBe(plain);
        written(inner);
        written(outer);
        expect(jsonOf(value)).toBe(plain);
        expect(jsonOf(outer)).toBe(JSON.stringify(outer));
      }),
      { numRuns: runs(200) },
    );
  });

  test("is not written a second time", () => {
    let reads = 0;
    const card = {
      get body() {
        reads += 1;
        return [];
      },
    };
    written(card);
    expect(written(card)).toBe('{"body":[]}');
    expect(jsonOf({ type: "message", content: card })).toBe('{"type":"message","content":{"body":[]}}');
    expect(reads).toBe(1);
  });
});
