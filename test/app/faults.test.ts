import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { markUntold } from "../../src/bot/deduplicate.ts";
import type { Turn } from "../../src/messaging/turn.ts";
import type { Policy } from "../../src/policy/model.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { clickOn } from "../support/clicks.ts";

/** What goes wrong between the approval and the outcome, and what an approver sees of it. */

let services: Services;
let harness: Harness;
const soc = conversation("19:soc@thread.tacv2", "channel");

/** A policy that the tests change under the feet of open requests. */
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...USUAL_POLICY, limits: {} };

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services, policy);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", soc, "enable");
});

afterEach(() => {
  services.sandboxDefender.faults.clear();
  // The bot may make 100 calls a minute; each test has that minute for itself. Clocks don't go back.
  services.advance(60_000);
});

afterAll(async () => {
  await services?.close();
});

let used = 0;
async function ask(reason: string): Promise<Shown> {
  const device = services.sandboxDefender.devices.filter(
    (one) =>
      ["Workstations", "Lab"].includes(one.rbacGroupName ?? "") &&
      one.healthStatus === "Active" &&
      !/kiosk/.test(one.computerDnsName ?? ""),
  )[(used += 1)];
  const said = await harness.say("ana", soc, `isolate ${device?.computerDnsName} ${reason}`);
  const card = said.find((one) => one.content.kind === "card");
  if (card === undefined) throw new Error(`no card, but ${JSON.stringify(said)}`);
  return card;
}

function sent(reason: string): number {
  return services.sandboxDefender.calls.filter(
    (call) => call.method === "POST" && JSON.stringify(call.body).includes(reason),
  ).length;
}

async function settle(card: Shown, state: string, stepMs = 2000): Promise<void> {
  await expect
    .poll(
      async () => {
        services.advance(stepMs);
        await harness.tick();
        await harness.tick();
        return /"state":"(\w+)"/.exec(textOf(card.content))?.[1];
      },
      { timeout: 20_000 },
    )
    .toBe(state);
}

describe("a message", () => {
  test("over which something went wrong without a word is told of when it comes again, once", async () => {
    const { deps } = harness;
    const messenger = { ...deps.messenger };
    const turn: Turn = {
      kind: "message",
      ...{ activityId: "untold", sender: senderOf("ana"), conversation: soc, at: deps.clock.now() },
      ...{ text: "whoami", codeBlocks: [], people: [] },
    };
    const before = harness.shown.length;
    Object.assign(deps.messenger, { post: () => Promise.reject(new Error("nobody expects this")) });
    try {
      await expect(harness.deliver(turn)).rejects.toThrow();
    } finally {
      Object.assign(deps.messenger, messenger);
    }
    // As the edge does it, which has tried to tell.
    await markUntold(deps, turn);
    const again = await Promise.all([harness.deliver(turn), harness.deliver(turn)]);
    expect(again).toEqual([{ kind: "none" }, { kind: "none" }]);
    await harness.deliver(turn);
    const said = harness.shown.slice(before).map(({ content }) => textOf(content));
    expect(said).toEqual([expect.stringContaining("Something went wrong over this message.")]);
  });
});

describe("the call", () => {
  test("is sent again after a refused connection, and then once", async () => {
    const card = await ask("refused-connection");
    await harness.click("carla", card, "Approve");
    await services.sandboxDefender.faults.down();
    // Lets this process notice that its idle connections are gone.
    await expect(fetch(services.sandboxDefender.url)).rejects.toThrow();
    await harness.tick();
    await harness.tick();
    expect(textOf(card.content)).toContain('"state":"Executing"');
    await services.sandboxDefender.faults.up();
    await settle(card, "Succeeded");
    expect(sent("refused-connection")).toBe(1);
  });

  test("is sent again after 429, not before Retry-After", async () => {
    const card = await ask("throttled");
    services.sandboxDefender.faults.next(1, { method: "POST", status: 429, headers: { "retry-after": "3" } });
    await harness.click("carla", card, "Approve");
    await settle(card, "Succeeded");
    expect(sent("throttled")).toBe(2);
  });

  test("whose answer was 500 is looked up; not found: Interrupted; Resume looks again and sends once", async () => {
    const card = await ask("five-hundred");
    services.sandboxDefender.faults.next(1, { method: "POST", status: 500 });
    await harness.click("carla", card, "Approve");
    await settle(card, "Interrupted", 10_000);
    expect(sent("five-hundred")).toBe(1);
    policy.rules = [{ name: "never", when: { action: ["isolate"] }, then: { deny: "not now" } }];
    expect(JSON.stringify(await harness.click("david", card, "Resume"))).toContain("can't be resumed");
    policy.rules = USUAL_POLICY.rules;
    await harness.click("david", card, "Resume");
    await settle(card, "Succeeded");
    expect(sent("five-hundred")).toBe(2);
    const call = services.sandboxDefender.calls.findLast((one) => one.path.endsWith("/isolate"));
    expect(call?.oid).toBe("0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0004");
  });

  test("refused by Defender ends as Failed, with Defender's words", async () => {
    const card = await ask("forbidden");
    services.sandboxDefender.faults.next(1, {
      method: "POST",
      status: 403,
      body: { error: { code: "Forbidden", message: "no", target: "4f0c3a1e-0000-4000-8000-000000000001" } },
    });
    await harness.click("carla", card, "Approve");
    await settle(card, "Failed");
    expect(textOf(card.content)).toContain("Active remediation actions");
    expect(textOf(card.content)).toContain("4f0c3a1e-0000-4000-8000-000000000001");
  });

  test("is not made with anybody else's token when the approver's sign-in has ended", async () => {
    const card = await ask("signed-out");
    await harness.click("carla", card, "Approve");
    await services.entra.signOut({ oid: card.at.conversation.id, tid: "x" });
    const carla = await services.signIn("carla");
    await services.entra.signOut(carla);
    await settle(card, "Interrupted");
    expect(sent("signed-out")).toBe(0);
    await services.signIn("carla");
    await harness.click("david", card, "Resume");
    await settle(card, "Succeeded");
    expect(sent("signed-out")).toBe(1);
  });

  test.each([
    [
      "Failed",
      "Failed",
      /Defender reports that the action failed on the device: code 0x80070005; Sense is not running/,
    ],
    ["TimeOut", "TimedOut", /The device did not answer in time: code 0x80070005; Sense is not running/],
  ] as const)(
    "that comes to %s on the device shows Defender's code and hint",
    async (status, state, words) => {
      const card = await ask(`comes-to-${status}`);
      services.sandboxDefender.setSpeed(0.001);
      await harness.click("carla", card, "Approve");
      await settle(card, "Pending");
      const action = services.sandboxDefender.actions.findLast((one) =>
        one.requestorComment.includes(`to-${status}`),
      );
      const why = { hresult: -2_147_024_891, hint: "Sense is not\u202e running." };
      services.sandboxDefender.finishAction(action?.id ?? "", status, why);
      await settle(card, state);
      services.sandboxDefender.setSpeed(100);
      expect(textOf(card.content)).toMatch(words);
    },
  );

  test("an action cancelled in Defender ends as Failed, with who cancelled it and why", async () => {
    const card = await ask("cancelled-there");
    services.sandboxDefender.setSpeed(0.001);
    await harness.click("carla", card, "Approve");
    await settle(card, "Pending");
    const action = services.sandboxDefender.actions.findLast((one) =>
      one.requestorComment?.includes("cancelled-there"),
    );
    services.sandboxDefender.finishAction(action?.id ?? "", "Cancelled", {
      requestor: "someone@contoso.example",
      comment: "not now",
    });
    await settle(card, "Failed");
    services.sandboxDefender.setSpeed(100);
    expect(textOf(card.content)).toContain("Cancelled in Defender by someone@contoso.example: not now.");
  });
});

describe("the approval", () => {
  test("needs as many people as the policy says, all different", async () => {
    policy.rules = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];
    const card = await ask("four-eyes");
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(textOf(card.content)).toContain('"state":"Requested"');
    expect(JSON.stringify(await harness.click("carla", card, "Approve"))).toContain("already approved this");
    await harness.click("david", card, "Approve");
    await settle(card, "Succeeded");
    expect(sent("four-eyes")).toBe(1);
    policy.rules = USUAL_POLICY.rules;
  });

  test("is void when the policy has become stricter, and the card says what changed", async () => {
    const card = await ask("drift");
    policy.rules = [{ name: "tier 0", when: { action: ["isolate"] }, then: { approvals: 2 } }];
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(textOf(card.content)).toContain("2 approvals are needed now, 1 before");
    expect(textOf(card.content)).toContain('"state":"Requested"');
    await harness.click("carla", card, "Approve");
    await harness.click("david", card, "Approve");
    await settle(card, "Succeeded");
    policy.rules = USUAL_POLICY.rules;
  });

  test("could not be checked while Entra is down: nothing is recorded", async () => {
    const card = await ask("entra-down");
    services.advance(61_000);
    await services.sandboxEntra.faults.down();
    const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
    await services.sandboxEntra.faults.up();
    expect(answer).toMatch(/could not check/);
    await harness.tick();
    expect(textOf(card.content)).toContain('"label":"Approvals","value":"0 of 1"');
  });

  test("delivered twice counts once", async () => {
    const card = await ask("twice");
    const turn = clickOn("carla", card, "Approve");
    // The edge asks again while the first delivery is under way; a later one is answered with the card.
    const [first, second] = await Promise.all([harness.deliver(turn), harness.deliver(turn)]);
    expect([first?.kind, second?.kind]).toEqual(["card", "busy"]);
    expect((await harness.deliver(turn)).kind).toBe("card");
    await settle(card, "Succeeded");
    expect(sent("twice")).toBe(1);
  });
});

test("a zero-approval command runs with the requester's own token, and has an ID and a state", async () => {
  const device = services.sandboxDefender.devices.find(
    (one) => one.rbacGroupName === "Workstations" && one.healthStatus === "Active",
  )!;
  const [card] = await harness.say("ana", soc, `scan ${device.computerDnsName} type:full free-scan`);
  await settle(card!, "Succeeded");
  const call = services.sandboxDefender.calls.findLast((one) => one.path.endsWith("/runAntiVirusScan"));
  expect(call?.oid).toBe("0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0001");
  expect(JSON.stringify(call?.body)).toMatch(/\[.{9}\] free-scan \| requested by .* \| approved by policy/);
});

test("a token that Defender refuses is got anew, and the call is sent once more", async () => {
  const card = await ask("stale-token");
  services.sandboxDefender.faults.next(1, { method: "POST", status: 401 });
  const refreshes = () => services.sandboxEntra.counts()["refresh_token"] ?? 0;
  await harness.click("carla", card, "Approve");
  const before = refreshes();
  await settle(card, "Succeeded");
  expect(sent("stale-token")).toBe(2);
  expect(refreshes()).toBeGreaterThan(before);
});
