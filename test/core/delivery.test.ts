import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deal, fullnessOf, isOnItsWay, nextAttempt, nextProbe } from "../../src/messaging/delivery.ts";

const total = (portions: readonly { readonly take: number }[]): number =>
  portions.reduce((sum, { take }) => sum + take, 0);

describe("posts that are due are dealt out", () => {
  test("to people in turn: two hundred of one person's delay nobody else's", () => {
    const shares = [
      { place: "soc", asker: "ana", count: 200 },
      { place: "approvals", asker: "ana", count: 200 },
      { place: "soc", asker: "ben", count: 1 },
    ];
    const dealt = deal(shares, () => 5, 6);
    expect(total(dealt)).toBe(6);
    expect(dealt).toContainEqual({ place: "soc", asker: "ben", take: 1 });
  });

  test("within a conversation to people in turn, as many as it takes", () => {
    const shares = [
      { place: "soc", asker: "ana", count: 50 },
      { place: "soc", asker: "ben", count: 50 },
    ];
    const takes = deal(shares, () => 4, 10).map(({ take }) => take);
    expect(takes).toEqual([2, 2]);
  });

  test("and never more than is due, than a conversation takes, or than a batch is", () => {
    const share = fc.record({
      place: fc.constantFrom("p", "q", "r"),
      asker: fc.constantFrom("a", "b", null),
      count: fc.integer({ min: 1, max: 30 }),
    });
    const shares = fc.uniqueArray(share, {
      selector: ({ place, asker }) => `${place} ${asker}`,
      maxLength: 9,
    });
    fc.assert(
      fc.property(shares, fc.nat(8), fc.nat(20), (due, room, most) => {
        const dealt = deal(due, () => room, most);
        expect(total(dealt)).toBeLessThanOrEqual(most);
        for (const place of ["p", "q", "r"]) {
          const [there, taken] = [due, dealt].map((all) => all.filter((one) => one.place === place));
          expect(total(taken as typeof dealt)).toBeLessThanOrEqual(room);
          if (there!.length === 0) expect(taken).toHaveLength(0);
        }
        for (const { place, asker, take } of dealt) {
          const own = due.find((one) => one.place === place && one.asker === asker);
          expect(take).toBeLessThanOrEqual(own?.count ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test("a closed conversation is tried ever more rarely, and for ever", () => {
  const pauses = [0, 60_000, 3_600_000, 86_400_000].map((since) => nextProbe(0, since) - since);
  expect(pauses).toEqual([2_000, 15_000, 900_000, 3_600_000]);
});

test("a message is tried ever more rarely", () => {
  expect([0, 1, 2, 30].map((attempts) => nextAttempt(attempts, 0))).toEqual([1_000, 2_000, 4_000, 120_000]);
});

test("what Teams has not taken for a day, or a week, is tried on: it may be the bot's own secret that has expired", () => {
  const tries = [719, 720, 900, 13_679, 13_680];
  expect(tries.map((attempts) => nextAttempt(attempts, 0))).toEqual([
    120_000,
    600_000,
    600_000,
    600_000,
    null,
  ]);
});

test("a message is made smaller only where Teams refuses it", () => {
  expect([0, 2, 3, 5, 6].map((refusals) => fullnessOf({ refusals }))).toEqual([
    "whole",
    "whole",
    "minimal",
    "minimal",
    "bare",
  ]);
});

test("a message tells nobody soon once it has failed for half a minute, or its conversation is closed so long", () => {
  const post = { attempts: 0, dueAt: 1 };
  expect(isOnItsWay(post, null, 0)).toBe(true);
  expect(isOnItsWay(post, 0, 29_999)).toBe(true);
  expect(isOnItsWay(post, 0, 30_000)).toBe(false);
  expect(isOnItsWay({ ...post, attempts: 5 }, null, 0)).toBe(false);
  expect(isOnItsWay({ ...post, dueAt: null }, null, 0)).toBe(false);
});
