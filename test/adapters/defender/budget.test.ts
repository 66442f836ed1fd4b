import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import { createBudget } from "../../../src/adapters/defender/budget.ts";
import { ANA, bench, DEVICE, machine, NOW, scripted } from "./scripted.ts";
import type { Scripted } from "./scripted.ts";

function ticking() {
  const clock = { at: NOW, now: () => clock.at };
  return { clock, budget: createBudget(clock) };
}

describe("the budget", () => {
  test("leaves people a reserve of 30 calls a minute", () => {
    const { clock, budget } = ticking();
    for (let call = 0; call < 70; call += 1) expect(budget.take("application")).toBeNull();
    expect(budget.take("application")).toBe(60_000);
    for (let call = 0; call < 30; call += 1) expect(budget.take("person")).toBeNull();
    expect(budget.take("person")).toBe(60_000);
    clock.at += 60_000;
    expect(budget.take("person")).toBeNull();
    expect(budget.take("application")).toBeNull();
  });

  test("never lets more through than 100 in a minute and 1,500 in an hour", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4_000 }), { minLength: 200, maxLength: 2_500 }), (gaps) => {
        const { clock, budget } = ticking();
        const taken: number[] = [];
        for (const gap of gaps) {
          clock.at += gap;
          if (budget.take("person") === null) taken.push(clock.at);
        }
        const within = (count: number, ms: number) =>
          taken.every((at, index) => (taken[index + count] ?? Infinity) - at >= ms);
        return within(100, 60_000) && within(1_500, 3_600_000);
      }),
      { numRuns: 20 },
    );
  });

  test("survives a clock that is set back", () => {
    const { clock, budget } = ticking();
    for (let call = 0; call < 100; call += 1) budget.take("person");
    clock.at -= 86_400_000;
    expect(budget.take("person")).toBeNull();
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

  test("people beyond the whole budget are told so, and nothing is sent", async () => {
    const { defender } = bench(server.url);
    const client = defender.as(ANA, new AbortController().signal);
    for (let call = 0; call < 100; call += 1) await client.device(DEVICE);
    const sent = server.seen.length;
    await expect(client.isolate(DEVICE, { comment: "c", type: "Full" })).rejects.toMatchObject({
      message: "Defender is limiting calls, try again in 60 s.",
      effect: "none",
      retryable: true,
    });
    expect(server.seen).toHaveLength(sent);
  });
});
