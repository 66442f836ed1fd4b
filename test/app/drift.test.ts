import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import { personByKey } from "../../sandbox/people.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { conversation, textOf, type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** What is looked up again at each click and before the call, and what becomes of a request when it has changed. */

let services: Services;
let harness: Harness;
let flows: Flows;
const duty = conversation("19:duty@thread.tacv2", "channel");
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...USUAL_POLICY, limits: {} };

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy,
    people: ["ana", "ben", "carla", "david", "erin"],
  }));
  await harness.say("erin", duty, "subscribe approvals");
});

afterEach(async () => {
  policy.rules = USUAL_POLICY.rules;
  services.sandboxDefender.faults.clear();
  services.sandboxEntra.setRoles("david", ["Approver"]);
  services.sandboxDefender.setRbac("david", personByKey("david").rbac);
  // Each test has a minute of the bot's call budget for itself.
  services.advance(60_000);
  await services.signIn("david");
});

afterAll(async () => {
  await services?.close();
});

const isolate = (reason: string, device = flows.workstation()) =>
  flows.ask(`isolate ${device.computerDnsName} ${reason}`);

/** The copy of a card that its conversation shows now. */
async function refreshed(card: Shown): Promise<Shown> {
  await harness.tick();
  return card;
}

describe("a policy that became looser changes nothing for a request that waits", () => {
  test("neither who asked nor who was excluded may approve it after that, also when the device changes", async () => {
    policy.rules = [
      { name: "not David", when: { action: ["isolate"] }, then: { approvals: 2, exclude: ["david.*"] } },
    ];
    const device = flows.workstation();
    // Somebody could approve it, or it would not be asked for.
    for (const key of ["ben", "erin"] as const) services.sandboxEntra.setRoles(key, ["Approver"]);
    const card = await flows.ask(`isolate ${device.computerDnsName} loosened-meanwhile`, "carla");
    for (const key of ["ben", "erin"] as const) services.sandboxEntra.setRoles(key, personByKey(key).roles);
    policy.rules = [{ name: "anybody", when: {}, then: { approvals: 0, selfApproval: true } }];
    for (const change of ["nothing", "a tag"]) {
      if (change === "a tag") device.machineTags.push("Loose");
      await harness.click("carla", card, "Approve");
      await harness.click("david", card, "Approve");
      const { state, approvals, verdict } = await flows.request(card);
      expect([state, approvals.length, verdict.approvals]).toEqual(["Requested", 0, 2]);
    }
    expect(flows.sent("loosened-meanwhile")).toBe(0);
  });
});

describe("what voids an approval", () => {
  test("a tag that was added since: the card says so, and the next click is for what is there now", async () => {
    const device = flows.workstation();
    const card = await isolate("tagged-meanwhile", device);
    device.machineTags.push("Tier0");
    await harness.click("carla", card, "Approve");
    const shown = textOf((await refreshed(card)).content);
    expect(shown).toContain('the tag \\"Tier0\\" was added');
    expect(shown).toContain('{"label":"Tags","value":"Tier0"}');
    expect(shown).toContain('"label":"Approvals","value":"0 of 1"');
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(await flows.events(card)).toContain("voided");
  });

  test("the card of a request that drifted warns of what there is now, not of what there was", async () => {
    const device = flows.workstation();
    const card = await isolate("warned-anew", device);
    const before = textOf(card.content);
    expect(before).toContain('"When asked"');
    expect(before).not.toContain("Its device value is High");
    const { healthStatus } = device;
    Object.assign(device, { deviceValue: "High", healthStatus: "Inactive" });
    await harness.click("carla", card, "Approve");
    const after = textOf((await refreshed(card)).content);
    Object.assign(device, { deviceValue: "Normal", healthStatus });
    expect(after).toContain("Its device value is High");
    expect(after).toContain("It seems offline");
    expect(after).toContain('"When looked at again"');
    expect(after).not.toContain('"When asked"');
  });

  test("what can't be looked up again is said, and the drift voids the approval all the same", async () => {
    const device = flows.workstation();
    const card = await isolate("half-blind", device);
    device.deviceValue = "High";
    services.sandboxDefender.faults.next(9, { method: "GET", path: /machineactions/, status: 403 });
    await harness.click("carla", card, "Approve");
    device.deviceValue = "Normal";
    expect((await flows.request(card)).approvals).toEqual([]);
    const shown = textOf((await refreshed(card)).content);
    expect(shown).toContain("This could not be checked: its machine actions.");
    expect(shown).toContain("value is High now, Normal before");
  });

  test.each([
    ["", true],
    [", where it is not known which others there were", false],
  ])("a device that was installed anew under the same name%s", async (_, isKnown) => {
    const device = flows.workstation();
    const card = await isolate("re-imaged", device);
    const request = await flows.request(card);
    if (!isKnown)
      await services.store.transaction((tx) => tx.requests.replace({ ...request, namesakes: null }));
    const anew = new Date(services.clock.now() + 1000).toISOString();
    services.sandboxDefender.devices.push({ ...device, id: "f".repeat(40), firstSeen: anew });
    await harness.click("carla", card, "Approve");
    expect(textOf((await refreshed(card)).content)).toContain(
      "the card did not mention another device of this name",
    );
    expect((await flows.request(card)).approvals).toEqual([]);
    services.sandboxDefender.devices.pop();
  });

  test("a device under the same name that Defender lists only now, whenever it was first seen; shown once, it is known", async () => {
    const device = flows.workstation();
    const { devices } = services.sandboxDefender;
    devices.push({ ...device, id: "e".repeat(40) });
    const card = await flows.ask(`isolate ${device.id} listed-late`);
    devices.push({ ...device, id: "d".repeat(40), firstSeen: device.firstSeen });
    await harness.click("carla", card, "Approve");
    const words = textOf((await refreshed(card)).content);
    expect(words).toContain(`the card did not mention another device of this name (${"d".repeat(40)})`);
    expect(words).toContain("There are 2 other devices with the same DNS name.");
    expect((await flows.request(card)).approvals).toEqual([]);
    await harness.click("carla", card, "Approve");
    devices.push({ ...device, id: "c".repeat(40) });
    await flows.settle(card, "Requested", 10);
    expect(flows.sent("listed-late")).toBe(0);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    devices.splice(-3);
  });

  test("found right before the call: it waits for approval again, and nothing was sent", async () => {
    const device = flows.workstation();
    const card = await isolate("changed-late", device);
    await harness.click("carla", card, "Approve");
    device.deviceValue = "High";
    await flows.settle(card, "Requested", 10);
    expect(textOf(card.content)).toContain("value is High now, Normal before");
    expect(textOf(card.content)).toContain("Its device value is High.");
    expect(flows.sent("changed-late")).toBe(0);
    expect(harness.shown.some((one) => textOf(one.content).includes("needs approval again"))).toBe(true);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("changed-late")).toBe(1);
  });

  test("another approver who is no Approver any more", async () => {
    policy.rules = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];
    const card = await isolate("half-demoted");
    await harness.click("david", card, "Approve");
    services.sandboxEntra.setRoles("david", []);
    services.advance(61_000);
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(textOf((await refreshed(card)).content)).toContain("they no longer have the role Approver");
    expect(await flows.events(card)).toContain("voided");
    expect(await flows.events(card)).not.toContain("executed");
  });

  test("an executor who is no Approver any more", async () => {
    const card = await isolate("role-lost");
    await harness.click("david", card, "Approve");
    services.sandboxEntra.setRoles("david", []);
    services.advance(61_000);
    await flows.settle(card, "Requested", 10);
    expect(textOf(card.content)).toContain("no longer has the role Approver");
    expect(flows.sent("role-lost")).toBe(0);
  });

  test("a policy that denies it by now ends it", async () => {
    const card = await isolate("denied-late");
    await harness.click("carla", card, "Approve");
    policy.rules = [{ name: "never", when: { action: ["isolate"] }, then: { deny: "not now" } }];
    await flows.settle(card, "Denied", 10);
    expect(flows.sent("denied-late")).toBe(0);
    expect((await flows.events(card)).slice(-2)).toEqual(["voided", "denied"]);
  });

  test("a free action that the policy asks an approval for by now is shown to those who can give it", async () => {
    const device = flows.workstation();
    policy.rules = [
      { name: "free", when: { action: ["scan"] }, then: { approvals: 0 } },
      { name: "tagged", when: { device: { tag: ["Tier0"] } }, then: { approvals: 1 } },
    ];
    services.sandboxDefender.faults.next(1, { method: "POST", status: 429, headers: { "retry-after": "1" } });
    const card = await flows.ask(`scan ${device.computerDnsName} not-free-any-more`);
    await harness.tick();
    device.machineTags.push("Tier0");
    await flows.settle(card, "Requested");
    await harness.tick();
    const copy = harness.shown.findLast(
      (one) => one.at.conversation.id === duty.id && one.content.kind === "card",
    );
    await harness.click("carla", copy!, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("not-free-any-more")).toBe(2);
  });
});

describe("a last look that can't be made", () => {
  test("is no permission: nothing is sent until it is made", async () => {
    const card = await isolate("unreadable");
    await harness.click("carla", card, "Approve");
    services.sandboxDefender.faults.next(6, { method: "GET", path: /machines/, status: 500 });
    await harness.tick();
    await harness.tick();
    expect((await flows.request(card)).state).toBe("Executing");
    expect(flows.sent("unreadable")).toBe(0);
    await flows.settle(card, "Succeeded");
    expect(flows.sent("unreadable")).toBe(1);
  });

  test("ends in Interrupted when it can't be made for long", async () => {
    const card = await isolate("unreadable-for-long");
    await harness.click("carla", card, "Approve");
    services.sandboxDefender.faults.next(100, { method: "GET", path: /machines/, status: 500 });
    await flows.settle(card, "Interrupted", 61_000);
    expect(flows.sent("unreadable-for-long")).toBe(0);
  });

  test("interrupts when the executor sees the device no more", async () => {
    const card = await isolate("hidden-meanwhile");
    await harness.click("david", card, "Approve");
    services.sandboxDefender.setRbac("david", []);
    await flows.settle(card, "Interrupted", 10);
    expect(textOf(card.content)).toContain("does not show david.lind@contoso.example this device any more");
    expect(flows.sent("hidden-meanwhile")).toBe(0);
    await harness.click("carla", card, "Resume");
    await flows.settle(card, "Succeeded");
  });
});

describe("two actions on one device", () => {
  test("a release is not sent while the isolation before it is under way at Defender", async () => {
    const device = flows.workstation();
    const first = await isolate("under-way", device);
    const second = await flows.ask(`release ${device.computerDnsName} right-after`);
    services.sandboxDefender.setSpeed(0.001);
    await harness.click("carla", first, "Approve");
    await flows.settle(first, "Pending");
    await harness.click("david", second, "Approve");
    for (let tick = 0; tick < 3; tick += 1) await harness.tick();
    expect(textOf(second.content)).toContain("which comes first on this device");
    expect(flows.sent("right-after")).toBe(0);
    services.sandboxDefender.setSpeed(50);
    await flows.settle(second, "Succeeded");
    expect(textOf(first.content)).toContain('"state":"Succeeded"');
  });

  test("are sent in the order in which they were approved, one after the other", async () => {
    const device = flows.workstation();
    const first = await isolate("first-in-line", device);
    const second = await flows.ask(`release ${device.computerDnsName} second-in-line`);
    await harness.click("carla", first, "Approve");
    services.advance(5);
    await harness.click("david", second, "Approve");
    services.sandboxDefender.setSpeed(0.001);
    await harness.tick();
    await harness.tick();
    services.sandboxDefender.setSpeed(100);
    expect(textOf(second.content)).toContain("which comes first on this device");
    expect(flows.sent("second-in-line")).toBe(0);
    await flows.settle(second, "Succeeded");
    const bodies = services.sandboxDefender.calls
      .filter((call) => call.method === "POST" && call.status === 201)
      .map((call) => JSON.stringify(call.body));
    const place = (reason: string) => bodies.findIndex((body) => body.includes(reason));
    expect(place("first-in-line")).toBeGreaterThan(-1);
    expect(place("second-in-line")).toBeGreaterThan(place("first-in-line"));
  });
});
