import { describe, expect, test } from "vitest";
import { createClock } from "../../src/adapters/node/clock.ts";
import { APART_MS, certain, judgeClocks } from "../../src/shared/clock.ts";

/** What time it is, when clocks lie: "the later clock forbids, the earlier permits; nothing waits for ever on a clock". */

const T = Date.UTC(2026, 10, 28);
const MINUTE = 60_000;

describe("of a steady clock, the system's and a service's", () => {
  test.each<[string, number, number | null, [number, number, number], RegExp | null]>([
    ["all agree: the system's small corrections are taken over", 2_000, 1_000, [2_000, 2_000, 2_000], null],
    ["no service has said anything, and the two agree", 2_000, null, [0, 0, 0], null],
    [
      "the machine slept: the service confirms the system",
      60 * MINUTE,
      60 * MINUTE,
      [60 * MINUTE, 60 * MINUTE, 60 * MINUTE],
      null,
    ],
    [
      "the system was set ahead: the service confirms the steady one",
      46 * MINUTE,
      0,
      [0, 0, 0],
      /off by \+46 minutes/,
    ],
    [
      "the system was set back: the service confirms the steady one",
      -46 * MINUTE,
      0,
      [0, 0, 0],
      /off by -46 minutes/,
    ],
    [
      "the system jumped, and no service has said which is right",
      46 * MINUTE,
      null,
      [0, 0, 46 * MINUTE],
      /jumped by \+46/,
    ],
    [
      "the system was set back, and no service has said which is right",
      -46 * MINUTE,
      null,
      [0, -46 * MINUTE, 0],
      /jumped by -46/,
    ],
    ["both were wrong at start", 0, -46 * MINUTE, [0, -46 * MINUTE, 0], /off by \+46/],
    ["exactly five minutes apart is agreement", APART_MS, null, [0, 0, 0], null],
  ])("%s", (_, system, service, [now, earliest, latest], doubt) => {
    const judged = judgeClocks({
      steady: T,
      system: T + system,
      service: service === null ? null : T + service,
    });
    expect(judged).toMatchObject({ now: T + now, earliest: T + earliest, latest: T + latest });
    if (doubt === null) expect(judged.doubt).toBeNull();
    else expect(judged.doubt).toMatch(doubt);
  });
});

/** A machine whose clocks are moved by hand. */
function machine() {
  const at = { real: T, steady: 0, skew: 0, asked: 0 };
  const clock = createClock({
    system: () => at.real + at.skew,
    steady: () => at.steady,
    ask: () => void (at.asked += 1),
  });
  return {
    at,
    clock,
    pass: (ms: number) => {
      at.real += ms;
      at.steady += ms;
    },
    sleep: (ms: number) => void (at.real += ms),
    heard: () => clock.heard(at.real),
    reads: () => [clock.now(), clock.earliest(), clock.latest()].map((time) => time - at.real),
  };
}

describe("the bot's clock", () => {
  test("46 minutes ahead for four seconds ends nothing and moves nothing; it is said, and the time is asked for", () => {
    const { at, clock, pass, heard, reads } = machine();
    heard();
    pass(10_000);
    at.skew = 46 * MINUTE;
    pass(1000);
    expect(reads()).toEqual([0, 0, 46 * MINUTE]);
    expect(clock.doubt()).toContain("46 minutes");
    expect(at.asked).toBe(2);
    pass(1000);
    heard();
    expect(reads()).toEqual([0, 0, 0]);
    expect(clock.doubt()).toContain("off by +46 minutes");
    pass(2000);
    at.skew = 0;
    pass(1000);
    expect(reads()).toEqual([0, 0, 0]);
    expect(clock.doubt()).toBeNull();
  });

  test("a set-back stalls nothing that goes by it, and what ends waits until a service has said the time", () => {
    const { at, pass, heard, reads } = machine();
    heard();
    at.skew = -3 * 60 * MINUTE;
    pass(1000);
    expect(reads()).toEqual([0, -3 * 60 * MINUTE, 0]);
    heard();
    expect(reads()).toEqual([0, 0, 0]);
  });

  test("a machine that slept is told the time by a service, not by what it said before", () => {
    const { clock, pass, sleep, heard, reads } = machine();
    heard();
    pass(1000);
    sleep(120 * MINUTE);
    pass(1000);
    expect(reads()).toEqual([-120 * MINUTE, -120 * MINUTE, 0]);
    heard();
    expect(reads()).toEqual([0, 0, 0]);
    expect(clock.doubt()).toBeNull();
  });

  test("while in doubt it asks again, not at every look", () => {
    const { at, clock, pass } = machine();
    at.skew = 46 * MINUTE;
    for (let second = 0; second < 31; second += 1) {
      pass(1000);
      clock.now();
    }
    expect(at.asked).toBe(3);
  });

  test("after the start nothing ends because of time, until a service has said it or nobody has for a minute", () => {
    const { at, clock, pass, heard } = machine();
    pass(59_000);
    expect([clock.earliest(), clock.doubt(), at.asked]).toEqual([0, null, 1]);
    heard();
    expect(clock.earliest()).toBe(at.real);
    const alone = machine();
    expect(alone.clock.earliest()).toBe(0);
    alone.pass(60_000);
    expect(alone.clock.earliest()).toBe(alone.at.real);
  });

  test("a clock that is wrong from the start is taken for right only until a service speaks", () => {
    const { at, pass } = machine();
    at.skew = 46 * MINUTE;
    const clock = createClock({ system: () => at.real + at.skew, steady: () => at.steady, ask: () => {} });
    clock.heard(at.real);
    expect([clock.earliest() - at.real, clock.latest() - at.real]).toEqual([0, 46 * MINUTE]);
    at.skew = 0;
    pass(1000);
    clock.heard(at.real);
    expect(clock.now()).toBe(at.real);
    expect(clock.doubt()).toBeNull();
  });

  test("a clock that is certain says one time", () => {
    const clock = certain(() => 7);
    expect([clock.now(), clock.earliest(), clock.latest()]).toEqual([7, 7, 7]);
  });
});
