import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";
import { sayLine } from "../../src/texts/safe-text.ts";

/** The switch that stops every changing action, on two instances that share a store. */

let services: Services;
let harness: Harness;
let other: Harness;
let flows: Flows;
const duty = conversation("19:duty@thread.tacv2", "channel");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  other = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
  await harness.say("erin", duty, "subscribe approvals");
});

afterEach(async () => {
  services.sandboxDefender.faults.clear();
  await harness.say("erin", flows.soc, "resume");
  services.advance(Date.now() - services.clock.now());
});

afterAll(async () => {
  await services?.close();
});

async function events(): Promise<readonly string[]> {
  const records = await services.store.transaction((tx) => tx.audit.list(null, 3));
  return records.map((record) => record.event);
}

const halt = (key: "carla" | "erin" | "ana" = "carla") => harness.say(key, flows.soc, "halt wrong devices");

describe("halt", () => {
  test("needs the role Approver or Admin", async () => {
    expect(textOf((await halt("ana"))[0]!.content)).toMatch(/role Approver or Admin/);
    expect(await services.store.transaction((tx) => tx.switches.halt())).toBeNull();
  });

  test("is told to every approvals conversation, shown by `requests`, and set once", async () => {
    const before = harness.shown.length;
    const [reply] = await halt();
    expect(textOf(reply!.content)).toMatch(/is stopped, everywhere: nothing is sent until an Admin types/);
    expect(await events()).toContain("halted");
    expect(textOf((await halt("erin"))[0]!.content)).toMatch(/halted already.*carla\.weiss.*wrong devices/);
    await harness.tick();
    const told = harness.shown.slice(before).filter((one) => one.at.conversation.id === duty.id);
    expect(told.map((one) => textOf(one.content))).toEqual([expect.stringMatching(/Halted by carla/)]);
    expect(textOf((await harness.say("ana", flows.soc, "requests"))[0]!.content)).toContain("wrong devices");
  });

  test("a mute of approvals keeps neither a halt nor its end from being told", async () => {
    await harness.say("erin", duty, "mute approvals for:2h");
    // The end of the halt before this.
    await harness.tick();
    const before = harness.shown.length;
    await halt();
    await harness.say("erin", flows.soc, "resume");
    await harness.tick();
    const told = harness.shown.slice(before).filter((one) => one.at.conversation.id === duty.id);
    expect(told.map((one) => textOf(one.content))).toEqual([
      expect.stringMatching(/Halted by carla/),
      expect.stringMatching(/Erin Novak/),
    ]);
    await harness.say("erin", duty, "unmute");
  });

  test("is ended by two Approvers as well, neither of whom halted, and the first's wish is told and on record", async () => {
    await halt("erin");
    const before = harness.shown.length;
    const [wish] = await harness.say("carla", flows.soc, "resume");
    expect(textOf(wish!.content)).toContain("one more Approver, who did not halt");
    expect(await services.store.read((tx) => tx.switches.halt())).not.toBeNull();
    expect(await events()).toContain("approved");
    await harness.tick();
    const told = harness.shown.slice(before).filter((one) => one.at.conversation.id === duty.id);
    expect(told.map((one) => textOf(one.content)).join()).toContain("Carla Weiss wants to end the halt");
    await harness.say("david", flows.soc, "resume");
    expect(await services.store.read((tx) => tx.switches.halt())).toBeNull();
  });

  test.each(["lost the role", "was switched off"])(
    "is not ended by a second Approver where the first %s meanwhile: then that wish is the first",
    async (how) => {
      await halt("erin");
      await harness.say("carla", flows.soc, "resume");
      if (how === "lost the role") services.sandboxEntra.setRoles("carla", ["Responder"]);
      else services.sandboxEntra.disable("carla");
      services.advance(61_000);
      const [answer] = await harness.say("david", flows.soc, "resume");
      expect(textOf(answer!.content)).toContain("one more Approver, who did not halt");
      const halted = await services.store.read((tx) => tx.switches.halt());
      expect(halted?.wish?.name).toBe("David Lind");
      services.sandboxEntra.setRoles("carla", ["Approver"]);
      services.sandboxEntra.enable("carla");
      await services.signIn("carla");
    },
  );

  test.each(["carla", "ana"] as const)(
    "is not ended by a wish from before %s said once more that it is to stand",
    async (who) => {
      services.sandboxEntra.setRoles("ana", ["Responder", "Approver"]);
      services.advance(61_000);
      await halt("erin");
      await harness.say("carla", flows.soc, "resume");
      const before = harness.shown.length;
      await harness.say(who, flows.soc, "halt it still picks the wrong ones");
      await harness.tick();
      const told = harness.shown.slice(before).filter((one) => one.at.conversation.id === duty.id);
      expect(told.map((one) => textOf(one.content)).join()).toContain("Halted by erin");
      await harness.say("david", flows.soc, "resume");
      const halted = await services.store.read((tx) => tx.switches.halt());
      services.sandboxEntra.setRoles("ana", ["Responder"]);
      expect(halted?.wish?.name).toBe("David Lind");
    },
  );

  test("stops opening, on every instance, also where no approval is needed", async () => {
    await halt();
    const device = flows.workstation().computerDnsName;
    for (const command of [`isolate ${device} refused-asking`, `scan ${device} refused-asking`]) {
      const [reply] = await other.say("ana", flows.soc, command);
      expect(textOf(reply!.content)).toMatch(/Halted by carla.*wrong devices/);
      expect(await events()).toContain("halted-refused");
    }
    expect(flows.sent("refused-asking")).toBe(0);
  });

  test("stops approving: nothing is recorded, and it works after the resume", async () => {
    const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} refused-approving`);
    await halt();
    await harness.tick();
    expect(textOf(card.content)).toContain("Halted by carla.weiss");
    expect(JSON.stringify(await harness.click("david", card, "Approve"))).toContain("Halted by carla");
    expect(await flows.events(card)).toEqual(["requested", "halted-refused"]);
    await harness.say("erin", flows.soc, "resume");
    await harness.tick();
    expect(textOf(card.content)).toContain('"alarms":[]');
    await harness.click("david", card, "Approve");
    await flows.settle(card, "Succeeded");
  });

  test("stops what was approved and not sent: Interrupted, and resume alone sends nothing", async () => {
    const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} stopped-late`);
    await harness.click("david", card, "Approve");
    await halt();
    await flows.settle(card, "Interrupted");
    expect(textOf(card.content)).toContain("wrong devices");
    expect(JSON.stringify(await harness.click("david", card, "Resume"))).toContain("Halted by carla");
    await harness.say("erin", flows.soc, "resume");
    for (let round = 0; round < 5; round += 1) {
      services.advance(60_000);
      await harness.tick();
      await other.tick();
    }
    expect(flows.sent("stopped-late")).toBe(0);
    await harness.click("david", card, "Resume");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("stopped-late")).toBe(1);
  });

  test("stops what waits to be sent again", async () => {
    const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} throttled-then-halted`);
    const retryLater = { method: "POST", status: 429, headers: { "retry-after": "3" } };
    services.sandboxDefender.faults.next(1, retryLater);
    await harness.click("david", card, "Approve");
    await harness.tick();
    expect((await flows.request(card)).execution?.phase).toBe("ready");
    await halt();
    await harness.tick();
    await flows.settle(card, "Interrupted", 0);
    expect(flows.sent("throttled-then-halted")).toBe(1);
  });

  test("does not stop what Defender has taken, nor triage", async () => {
    const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} sent-before`);
    await harness.click("david", card, "Approve");
    await flows.settle(card, "Pending", 0);
    await halt();
    const alert = services.sandboxDefender.alerts.find(
      (one) => one.status === "New" && one.rbacGroupName === "Workstations",
    );
    const [assigned] = await harness.say("ana", flows.soc, `assign ${alert?.id}`);
    expect(textOf(assigned!.content)).toContain("ana.ruiz@contoso.example");
    await flows.settle(card, "Succeeded");
  });

  test("is ended by an Admin, and not by who halted", async () => {
    await halt();
    expect(textOf((await harness.say("ana", flows.soc, "resume"))[0]!.content)).toMatch(/role Admin/);
    expect(textOf((await harness.say("carla", flows.soc, "resume"))[0]!.content)).toMatch(/others end it/);
    expect(textOf((await harness.say("erin", flows.soc, "resume"))[0]!.content)).toContain("by itself");
    expect(await events()).toContain("resumed");
    expect(textOf((await harness.say("erin", flows.soc, "resume"))[0]!.content)).toBe(
      textOf({ kind: "text", text: sayLine("Nothing is halted.") }),
    );
  });
});
