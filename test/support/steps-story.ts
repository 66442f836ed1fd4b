import fc from "fast-check";
import { evaluate } from "../../src/policy/evaluate.ts";
import type { Action, Question } from "../../src/policy/model.ts";
import { leading } from "../../src/requests/open/draft-leader.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import type { EventVerb } from "../../src/requests/machine/verbs.ts";
import type { Role } from "../../src/shared/people.ts";
import { requestWith, person, START } from "./request.ts";
import { PEOPLE, type Answer } from "./steps-outside.ts";
import type { Template } from "./steps-store.ts";
import { StepsWorld } from "./steps-world.ts";

/**
 * Model-based: requests of 1 to 50 steps, on devices and on people, carried out by the bot's own code on one store. People
 * click, instances die between any two transactions, Defender acts, refuses or loses its answer, devices change, copies
 * are put back. test/support/steps-laws.ts is the model; it is asked at every commit and at every call.
 */

export interface Deed {
  readonly name: string;
  readonly run: (world: StepsWorld) => Promise<unknown> | void;
}

/** What the story begins with. */
export interface Beginning {
  readonly steps: number;
  /** How many of them are on people. */
  readonly people: number;
  readonly approvals: number;
  readonly instances: number;
  /** Whether it is approved already, so that the rare turns are not far. */
  readonly approved: boolean;
}

/** The request that stories are about. */
export const LEADER = "A000-0000";

const instances = fc.integer({ min: 0, max: 2 });
const people = fc.constantFrom(...PEOPLE);
const approvers = fc.constantFrom("ben", "carla", "david");

function deed(name: string, run: Deed["run"]): Deed {
  return { name, run };
}

function clicks(verb: EventVerb, name: string, instance: number, looks: boolean): Deed {
  return deed(`${name} ${verb}s at ${instance}${looks ? "" : " by an old card"}`, async (world) => {
    if (looks) await world.see(name, LEADER);
    await world.click(instance, verb, name, LEADER);
  });
}

const often = fc.constantFrom(true, true, true, false);

/** What brings it on. */
const work = [
  instances.map((i) => deed(`${i} looks`, (world) => world.look(i))),
  fc.tuple(instances, fc.integer({ min: 1, max: 30 }), fc.nat(7)).map(([i, n, which]) =>
    deed(`${i} goes on ${n}`, async (world) => {
      for (let step = 0; step < n && (await world.goOn(i, which * step)); step += 1);
    }),
  ),
  fc
    .constantFrom(1, 1100, 2500, 17_000, 61_000)
    .map((ms) => deed(`${ms} ms`, (world) => void (world.now += ms))),
  fc.tuple(approvers, instances, often).map(([name, i, looks]) => clicks("approve", name, i, looks)),
];

const answers: readonly Answer[] = [
  "accepted",
  "accepted",
  "accepted",
  "lost",
  "vanished",
  "busy",
  "refused",
  "forbidden",
];

/** What gets in its way. */
const life = [
  fc
    .constantFrom(...answers)
    .map((answer) => deed(`Defender: ${answer}`, ({ outside }) => void (outside.answer = answer))),
  fc
    .tuple(
      fc.constantFrom<EventVerb>("stop", "revoke", "deny", "cancel", "resume", "resume"),
      people,
      instances,
      often,
    )
    .map(([verb, name, i, looks]) => clicks(verb, name, i, looks)),
  instances.map((i) => deed(`${i} dies`, (world) => world.crash(i))),
  fc.constantFrom(
    deed("the store is copied", (world) => world.copy()),
    deed("the copy is put back", (world) => world.putBack()),
  ),
  fc
    .integer({ min: 1, max: 40 })
    .map((m) => deed(`${m} min pass`, (world) => void (world.now += m * 60_000))),
  fc.boolean().map((on) => deed(on ? "halt" : "the halt ends", (world) => world.halt(on))),
  fc
    .tuple(people, fc.subarray<Role>(["Responder", "Approver"]))
    .map(([name, own]) =>
      deed(`${name} is ${own.join("+")}`, ({ outside }) => void outside.roles.set(name, own)),
    ),
  fc.integer({ min: 1, max: 3 }).map((n) => deed(`policy: ${n}`, (world) => void (world.approvals = n))),
  fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.boolean())
    .map(([n, on]) =>
      deed(`d${n} is ${on ? "Tier0" : "plain"}`, ({ outside }) => outside.tag(`d${n}`, on ? ["Tier0"] : [])),
    ),
  fc
    .boolean()
    .map((on) =>
      deed(on ? "all answers" : "nothing can be read", ({ outside }) => void (outside.reachable = on)),
    ),
];

export const beginnings = fc.record<Beginning>({
  steps: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.integer({ min: 7, max: 50 })),
  people: fc.constantFrom(0, 0, 1, 2),
  approvals: fc.constantFrom(1, 1, 2),
  instances: fc.constantFrom(1, 3),
  approved: often,
});

export const stories = fc.array(fc.oneof(...work.map((arbitrary) => ({ weight: 4, arbitrary })), ...life), {
  maxLength: 120,
  size: "max",
});

function verdictOf(world: StepsWorld, action: Action, about: Pick<Question, "device" | "user">) {
  const usage = { hour: 0, day: 0, groupHour: 0 };
  return evaluate({ action, requester: person("ana"), now: START, usage, ...about }, world.policy);
}

/** An invocation on a target of its own, number `n`. */
export function draftOf(world: StepsWorld, n: number, isPerson: boolean): Request {
  const { outside } = world;
  const shared = { id: LEADER, origin: `c|${n}`, namesakes: [] };
  if (!isPerson) {
    const id = `d${n}`;
    outside.addDevice(id);
    const target = { kind: "device", id, name: `${id}.contoso.example` } as const;
    const device = outside.devices.get(id)!;
    return requestWith({ ...shared, target, device, verdict: verdictOf(world, "isolate", { device }) });
  }
  const id = `p${n}`;
  outside.addAccount(id);
  const account = { ...outside.accounts.get(id)!, roles: [] };
  const target = { kind: "user", id, name: account.upn } as const;
  const act = { command: "revoke-sessions", action: "revoke-sessions", args: {} } as const;
  return requestWith({
    ...shared,
    ...act,
    target,
    account,
    verdict: verdictOf(world, "revoke-sessions", { device: null, user: account }),
  });
}

export async function begin(template: Template, beginning: Beginning): Promise<StepsWorld> {
  const { steps, people: some, approvals, instances: many } = beginning;
  const world = await StepsWorld.open(template, many);
  world.approvals = approvals;
  const drafts = Array.from({ length: steps }, (_, index) =>
    draftOf(world, index + 1, index >= Math.max(1, steps - some)),
  );
  if (drafts.length === 1) await world.openRequests(drafts);
  else {
    const led = leading(drafts, "c|1");
    await world.openRequests([led.leader, ...led.steps]);
  }
  for (const name of beginning.approved ? ["carla", "david"].slice(0, approvals) : []) {
    await world.see(name, LEADER);
    await world.click(0, "approve", name, LEADER);
    while (await world.goOn(0));
  }
  return world;
}

/** Everything works again, and one instance works alone until nothing is due; what waits for people is resumed. */
export async function settle(world: StepsWorld): Promise<void> {
  const { outside } = world;
  Object.assign(outside, { answer: "accepted", reachable: true });
  for (const name of PEOPLE) outside.roles.set(name, ["Approver"]);
  await world.halt(false);
  for (let i = 0; i < world.instances; i += 1) world.crash(i);
  for (let round = 0; round < 3; round += 1) {
    await rest(world);
    for (const name of ["david", "carla", "ben"]) {
      for (const { id, state, of } of [...world.laws.rows.values()]) {
        if (state !== "Interrupted" || of !== undefined) continue;
        await world.see(name, id);
        await world.click(0, "resume", name, id);
        while (await world.goOn(0));
      }
    }
  }
  await rest(world);
}

/** One instance works until nothing is due. @throws Error when that never comes */
export async function rest(world: StepsWorld): Promise<void> {
  for (let round = 0; round < 2000; round += 1) {
    await world.look(0);
    while (await world.goOn(0));
    const due = await world.nextDue();
    if (due === null) return;
    world.now = Math.max(world.now, due);
  }
  throw new Error("something stays due for ever");
}

/** Plays a story to its end; the world that it leaves, with what did not hold in it. */
export async function play(
  template: Template,
  story: readonly Deed[],
  beginning: Beginning,
): Promise<StepsWorld> {
  const world = await begin(template, beginning);
  for (const { run } of story) {
    await run(world);
    if (world.laws.problems.length > 0) break;
  }
  if (world.laws.problems.length === 0) {
    await settle(world);
    world.laws.atRest();
  }
  await world.close();
  return world;
}
