import { recorded } from "../../src/texts/render.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { World, type Answer } from "../support/machine.ts";
import { START } from "../support/request.ts";
import { runs } from "../support/laws.ts";
import type { Role } from "../../src/shared/people.ts";
import { FINAL_STATES } from "../../src/requests/machine/state.ts";

/**
 * Model-based: stories of people, clicks, time, halts, changed facts, lost roles, crashes and three instances, in any
 * order. The world checks the invariants at every step; see test/support/machine.ts.
 */

interface Deed extends fc.Command<object, World> {
  readonly name: string;
}

function deed(name: string, run: (world: World) => void): Deed {
  return { name, check: () => true, run: (_, world) => run(world), toString: () => name };
}

const people = fc.constantFrom("ana", "ben", "carla", "david");
const approvers = fc.constantFrom("ben", "carla", "david");
const ids = fc.constantFrom("A", "A", "A", "B", "C");
const often = fc.constantFrom(true, true, true, false);
const instances = fc.integer({ min: 0, max: 2 });
const answers = fc.record<Answer>({ acted: fc.boolean(), answered: fc.boolean() });
const roles = fc.subarray<Role>(["Responder", "Approver", "Admin"]);
const clicks = fc.constantFrom("deny", "cancel", "revoke", "resume", "approve");
const tags = fc.subarray(["Tier0", "VIP"]);

const work = [
  fc.tuple(instances, ids).map(([i, id]) => deed(`${i} dispatches ${id}`, (world) => world.dispatch(i, id))),
  fc.tuple(instances, fc.integer({ min: 1, max: 5 }), answers, often).map(([i, steps, answer, can]) =>
    deed(`${i} takes ${steps} steps (${JSON.stringify(answer)}, can look: ${can})`, (world) => {
      for (let step = 0; step < steps; step += 1) world.step(i, answer, can);
    }),
  ),
  fc
    .tuple(approvers, ids)
    .map(([name, id]) => deed(`${name} approves ${id}`, (world) => world.click("approve", name, id))),
  fc
    .tuple(approvers, ids)
    .map(([name, id]) => deed(`${name} resumes ${id}`, (world) => world.click("resume", name, id))),
  // The lengths of time on which something depends: a retry, a lease, the minute of looking.
  fc.constantFrom(1, 2000, 17_000, 61_000).map((ms) => deed(`${ms} ms`, (world) => void (world.now += ms))),
];

const life = [
  fc
    .tuple(clicks, people, ids)
    .map(([kind, name, id]) => deed(`${name} ${kind} ${id}`, (world) => world.click(kind, name, id))),
  fc.tuple(people, ids).map(([name, id]) => deed(`${name} looks at ${id}`, (world) => world.see(name, id))),
  instances.map((i) => deed(`${i} crashes`, (world) => world.crash(i))),
  fc.constantFrom(
    deed("the store is copied", (world) => world.copy()),
    deed("the copy is put back", (world) => world.putBack()),
  ),
  fc
    .integer({ min: 1, max: 40 })
    .map((m) => deed(`${m} min pass`, (world) => void (world.now += m * 60_000))),
  fc.boolean().map((on) =>
    deed(on ? "halt" : "resume", (world) => {
      world.halt = on ? { reason: "r", by: "erin", since: world.now } : null;
    }),
  ),
  fc
    .tuple(people, roles)
    .map(([name, own]) => deed(`${name} is ${own.join("+")}`, (world) => void world.roles.set(name, own))),
  fc.integer({ min: 1, max: 3 }).map((n) => deed(`policy: ${n}`, (world) => void (world.approvals = n))),
  fc.tuple(fc.constantFrom("1", "2"), tags).map(([id, own]) =>
    deed(`device ${id} is ${own.join("+")}`, (world) => {
      const device = world.devices.get(id);
      if (device !== undefined) world.devices.set(id, { ...device, tags: own });
    }),
  ),
];

/** Lets the first instance work alone, without any trouble, until nothing more happens. */
function settle(world: World): void {
  world.halt = null;
  for (const instance of [1, 2]) world.crash(instance);
  for (let round = 0; round < 400; round += 1) {
    for (const id of ["A", "B", "C"]) world.dispatch(0, id);
    while (world.instances[0]?.length !== 0) world.step(0, { acted: true, answered: true }, true);
    world.now += 30_000;
  }
}

function play(deeds: Iterable<Deed>, world: World): void {
  fc.modelRun(() => ({ model: {}, real: world }), deeds);
}

/** Where stories begin: from the start, or in the middle, where the rare turns are not far. */
const BEGINNINGS: Readonly<Record<string, (world: World) => void>> = {
  "from the start": () => {},
  "a call is under way": underWay,
  "a call's answer was lost, and the action was not found": lost,
  "such a call was resumed": resumed,
  "an instance sleeps before its call, and another resumed": (world) => {
    underWay(world);
    notFound(world);
    resume(world);
  },
  "an instance has yet to report that it could not check, and another has marked": (world) => {
    approveAndClaim(world);
    for (let step = 0; step < 2; step += 1) world.step(0, { acted: false, answered: true }, step === 0);
    world.now += 17_000;
    world.dispatch(1, "A");
    for (let step = 0; step < 3; step += 1) world.step(1, { acted: false, answered: true }, true);
  },
};
const beginning = fc.constantFrom(...Object.keys(BEGINNINGS));

function approveAndClaim(world: World): void {
  for (const name of ["carla", "david"]) world.click("approve", name, "A");
  world.dispatch(0, "A");
}

function underWay(world: World): void {
  approveAndClaim(world);
  for (let step = 0; step < 3; step += 1) world.step(0, { acted: false, answered: true }, true);
}

function lost(world: World): void {
  underWay(world);
  for (let step = 0; step < 2; step += 1) world.step(0, { acted: true, answered: false }, true);
  notFound(world);
}

function notFound(world: World): void {
  for (let look = 0; look < 2; look += 1) {
    world.now += 61_000;
    world.dispatch(1, "A");
    for (let step = 0; step < 2; step += 1) world.step(1, { acted: false, answered: false }, false);
  }
}

function resume(world: World): void {
  world.see("david", "A");
  world.click("resume", "david", "A");
}

function resumed(world: World): void {
  lost(world);
  resume(world);
  world.dispatch(1, "A");
}

test("stories that begin in the middle begin where they say", () => {
  const states = Object.values(BEGINNINGS).map((begin) => {
    const world = new World(2);
    begin(world);
    const { state, execution } = world.get("A");
    return [state, execution?.phase, world.acted.get("A")];
  });
  expect(states).toEqual([
    ["Requested", undefined, undefined],
    ["Executing", "sending", undefined],
    ["Interrupted", "looking", 1],
    ["Executing", "ready", 1],
    ["Approved", "ready", undefined],
    ["Executing", "sending", undefined],
  ]);
});

describe("whatever happens in whatever order, on three instances", () => {
  const story = fc.commands<object, World>([...work, ...work, ...work, ...work, ...life], {
    maxCommands: 150,
    size: "max",
  });

  test("nothing is sent without approval, nothing twice, and everything comes to an end", () => {
    let calls = 0;
    let interrupted = 0;
    fc.assert(
      fc.property(story, beginning, fc.integer({ min: 1, max: 2 }), (deeds, begin, approvals) => {
        const world = new World(approvals);
        BEGINNINGS[begin]?.(world);
        play(deeds as Iterable<Deed>, world);
        settle(world);
        for (const request of world.requests.values()) {
          const acted = world.acted.get(request.id) ?? 0;
          calls += acted;
          interrupted += request.state === "Interrupted" ? 1 : 0;
          // An interruption waits for a person; every other state has come to its end by itself.
          expect([...FINAL_STATES, "Interrupted"]).toContain(request.state);
          if (request.state === "Succeeded") expect(acted).toBe(1);
          if (acted === 1 && !world.wasPutBack && !["Succeeded", "Interrupted"].includes(request.state)) {
            expect(recorded(request.outcome ?? "")).toContain("An earlier call may have reached Defender");
          }
        }
      }),
      { numRuns: runs(2000) },
    );
    // The stories have to reach the interesting places, or they prove nothing.
    expect(calls).toBeGreaterThan(100);
    expect(interrupted).toBeGreaterThan(20);
  });
});

test("the world notices what it is there to notice", () => {
  const world = new World(1);
  world.click("approve", "carla", "A");
  world.dispatch(0, "A");
  for (const answer of [true, true, true]) world.step(0, { acted: answer, answered: false }, true);
  world.ghosts.get("A")?.clear();
  expect(world.get("A").execution?.phase).toBe("sending");
  expect(() => {
    world.requests.set("A", {
      ...world.get("A"),
      execution: { ...world.get("A").execution!, phase: "ready" },
    });
    world.apply("A", { kind: "sending", now: START, leaseMs: 1, halt: null });
  }).toThrow("marked without approval");
});
