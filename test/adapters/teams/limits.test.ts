import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLimiter, type Limiter } from "../../../src/adapters/teams/limits.ts";
import { runs } from "../../support/laws.ts";

const WINDOWS = [
  [1_000, 7],
  [2_000, 8],
  [30_000, 60],
] as const;

/** Sends at once, and is answered at once. */
function sendAt(limiter: Limiter, conversationId: string, now: number): number {
  const wait = limiter.take(conversationId, now);
  if (wait === 0) limiter.ended(conversationId, now);
  return wait;
}

/** One after another, each under way for so long; when each may have arrived, at the earliest and at the latest. */
function sendAll(sends: readonly (readonly [gap: number, underWay: number])[]): [number, number][] {
  const limiter = createLimiter();
  const open: number[] = [];
  const arrived: [number, number][] = [];
  let now = 0;
  function passTo(time: number): void {
    for (const end of open.toSorted((a, b) => a - b)) if (end <= time) limiter.ended("c", end);
    open.splice(0, open.length, ...open.filter((end) => end > time));
    now = time;
  }
  for (const [gap, underWay] of sends) {
    passTo(now + gap);
    for (let wait = limiter.take("c", now); wait > 0; wait = limiter.take("c", now)) passTo(now + wait);
    arrived.push([now, now + underWay]);
    open.push(now + underWay);
  }
  return arrived;
}

describe("limits", () => {
  test("whatever is asked when, and however long it is under way, no window is exceeded", () => {
    const send = fc.tuple(fc.nat(300), fc.oneof(fc.nat(20), fc.nat(3_000)));
    fc.assert(
      fc.property(fc.array(send, { minLength: 80, maxLength: 200 }), (sends) => {
        const arrived = sendAll(sends);
        for (const [ms, most] of WINDOWS) {
          for (const [earliest] of arrived) {
            const others = arrived.filter(([from, to]) => from <= earliest && to > earliest - ms);
            expect(others.length).toBeLessThanOrEqual(most);
          }
        }
      }),
      { numRuns: runs(30) },
    );
  });

  test("waiting as told is enough, and less is not", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 7; index += 1) expect(sendAt(limiter, "c", index)).toBe(0);
    expect(limiter.room("c", "asked", 7)).toBe(0);
    expect(sendAt(limiter, "c", 7)).toBe(1_043);
    expect(sendAt(limiter, "c", 1_049)).toBe(1);
    expect(sendAt(limiter, "c", 1_050)).toBe(0);
    expect(sendAt(limiter, "c", 1_051)).toBe(999);
  });

  test("50 in a second over all conversations, and each conversation for itself", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 50; index += 1) expect(sendAt(limiter, `c${index}`, 0)).toBe(0);
    expect(sendAt(limiter, "another", 0)).toBe(1_050);
    expect([limiter.room(null, "own", 1_049), limiter.room(null, "own", 1_050)]).toEqual([0, 40]);
    expect(limiter.room(null, "asked", 1_050)).toBe(50);
    expect(sendAt(limiter, "another", 1_050)).toBe(0);
  });

  test("what is not answered yet holds its place", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 7; index += 1) expect(limiter.take("c", 0)).toBe(0);
    expect(limiter.room("c", "asked", 60_000)).toBe(0);
    expect(limiter.take("c", 60_000)).toBe(1_050);
    limiter.ended("c", 60_000);
    expect(limiter.take("c", 61_049)).toBe(1);
    expect(limiter.take("c", 61_050)).toBe(0);
  });

  test("a conversation that Teams wants left alone is", () => {
    const limiter = createLimiter();
    limiter.rest("c", 30_000);
    expect(limiter.room("c", "asked", 29_999)).toBe(0);
    expect(limiter.take("c", 29_999)).toBe(1);
    expect(limiter.take("another", 0)).toBe(0);
    expect(limiter.room("c", "asked", 30_000)).toBe(7);
    expect(limiter.room("c", "own", 30_000)).toBe(5);
    expect(limiter.take("c", 30_000)).toBe(0);
  });

  test("a clock that is set back holds nobody up", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 7; index += 1) expect(sendAt(limiter, "c", 3_600_000)).toBe(0);
    limiter.rest("c", 3_630_000);
    expect(sendAt(limiter, "c", 3_600_000)).toBe(30_000);
    expect(limiter.room("c", "asked", 0)).toBe(7);
    expect(sendAt(limiter, "c", 0)).toBe(0);
  });

  test("a clock that is set back while sends are under way holds nobody up", () => {
    const limiter = createLimiter();
    const day = 86_400_000;
    for (let n = 0; n < 7; n += 1) expect(limiter.take("c", day)).toBe(0);
    for (let n = 0; n < 6; n += 1) limiter.ended("c", day);
    limiter.ended("c", 1_000);
    expect(limiter.take("c", 1_000)).toBeLessThanOrEqual(1_050);
  });

  test("1,800 in an hour", () => {
    const limiter = createLimiter();
    for (let index = 0; index < 1_800; index += 1) expect(sendAt(limiter, "c", index * 1_000)).toBe(0);
    expect(sendAt(limiter, "c", 1_800_000)).toBe(1_800_050);
  });
});
