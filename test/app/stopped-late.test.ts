import { deny } from "../support/clicks.ts";
import { recorded } from "../../src/texts/render.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createFirstHand } from "../../src/requests/execute/first-hand.ts";
import { createLoops } from "../../src/bot/loops.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { textOf, type Harness, type Shown } from "../support/harness.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Services } from "../support/services.ts";

/** What was approved and is not sent yet, or not for certain: people can stop it, and nothing is said that is not known. */

const MINUTE = 60_000;
const emergency = { enabled: true, actions: ["isolate"] } as const;
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...USUAL_POLICY, limits: {}, emergency };

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({ policy }));
});

afterEach(() => {
  services.sandboxDefender.faults.clear();
  services.sandboxDefender.setSpeed(100);
  Object.assign(policy, { rules: USUAL_POLICY.rules, emergency });
  services.advance(MINUTE);
});

afterAll(() => services?.close());

async function pass(ms: number): Promise<void> {
  services.advance(ms);
  await harness.tick();
  await harness.tick();
}

/** An isolation that Carla approved and Defender turned away for so many seconds. */
async function turnedAway(words: string, seconds: number): Promise<Shown> {
  const card = await flows.ask(`isolate ${flows.workstation().id} ${words}`);
  const headers = { "retry-after": String(seconds) };
  services.sandboxDefender.faults.next(1, { method: "POST", path: /isolate$/, status: 429, headers });
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Executing");
  expect(recorded((await flows.request(card)).outcome ?? "")).toMatch(/limiting calls/);
  return card;
}

describe("what Defender turned away and waits to be sent again", () => {
  test.each<[PersonKey, string, string]>([
    ["david", "Deny", "Denied"],
    ["carla", "Revoke", "Requested"],
    ["ana", "Cancel request", "Cancelled"],
  ])("can still be stopped: %s presses %s", async (who, title, state) => {
    const words = `stopped-by-${who}`;
    const card = await turnedAway(words, 3600);
    if (title === "Deny") await deny(harness, who, card);
    else await harness.click(who, who === "ana" ? await requestersView(card) : card, title);
    expect(await flows.request(card)).toMatchObject({ state, machineActionId: null });
    await pass(2 * 3_600_000);
    expect(flows.sent(words)).toBe(1);
  });

  test("has its whole time anew where it has to be approved again: it was approved in time", async () => {
    const device = flows.workstation();
    const card = await flows.ask(`isolate ${device.id} approved-late`);
    services.advance(58 * MINUTE);
    const fault = { method: "POST", path: /isolate$/, status: 429, headers: { "retry-after": "300" } };
    services.sandboxDefender.faults.next(1, fault);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Executing");
    device.machineTags = ["Investigating"];
    await pass(5 * MINUTE);
    await flows.settle(card, "Requested");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("approved-late")).toBe(2);
  });
});

/** What the client gets when the requester's card refreshes. */
async function requestersView(card: Shown): Promise<Shown> {
  const answer = await harness.click("ana", card, "Refresh");
  return answer.kind === "card" ? { ...card, content: answer.content } : expect.fail(answer.kind);
}

test("an action that Defender no longer knows is not waited for for ever: Interrupted, and a person decides", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().id} vanishes`);
  services.sandboxDefender.setSpeed(0);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Pending");
  const { faults } = services.sandboxDefender;
  faults.set({
    method: "GET",
    path: /machineactions\/./,
    status: 404,
    body: { error: { code: "NotFound" } },
  });
  await pass(2 * 3_600_000);
  // It is in the device's list: that one server does not know it says nothing.
  expect(await flows.request(card)).toMatchObject({ state: "Pending" });
  const { actions } = services.sandboxDefender;
  const own = actions.find((one) => one.requestorComment.includes("vanishes")) ?? expect.fail("no action");
  Object.assign(own, { machineId: "f".repeat(40) });
  await pass(16 * MINUTE);
  expect(await flows.request(card)).toMatchObject({ state: "Interrupted", machineActionId: null });
  expect(textOf(card.content)).toMatch(/no longer knows the action .* can't be told/);
});

test("an emergency that was interrupted is resumed by as many as the policy asks for", async () => {
  policy.rules = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];
  services.sandboxDefender.faults.next(1, { method: "POST", path: /isolate$/, drop: "before" });
  const card = await flows.ask(`isolate ${flows.workstation().id} emergency:true ransomware-now`, "david");
  await flows.settle(card, "Interrupted", 10_000);
  policy.emergency = { enabled: false, actions: [] };
  await harness.click("carla", card, "Resume");
  await pass(2000);
  expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [{}] });
  expect(textOf(card.content)).toContain("1 of 2");
  expect(flows.sent("ransomware-now")).toBe(1);
});

test("an emergency that may have been carried out and then drifts still has to be reviewed, beside its approval", async () => {
  services.sandboxDefender.faults.next(1, { method: "POST", path: /isolate$/, drop: "before" });
  const device = flows.workstation();
  const card = await flows.ask(`isolate ${device.id} emergency:true drifts-later`, "david");
  await flows.settle(card, "Interrupted", 10_000);
  await harness.click("carla", card, "Resume");
  device.machineTags = ["Investigating"];
  await flows.settle(card, "Requested");
  expect(textOf(card.content)).toContain("Another Approver still has to review it.");
  expect(textOf(card.content)).toContain("0 of 1");
  const [list] = await harness.say("carla", flows.soc, "requests");
  expect(textOf(list!.content)).toContain("emergency, review open; needs 1 more approval");
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  await harness.click("carla", card, "Review");
  expect(await flows.events(card)).toContain("reviewed");
});

test("of two instances with clocks minutes apart, neither gives up the search before it has looked for a minute", async () => {
  const now = () => services.clock.now() + 4 * MINUTE;
  const clock = { now, earliest: now, latest: now };
  const ahead = createLoops(
    { ...harness.deps, clock, firstHand: createFirstHand(services.store) },
    { retentionMs: 86_400_000, alertPollMs: 0 },
  );
  const card = await flows.ask(`isolate ${flows.workstation().id} clocks-apart`);
  const { faults } = services.sandboxDefender;
  services.sandboxDefender.setSpeed(0);
  faults.next(1, { method: "POST", path: /isolate$/, status: 500, answer: "after" });
  await harness.click("carla", card, "Approve");
  await harness.tick();
  // What was started a moment ago is not in Defender's list yet.
  faults.set({ method: "GET", path: /machineactions$/, body: { value: [] } });
  for (let second = 0; second < 10; second += 2) {
    services.advance(2000);
    for (const step of ahead.steps) await step();
  }
  expect(await flows.request(card)).toMatchObject({ state: "Executing" });
  faults.clear();
  services.sandboxDefender.setSpeed(100);
  await flows.settle(card, "Succeeded");
  expect(flows.sent("clocks-apart")).toBe(1);
});
