import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import { createBudget } from "../../../src/adapters/defender/budget.ts";
import { createRiskPace } from "../../../src/adapters/defender/risk-pace.ts";
import { DefenderError } from "../../../src/defender/error.ts";
import { ANA, bench, DEVICE, machine, NOW, scripted } from "./scripted.ts";
import type { Scripted } from "./scripted.ts";
import { runs } from "../../support/laws.ts";

function ticking() {
  const clock = { at: NOW, now: () => clock.at };
  return { clock, budget: createBudget(clock) };
}

describe("the budget", () => {
  test("leaves people a reserve of 30 calls a minute, and never holds one of theirs back", () => {
    const { clock, budget } = ticking();
    for (let call = 0; call < 70; call += 1) expect(budget.take("application")).toBeNull();
    expect(budget.take("application")).toBe(60_000);
    for (let call = 0; call < 2_000; call += 1) expect(budget.take("person")).toBeNull();
    clock.at += 60_000;
    expect(budget.take("person")).toBeNull();
  });

  test("leaves the application 20 calls a minute, whatever people do", () => {
    const { budget } = ticking();
    for (let call = 0; call < 200; call += 1) budget.take("person");
    for (let call = 0; call < 20; call += 1) expect(budget.take("application")).toBeNull();
    expect(budget.take("application")).toBe(60_000);
  });

  test("takes a reader's calls as a person's, until they have used the limit up: then 70 % of it for each", () => {
    const { clock, budget } = ticking();
    const reads = (who: string, calls: number) =>
      Array.from({ length: calls }, () => budget.take("reader", who)).filter((wait) => wait === null).length;
    expect(reads("ben", 60)).toBe(60);
    // It is not us: another program, or the hour of somebody else.
    budget.turnedAway(30_000);
    expect(reads("ben", 60)).toBe(60);
    budget.turnedAway(30_000);
    expect(budget.take("reader", "ben")).toBe(60_000);
    expect([reads("ana", 80), reads("carla", 10)]).toEqual([70, 10]);
    expect(budget.take("person", "ben")).toBeNull();
    clock.at += 60_000;
    expect(reads("ben", 80)).toBe(70);
    clock.at += 240_000;
    expect(reads("ben", 80)).toBe(80);
  });

  test("lets what only looks for news use up nothing that follows what people have started", () => {
    const { clock, budget } = ticking();
    for (let second = 0; second < 120; second += 1) {
      for (let call = 0; call < 3; call += 1) budget.take("watch");
      budget.take("person");
      clock.at += 1_000;
    }
    expect(budget.take("watch")).not.toBeNull();
    for (let call = 0; call < 20; call += 1) expect(budget.take("application")).toBeNull();
  });

  test("lets what looks for news go on every 6 seconds, and not all at once, whatever people do", () => {
    const { clock, budget } = ticking();
    const gone: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      for (let call = 0; call < 5; call += 1) budget.take("person");
      if (budget.take("watch") === null) gone.push(second);
      clock.at += 1_000;
    }
    const late = gone.slice(-6);
    expect(late.slice(1).map((second, at) => second - late[at]!)).toEqual([6, 6, 6, 6, 6]);
  });

  test("never lets the application through beyond 70 in a minute and 1,050 in an hour, or 20 and 300 of its own", () => {
    const call = fc.record({ gap: fc.nat({ max: 4_000 }), isPerson: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call, { minLength: 200, maxLength: 2_500 }), (calls) => {
        const { clock, budget } = ticking();
        const all: { at: number; isPerson: boolean }[] = [];
        return calls.every(({ gap, isPerson }) => {
          clock.at += gap;
          const own = all.filter((one) => !one.isPerson);
          const before = (of: typeof all, ms: number) => of.filter(({ at }) => at > clock.at - ms).length;
          const room =
            (before(all, 60_000) < 70 && before(all, 3_600_000) < 1_050) ||
            (before(own, 60_000) < 20 && before(own, 3_600_000) < 300);
          const isTaken = budget.take(isPerson ? "person" : "application") === null;
          if (isTaken) all.push({ at: clock.at, isPerson });
          return isTaken === (isPerson || room);
        });
      }),
      { numRuns: runs(20) },
    );
  });

  test("survives a clock that is set back", () => {
    const { clock, budget } = ticking();
    for (let call = 0; call < 100; call += 1) budget.take("application");
    expect(budget.take("application")).not.toBeNull();
    clock.at -= 86_400_000;
    expect(budget.take("application")).toBeNull();
  });
});

describe("calls", () => {
  let server: Scripted;
  beforeAll(async () => {
    server = await scripted(
      { status: 429, headers: { "retry-after": "600" } },
      { status: 200, json: machine(DEVICE, "web01") },
    );
  });
  afterAll(() => server.close());

  test("a 429 stops the application, not people, until its time has come", async () => {
    const { defender, clock } = bench(server.url);
    const signal = new AbortController().signal;
    const read = () => defender.asApplication(signal).machineActions({ top: 1 });
    await expect(read()).rejects.toMatchObject({ status: 429, code: "throttled" });
    await expect(read()).rejects.toMatchObject({ status: null, code: "throttled", retryAfterMs: 600_000 });
    expect(server.seen).toHaveLength(1);
    expect((await defender.as(ANA, signal).device(DEVICE)).name).toBe("web01");
    clock.at += 600_000;
    await expect(read()).rejects.toMatchObject({ status: 200 });
    expect(server.seen).toHaveLength(3);
  });

  test("looking for what others did leaves room to follow an action to its end", async () => {
    const { defender } = bench(server.url);
    const signal = new AbortController().signal;
    const look = () => defender.asApplication(signal, "watch").machineActions({ top: 1 });
    for (let call = 0; call < 80; call += 1) await look().catch(() => {});
    await expect(look()).rejects.toMatchObject({ status: null, code: "throttled" });
    await expect(defender.asApplication(signal).machineActions({ top: 1 })).rejects.toMatchObject({
      status: 200,
    });
  });

  test("people beyond what Defender takes are asked to wait by Defender, not by the bot", async () => {
    const { defender } = bench(server.url);
    const client = defender.as(ANA, new AbortController().signal);
    const sent = server.seen.length;
    for (let call = 0; call < 120; call += 1) await client.device(DEVICE);
    expect(server.seen).toHaveLength(sent + 120);
  });
});

test("of calls about risk, of which Entra takes one a second, who can't wait so long is told a time of their own", async () => {
  const pace = createRiskPace();
  const ending = new AbortController();
  let made = 0;
  const tries = Array.from({ length: 7 }, () =>
    pace
      .inTurn("look", async () => void (made += 1), ending.signal)
      .catch((error: unknown) => (error instanceof DefenderError ? error.retryAfterMs : error)),
  );
  ending.abort();
  const [first, ...others] = await Promise.all(tries);
  // Those that gave up while they waited made none.
  expect([made, first]).toEqual([1, undefined]);
  const seconds = others.slice(3).map((ms) => Math.round(Number(ms) / 1000));
  expect(seconds).toEqual([6, 8, 10]);
});
