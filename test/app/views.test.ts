import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { personByKey } from "../../sandbox/people.ts";
import { clickOf, clickOn, contentOf, copyOf, noticeOn } from "../support/clicks.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** A button decides on the card that it stood on, and on no other; and only people who still may stand behind a decision. */

let services: Services;
let harness: Harness;
let flows: Flows;
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...USUAL_POLICY, limits: {} };
const TWO: Policy["rules"] = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services, policy);
  flows = openFlows(services, harness);
  for (const key of ["ana", "ben", "carla", "david", "erin"] as const) await services.signIn(key);
  services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
  services.sandboxDefender.setRbac("erin", personByKey("carla").rbac);
  await services.signIn("erin");
  await harness.say("erin", flows.soc, "enable");
  await harness.say("erin", conversation("19:duty@thread.tacv2", "channel"), "subscribe approvals");
});

afterEach(async () => {
  policy.rules = USUAL_POLICY.rules;
  policy.emergency = USUAL_POLICY.emergency;
  services.sandboxDefender.faults.clear();
  for (const key of ["carla", "david", "erin"] as const) services.sandboxEntra.enable(key);
  services.sandboxEntra.setRoles("david", personByKey("david").roles);
  services.advance(61_000);
  for (const key of ["carla", "david", "erin"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

const isolate = (reason: string, device = flows.workstation(), more = "") =>
  flows.ask(`isolate ${device.computerDnsName} ${more} ${reason}`);

/** Asked for, and then the device has got a tag. */
async function tagged(reason: string): Promise<{ card: Shown; old: Shown; device: SandboxDevice }> {
  const device = flows.workstation();
  const card = await isolate(reason, device);
  const old = copyOf(card);
  device.machineTags.push("Tier0");
  return { card, old, device };
}

async function stateOf(card: Shown): Promise<string> {
  for (let round = 0; round < 3; round += 1) await harness.tick();
  return (await flows.request(card)).state;
}

describe("what was decided is what was seen", () => {
  test("a double click by one approver on a card that has changed meanwhile sends nothing", async () => {
    const { card, old } = await tagged("double-click");
    const answers = await Promise.all([
      harness.click("carla", old, "Approve"),
      harness.click("carla", old, "Approve"),
    ]);
    expect(answers.map((answer) => answer.kind)).toEqual(["card", "card"]);
    await harness.click("carla", old, "Approve");
    expect(await stateOf(card)).toBe("Requested");
    expect((await flows.request(card)).approvals).toEqual([]);
    expect(flows.sent("double-click")).toBe(0);
  });

  test("two approvers at once, on a card that has changed meanwhile, send nothing", async () => {
    const { card, old } = await tagged("both-at-once");
    await Promise.all([harness.click("carla", old, "Approve"), harness.click("david", old, "Approve")]);
    expect(await stateOf(card)).toBe("Requested");
    expect(flows.sent("both-at-once")).toBe(0);
  });

  test("while edits don't get through, the old card of somebody else decides nothing either", async () => {
    const { card, old } = await tagged("edits-throttled");
    const told = await harness.click("carla", old, "Approve");
    expect(textOf(contentOf(told))).toContain('the tag \\"Tier0\\" was added');
    const other = await harness.click("david", old, "Approve");
    expect(noticeOn(other)).toContain("has changed since the card that you clicked on");
    expect(flows.sent("edits-throttled")).toBe(0);
    // The answer is a view of what there is now: its own button decides on that.
    await harness.click("david", { ...card, content: contentOf(other) }, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("edits-throttled")).toBe(1);
  });

  test("a button that names no view, or another one, decides nothing", async () => {
    const card = await isolate("made-up");
    const { id } = await flows.request(card);
    for (const ref of [id, `${id}.`, `${id}.AAAAAAAAAAAAAAAA`]) {
      const answer = await harness.deliver(clickOf("carla", card, { verb: "approve", data: { ref } }));
      expect(noticeOn(answer)).not.toBe("");
    }
    expect((await flows.request(card)).approvals).toEqual([]);
  });

  test("the Resume of an earlier interruption resumes no later one", async () => {
    policy.rules = TWO;
    const card = await isolate("resumed-once");
    await harness.click("carla", card, "Approve");
    await harness.click("david", copyOf(card), "Approve");
    await harness.say("carla", flows.soc, "halt drill");
    expect(await stateOf(card)).toBe("Interrupted");
    const old = copyOf(card);
    await harness.say("erin", flows.soc, "resume");
    services.advance(61_000);
    const first = await harness.click("carla", old, "Resume");
    expect(textOf(contentOf(first))).toContain('"state":"Approved"');
    await harness.say("carla", flows.soc, "halt another drill");
    expect(await stateOf(card)).toBe("Interrupted");
    await harness.say("erin", flows.soc, "resume");
    expect(noticeOn(await harness.click("david", old, "Resume"))).toContain("nothing was decided");
    expect((await flows.request(card)).state).toBe("Interrupted");
    expect(flows.sent("resumed-once")).toBe(0);
    await harness.click("david", card, "Resume");
    await flows.settle(card, "Succeeded");
  });

  test("a form that prolongs an isolation prolongs it once", async () => {
    const card = await isolate("prolonged", flows.workstation(), "for:4h");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    await harness.tick();
    const release = harness.shown.findLast((one) => textOf(one.content).includes('"title":"Extend"'))!;
    const form = { ...release, content: contentOf(await harness.click("david", release, "Extend")) };
    const before = (await flows.request(release)).lease!.endsAt;
    const twice = [1, 2].map(() => harness.click("david", form, "Extend", { for: "1h" }));
    const answers = await Promise.all(twice);
    await harness.click("david", form, "Extend", { for: "1h" });
    expect(answers.map((answer) => answer.kind)).toEqual(["card", "card"]);
    expect((await flows.request(release)).lease!.endsAt).toBe(before + 3_600_000);
  });

  test("an automatic refresh never decides anything, whatever it names", async () => {
    const card = await isolate("refreshed");
    for (const title of ["Approve", "Deny"]) {
      const answer = await harness.deliver({ ...clickOn("carla", card, title), trigger: "automatic" });
      expect(contentOf(answer).kind).toBe("card");
    }
    const { state, approvals } = await flows.request(card);
    expect({ state, approvals }).toEqual({ state: "Requested", approvals: [] });
  });
});

describe("an approver who no longer counts", () => {
  test.each<readonly [how: string, why: RegExp, act: () => void]>([
    ["account disabled", /Entra ID refuses their sign-in/, () => services.sandboxEntra.disable("david")],
    [
      "sessions revoked",
      /Entra ID refuses their sign-in/,
      () => {
        services.sandboxEntra.revokeSessions("david");
      },
    ],
    ["role lost", /no longer have the role Approver/, () => services.sandboxEntra.setRoles("david", [])],
  ])("%s: the completing click finds it, and one more approval is needed", async (how, why, act) => {
    policy.rules = TWO;
    const reason = `lost-${how.replace(" ", "-")}`;
    const card = await isolate(reason);
    await harness.click("david", card, "Approve");
    act();
    services.advance(61_000);
    const answer = await harness.click("carla", copyOf(card), "Approve");
    expect(textOf(contentOf(answer))).toMatch(why);
    expect(textOf(contentOf(answer))).toContain('"value":"1 of 2: carla.weiss@contoso.example"');
    expect(await stateOf(card)).toBe("Requested");
    expect(flows.sent(reason)).toBe(0);
    expect(await flows.events(card)).toEqual(["requested", "approved", "voided", "approved"]);
    await harness.click("erin", card, "Approve");
    await flows.settle(card, "Succeeded");
  });

  test("found right before the call: it waits for approval again", async () => {
    policy.rules = TWO;
    const card = await isolate("lost-late");
    await harness.click("david", card, "Approve");
    await harness.click("carla", copyOf(card), "Approve");
    services.sandboxEntra.disable("david");
    services.advance(61_000);
    expect(await stateOf(card)).toBe("Requested");
    expect(flows.sent("lost-late")).toBe(0);
  });

  test("who has merely signed out still counts", async () => {
    policy.rules = TWO;
    const card = await isolate("signed-out");
    await harness.click("david", card, "Approve");
    await harness.say("david", conversation("1:1-david", "personal"), "signout");
    services.advance(61_000);
    await harness.click("carla", copyOf(card), "Approve");
    await flows.settle(card, "Succeeded");
  });

  test("while Entra can't be asked, the completing click counts for nothing", async () => {
    policy.rules = TWO;
    const card = await isolate("not-asked");
    await harness.click("david", card, "Approve");
    services.advance(61_000);
    await services.signIn("carla");
    services.sandboxEntra.faults.next(9, { status: 503 });
    expect((await harness.click("carla", copyOf(card), "Approve")).kind).toBe("message");
    services.sandboxEntra.faults.clear();
    expect((await flows.request(card)).approvals).toHaveLength(1);
  });
});

test("of a device under the same name that only the approver sees, no more is said than is known", async () => {
  const [device, twin] = [flows.workstation(), flows.workstation()];
  Object.assign(twin, { computerDnsName: device.computerDnsName, rbacGroupName: "Servers" });
  const { rbac } = personByKey("ana");
  services.sandboxDefender.setRbac(
    "ana",
    rbac.filter(({ group }) => group !== "Servers"),
  );
  const card = await isolate("seen-by-some", device);
  services.sandboxDefender.setRbac("ana", rbac);
  await harness.click("carla", card, "Approve");
  await harness.tick();
  const why = `the card did not mention another device of this name (${twin.id})`;
  expect(textOf(card.content)).toContain(`Please look again: ${why}`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});
