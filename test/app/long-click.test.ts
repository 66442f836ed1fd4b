import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { personByKey, type PersonKey } from "../../sandbox/people.ts";
import { clickOn, noticeOn } from "../support/clicks.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { Gate } from "../support/gate.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** A click whose checks take longer than whoever clicked can be kept waiting is kept, and counts once they have all passed. */

const DEVICES = /\/api\/machines\?/;

const gate = new Gate();
let services: Services;
let harness: Harness;
let flows: Flows;
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...DEFAULT_POLICY, rules: [], limits: {} };

const chatOf = (key: PersonKey) => conversation(`1:1-${personByKey(key).oid}`, "personal");

beforeAll(async () => {
  services = await startServices({ oneClock: true, over: gate.over });
  harness = openHarness(services, policy);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
  for (const key of ["carla", "david"] as const) await harness.say(key, chatOf(key), "help");
});

beforeEach(() => {
  policy.rules = [];
});

afterEach(async () => {
  gate.open();
  await vi.waitUntil(() => harness.deps.memory.clicks.size === 0);
  for (const key of ["carla", "david"] as const) {
    services.sandboxEntra.setRoles(key, personByKey(key).roles);
    await services.signIn(key);
  }
  services.advance(61_000);
});

afterAll(async () => {
  await services?.close();
});

/** Ana's request for three workstations. */
async function three(words: string): Promise<Shown> {
  const names = [1, 2, 3].map(() => flows.workstation().computerDnsName);
  return flows.ask(`isolate ${names.join(", ")} ${words}`);
}

/** Presses it, and has to be answered while the device is still being read. */
async function pressed(key: PersonKey, card: Shown, title = "Approve"): Promise<string> {
  gate.close(DEVICES);
  const turn = new AbortController();
  const answer = harness.deliver(clickOn(key, card, title), turn.signal);
  await gate.reached;
  turn.abort();
  return noticeOn(await answer);
}

/** All has been checked. */
async function checked(): Promise<void> {
  gate.open();
  await vi.waitUntil(() => harness.deps.memory.clicks.size === 0);
  await flows.rest();
}

const told = (key: PersonKey) =>
  harness.shown
    .filter(({ at }) => at.conversation.id === chatOf(key).id)
    .map(({ content }) => textOf(content));

const approvedBy = async (card: Shown) =>
  (await flows.request(card)).approvals.map(({ person }) => person.name.split(" ")[0]);

describe("a click that is not checked in time", () => {
  test("is kept, says how far its checks are, and counts once all have passed", async () => {
    const card = await three("kept-counts");
    expect(await pressed("carla", card)).toMatch(/Your click is kept: checking 0 of 3\./);
    expect(await approvedBy(card)).toEqual([]);
    expect(flows.sent("kept-counts")).toBe(0);
    await checked();
    expect(await approvedBy(card)).toEqual(["Carla"]);
    await flows.settle(card, "Succeeded");
    expect(flows.sent("kept-counts")).toBe(3);
    expect(told("carla").join()).not.toContain("did not count");
    expect(textOf(card.content)).not.toContain("Your click is kept");
  });

  test("is one click, however often it is pressed meanwhile", async () => {
    const card = await three("kept-once");
    await pressed("carla", card);
    expect(noticeOn(await harness.click("carla", card, "Approve"))).toContain("Your click is kept");
    await checked();
    expect(await flows.events(card)).toEqual(["requested", "approved"]);
  });

  test("of several people at once counts for each of them", async () => {
    policy.rules = [{ name: "two", when: {}, then: { approvals: 2 } }];
    const card = await three("kept-two");
    await pressed("carla", card);
    const turn = new AbortController();
    const before = gate.waiting;
    const other = harness.deliver(clickOn("david", card, "Approve"), turn.signal);
    await vi.waitUntil(() => gate.waiting > before);
    turn.abort();
    expect(noticeOn(await other)).toContain("Your click is kept");
    await checked();
    expect((await approvedBy(card)).toSorted()).toEqual(["Carla", "David"]);
    await flows.settle(card, "Succeeded");
  });
});

describe("what happens while it is being checked", () => {
  test.each<[string, (card: Shown) => Promise<unknown>, RegExp, string]>([
    [
      "the role is lost",
      async () => services.sandboxEntra.setRoles("carla", ["Responder"]),
      /You need the role Approver/,
      "Requested",
    ],
    ["Entra refuses them", async () => services.sandboxEntra.disable("carla"), /did not count/, "Requested"],
    ["everything is halted", () => harness.say("erin", flows.soc, "halt drill"), /Halted by/, "Requested"],
    [
      "somebody else denies it",
      async (card) => {
        const form = await harness.click("david", card, "Deny");
        if (form.kind === "card") await harness.click("david", { ...card, content: form.content }, "Deny");
      },
      /came too late/,
      "Denied",
    ],
    ["its time runs out", async () => services.advance(120_000), /Nobody approved it in time/, "Expired"],
  ])("%s: it does not count, and whoever clicked is told why", async (_, meanwhile, why, state) => {
    policy.rules = [{ name: "soon", when: {}, then: { expires: 120_000 } }];
    const card = await three(`kept-${state}-${why.source.length}`);
    await pressed("carla", card);
    const before = told("carla").length;
    await meanwhile(card);
    await checked();
    expect(await approvedBy(card)).toEqual([]);
    expect((await flows.request(card)).state).toBe(state);
    const words = told("carla").slice(before).join();
    expect(words).toMatch(/did not count/);
    expect(words).toMatch(why);
    services.sandboxEntra.enable("carla");
    await harness.say("erin", flows.soc, "resume");
  });

  test("they sign out: it does not count, and the sign-out says that it has ended", async () => {
    const card = await three("kept-signed-out");
    await pressed("carla", card);
    await harness.say("carla", chatOf("carla"), "signout");
    await services.signIn("carla");
    await checked();
    expect(await approvedBy(card)).toEqual([]);
    expect(told("carla").join()).toMatch(/commands of yours that were waiting have ended too/);
  });

  test("a device is another than was shown: nothing is decided, and the rest waits for a new look", async () => {
    policy.rules = [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }];
    const card = await three("kept-drift");
    await pressed("carla", card);
    services.sandboxDefender.devices.at(-1)!.machineTags.push("Tier0");
    await checked();
    expect(await approvedBy(card)).toEqual([]);
    expect(told("carla").join()).toMatch(/did not count: Something is not as the card showed it/);
    expect((await flows.request(card)).steps).toMatchObject({ waiting: 2 });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Partial");
    expect(flows.sent("kept-drift")).toBe(2);
  });

  test("the process dies: another one goes on with it, and it counts once", async () => {
    const card = await three("kept-killed");
    const killed = harness;
    await pressed("carla", card);
    // Nobody holds it any more, and what the dead process was doing comes to nothing.
    for (const one of killed.deps.memory.claims.keys()) killed.deps.memory.claims.delete(one);
    Object.assign(killed.deps, {
      store: { ...killed.deps.store, transaction: () => new Promise(() => undefined) },
    });
    harness = openHarness(services, policy, killed.shown);
    flows = openFlows(services, harness);
    gate.open();
    services.advance(6_000);
    await harness.tick();
    expect(await approvedBy(card)).toEqual(["Carla"]);
    await flows.settle(card, "Succeeded");
    expect(flows.sent("kept-killed")).toBe(3);
  });
});

describe("where a rule asks for a stronger sign-in", () => {
  test("it is asked for before the click is kept: nobody can be sent there once they have their answer", async () => {
    policy.rules = [{ name: "strong", when: {}, then: { stepUp: "c1" } }];
    const card = await three("kept-strong");
    gate.close(DEVICES);
    const turn = new AbortController();
    const answer = harness.deliver(clickOn("carla", card, "Approve"), turn.signal);
    await gate.reached;
    turn.abort();
    expect((await answer).kind).toBe("login");
    expect(harness.deps.memory.clicks.size).toBe(0);
  });
});

test("where not even the one device can be read in time, that is said and nothing is kept", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} not-kept`);
  gate.close(DEVICES);
  const turn = new AbortController();
  const answer = harness.deliver(clickOn("carla", card, "Approve"), turn.signal);
  await gate.reached;
  turn.abort();
  gate.open();
  expect(await answer).toMatchObject({ kind: "message", text: expect.stringMatching(/Defender/) });
  expect(await approvedBy(card)).toEqual([]);
});
