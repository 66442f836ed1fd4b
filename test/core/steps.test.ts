import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minutesFor } from "../../src/requests/machine/hold-rest.ts";
import { FINAL_STATES, STATES, type RequestState } from "../../src/requests/machine/state.ts";
import { calledOff, derivedState, namesOf } from "../../src/requests/machine/steps.ts";
import type { Tally } from "../../src/requests/machine/steps-model.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { decide, requestWith, START, verdict } from "../support/request.ts";
import { recorded } from "../../src/texts/render.ts";
import { chargedAt } from "../../src/requests/machine/usage.ts";
import { say } from "../../src/texts/text.ts";

/** The state of a request of several steps follows from its steps. */

const tallies = fc
  .array(fc.constantFrom<RequestState>(...STATES.filter((state) => state !== "Partial")), {
    minLength: 1,
    maxLength: 50,
  })
  .map((states): Tally => {
    const counted: Partial<Record<RequestState, number>> = {};
    for (const state of states) counted[state] = (counted[state] ?? 0) + 1;
    return counted;
  });

const has = (tally: Tally, ...states: readonly RequestState[]) =>
  states.some((state) => (tally[state] ?? 0) > 0);

describe("the state of a request of several steps", () => {
  test("is the least advanced one while any step is to be sent or open", () => {
    fc.assert(
      fc.property(tallies, (tally) => {
        const state = derivedState({ tally });
        if (has(tally, "Requested", "Approved", "Executing")) expect(state).toBe("Executing");
        else if (has(tally, "Pending")) expect(state).toBe("Pending");
        else if (has(tally, "InProgress")) expect(state).toBe("InProgress");
        else if (has(tally, "Interrupted")) expect(state).toBe("Interrupted");
        else expect(FINAL_STATES).toContain(state);
      }),
    );
  });

  test("is the end that all came to, or Partial", () => {
    expect(derivedState({ tally: { Succeeded: 3 } })).toBe("Succeeded");
    expect(derivedState({ tally: { Failed: 2 } })).toBe("Failed");
    expect(derivedState({ tally: { Succeeded: 3, Failed: 1 } })).toBe("Partial");
  });

  test("is Cancelled when it was stopped before the first call, and Interrupted while it is held", () => {
    const stopped = { by: "ana@contoso.com", at: 1 };
    expect(derivedState({ tally: { Requested: 4 }, stopped })).toBe("Cancelled");
    const held = say("steps.canaryUnclear");
    expect(derivedState({ tally: { Succeeded: 1, Requested: 4 }, held })).toBe("Interrupted");
  });

  test("has no step that waits after a stop, and no step is lost", () => {
    const all = (tally: Tally) => Object.values(tally).reduce((sum, n) => sum + n, 0);
    fc.assert(
      fc.property(tallies, (tally) => {
        expect(has(calledOff({ tally, stopped: { by: null, at: 1 } }), "Requested")).toBe(false);
        expect(all(calledOff({ tally, stopped: { by: null, at: 1 } }))).toBe(all(tally));
      }),
    );
  });
});

test("how long it takes counts both of Defender's limits: 500 are minutes, 2,000 are over an hour", () => {
  for (const kind of ["device", "user"] as const) {
    expect(minutesFor(500, kind)).toBeGreaterThanOrEqual(5);
    expect(minutesFor(2000, kind)).toBeGreaterThan(60);
  }
  // For a device, what is read for each counts as well: 160 calls, and 2,000, of which 1,500 are an hour's.
  expect(minutesFor(40, "device")).toBe(2);
  expect(minutesFor(500, "device")).toBe(65);
});

test("many names are told by the first and how many more there are", () => {
  expect(namesOf(["a", "b", "c"])).toBe("a, b, c");
  expect(namesOf(["a", "b", "c", "d"])).toBe("a, b +2");
  expect(recorded(say("steps.together", { n: 40, minutes: 1 }))).toMatch(/^40 together/);
});

describe("a request of several steps that comes to rest with some of them interrupted", () => {
  const steps = { count: 2, digest: "d", waiting: 0, phase: "rest", tally: { Executing: 2 } } as const;
  const leader = requestWith({ state: "Executing", execution: FRESH_EXECUTION, steps });
  const proceed = { kind: "proceed", now: START, phase: "rest", hold: null, dueAt: null } as const;
  const rested = decide(leader, { ...proceed, tally: { Succeeded: 1, Interrupted: 1 } });

  test("tells everybody who may act, says why on its card, and is on record", () => {
    if (rested.kind !== "changed") throw new Error(rested.kind);
    expect(rested.request).toMatchObject({
      state: "Interrupted",
      outcome: expect.stringMatching(/1 of them is interrupted/),
    });
    expect(rested.announce).toMatch(/waits for a person: 1 of them is interrupted/);
    expect(rested.audit.map(({ event }) => event)).toEqual(["interrupted"]);
  });

  test("tells it once, and after a stop still says who stopped it", () => {
    if (rested.kind !== "changed") throw new Error(rested.kind);
    const again = decide({ ...leader, state: "Interrupted" }, { ...proceed, tally: { Interrupted: 2 } });
    expect(again).toMatchObject({ kind: "changed", audit: [] });
    const stopped = { ...steps, stopped: { by: "ana@contoso.example", at: START } };
    const outcome = say("steps.stoppedBy", { upn: "ana@contoso.example" });
    const after = decide({ ...leader, steps: stopped, outcome }, { ...proceed, tally: { Interrupted: 2 } });
    expect(after).toMatchObject({ request: { outcome: expect.stringMatching(/stopped/i) } });
    // A Resume between the two, which only looks what became of it.
    const looked = decide(
      { ...leader, steps: stopped, outcome: null },
      { ...proceed, tally: { Interrupted: 2 } },
    );
    expect(looked).toMatchObject({ request: { outcome: expect.stringMatching(/stopped by ana/i) } });
  });
});

describe("a step that is not what was shown any more", () => {
  const of = { leader: "7KQ2-M4XD", n: 1, risk: 0 };
  const dropped = { kind: "drop", now: START, why: "another device", next: "NEXT-NEXT", verdict } as const;

  test("leaves its request only where nothing of it can have reached Defender: it is found by its id alone", () => {
    const step = requestWith({ id: "7KQ2-M4XD.1", of });
    const ready = { ...step, state: "Executing", execution: FRESH_EXECUTION } as const;
    expect(decide(step, dropped)).toMatchObject({ kind: "changed", request: { state: "Cancelled" } });
    expect(decide(ready, dropped)).toMatchObject({ kind: "changed", request: { state: "Cancelled" } });
    for (const execution of [
      { ...FRESH_EXECUTION, sentAt: START },
      { ...FRESH_EXECUTION, lookFirst: true },
    ]) {
      expect(decide({ ...ready, execution }, dropped).kind).toBe("refused");
      expect(decide({ ...step, execution }, dropped).kind).toBe("refused");
    }
  });
});

test("a step that leaves is a change of its request on record: the approvals of the rest are not void", () => {
  const [one, other] = [
    { person: { oid: "c", tid: "t", upn: "carla@contoso.example", name: "Carla" }, at: START },
    { person: { oid: "d", tid: "t", upn: "david@contoso.example", name: "David" }, at: START },
  ];
  for (const state of ["Requested", "Approved"] as const) {
    const tally = { Requested: 2 };
    const leader = requestWith({
      state,
      approvals: [one, other],
      steps: { count: 3, digest: "d", waiting: 3, phase: "rest", tally: { Requested: 3 } },
    });
    const dropped = [{ name: "web01", why: "another device" }];
    const after = decide(leader, { kind: "dropped", now: START, dropped, digest: "e", tally });
    expect(after).toMatchObject({
      kind: "changed",
      request: { state, approvals: [one, other] },
      audit: [{ event: "changed" }],
    });
  }
});

test("a step that was so already uses up no limit and proves nothing: nobody has sent it", () => {
  const step = requestWith({ of: { leader: "7KQ2-M4XD", n: 1, risk: 0 }, state: "Succeeded" });
  const execution = { ...FRESH_EXECUTION };
  expect(chargedAt({ ...step, execution })).toBeNull();
  expect(chargedAt({ ...step, execution: { ...execution, sentAt: START } })).not.toBeNull();
});
