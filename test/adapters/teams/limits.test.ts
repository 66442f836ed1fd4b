import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLimiter } from "../../../src/adapters/teams/limits.ts";

const WINDOWS = [
  [1_000, 7],
  [2_000, 8],
  [30_000, 60],
] as const;

describe("limits", () => {
  test("whatever is asked when, no window is exceeded, and waiting as told is enough", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_500), { minLength: 80, maxLength: 200 }), (gaps) => {
        const limiter = createLimiter();
        const sent: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap % 300;
          const wait = limiter.take("c", now);
          if (wait > 0) {
            expect(limiter.take("c", now + wait - 1)).toBeGreaterThan(0);
            now += wait;
            expect(limiter.take("c", now)).toBe(0);
          }
          sent.push(now);
        }
        for (const [ms, most] of WINDOWS) {
          for (const at of sent) {
            expect(sent.filter((one) => one > at - ms && one <= at).length).toBeLessThanOrEqual(most);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("50 in a second over all conversations, and each conversation for itself", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 50; index += 1) expect(limiter.take(`c${index}`, 0)).toBe(0);
    expect(limiter.take("another", 0)).toBe(1_200);
    expect(limiter.take("another", 1_200)).toBe(0);
  });

  test("a clock that is set back holds nobody up", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 7; index += 1) expect(limiter.take("c", 3_600_000)).toBe(0);
    expect(limiter.take("c", 3_600_000)).toBeGreaterThan(0);
    expect(limiter.take("c", 0)).toBe(0);
  });

  test("1,800 in an hour", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 1_800; index += 1) expect(limiter.take("c", index * 1_000)).toBe(0);
    expect(limiter.take("c", 1_800_000)).toBe(1_800_200);
  });
});
