import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openDesk, type Desk } from "../support/desk.ts";
import { conversation, openOffice, textOf, type Office } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";
import { sayLine } from "../../src/texts/safe-text.ts";

/** The switch that stops every changing action, on two instances that share a store. */

let services: Services;
let office: Office;
let other: Office;
let desk: Desk;
const duty = conversation("19:duty@thread.tacv2", "channel");

beforeAll(async () => {
  services = await startServices();
  office = openOffice(services);
  other = openOffice(services);
  desk = openDesk(services, office);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await office.say("erin", desk.soc, "enable");
  await office.say("erin", duty, "subscribe approvals");
});

afterEach(async () => {
  services.sandboxDefender.faults.clear();
  await office.say("erin", desk.soc, "resume");
  services.advance(Date.now() - services.clock.now());
});

afterAll(async () => {
  await services?.close();
});

async function events(): Promise<readonly string[]> {
  const records = await services.store.transaction((tx) => tx.audit.list(null, 3));
  return records.map((record) => record.event);
}

const halt = (key: "carla" | "erin" | "ana" = "carla") => office.say(key, desk.soc, "halt wrong devices");

describe("halt", () => {
  test("needs the role Approver or Admin", async () => {
    expect(textOf((await halt("ana"))[0]!.content)).toMatch(/role Approver or Admin/);
    expect(await services.store.transaction((tx) => tx.switches.halt())).toBeNull();
  });

  test("is told to every approvals conversation, shown by `requests`, and set once", async () => {
    const before = office.shown.length;
    const [reply] = await halt();
    expect(textOf(reply!.content)).toMatch(/is stopped, everywhere: nothing is sent until an Admin types/);
    expect(await events()).toContain("halted");
    expect(textOf((await halt("erin"))[0]!.content)).toMatch(/halted already.*carla\.weiss.*wrong devices/);
    await office.tick();
    const told = office.shown.slice(before).filter((one) => one.at.conversation.id === duty.id);
    expect(told.map((one) => textOf(one.content))).toEqual([expect.stringMatching(/Halted by carla/)]);
    expect(textOf((await office.say("ana", desk.soc, "requests"))[0]!.content)).toContain("wrong devices");
  });

  test("stops opening, on every instance, also where no approval is needed", async () => {
    await halt();
    const device = desk.workstation().computerDnsName;
    for (const command of [`isolate ${device} refused-asking`, `scan ${device} refused-asking`]) {
      const [reply] = await other.say("ana", desk.soc, command);
      expect(textOf(reply!.content)).toMatch(/Halted by carla.*wrong devices/);
      expect(await events()).toContain("halted-refused");
    }
    expect(desk.sent("refused-asking")).toBe(0);
  });

  test("stops approving: nothing is recorded, and it works after the resume", async () => {
    const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} refused-approving`);
    await halt();
    await office.tick();
    expect(textOf(card.content)).toContain("Halted by carla.weiss");
    expect(JSON.stringify(await office.click("david", card, "Approve"))).toContain("Halted by carla");
    expect(await desk.events(card)).toEqual(["requested", "halted-refused"]);
    await office.say("erin", desk.soc, "resume");
    await office.tick();
    expect(textOf(card.content)).toContain('"alarms":[]');
    await office.click("david", card, "Approve");
    await desk.settle(card, "Succeeded");
  });

  test("stops what was approved and not sent: Interrupted, and resume alone sends nothing", async () => {
    const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} stopped-late`);
    await office.click("david", card, "Approve");
    await halt();
    await desk.settle(card, "Interrupted");
    expect(textOf(card.content)).toContain("wrong devices");
    expect(JSON.stringify(await office.click("david", card, "Resume"))).toContain("Halted by carla");
    await office.say("erin", desk.soc, "resume");
    for (let round = 0; round < 5; round += 1) {
      services.advance(60_000);
      await office.tick();
      await other.tick();
    }
    expect(desk.sent("stopped-late")).toBe(0);
    await office.click("david", card, "Resume");
    await desk.settle(card, "Succeeded");
    expect(desk.sent("stopped-late")).toBe(1);
  });

  test("stops what waits to be sent again", async () => {
    const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} throttled-then-halted`);
    const retryLater = { method: "POST", status: 429, headers: { "retry-after": "3" } };
    services.sandboxDefender.faults.next(1, retryLater);
    await office.click("david", card, "Approve");
    await office.tick();
    expect((await desk.request(card)).execution?.phase).toBe("ready");
    await halt();
    await office.tick();
    await desk.settle(card, "Interrupted", 0);
    expect(desk.sent("throttled-then-halted")).toBe(1);
  });

  test("does not stop what Defender has taken, nor triage", async () => {
    const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} sent-before`);
    await office.click("david", card, "Approve");
    await desk.settle(card, "Pending", 0);
    await halt();
    const alert = services.sandboxDefender.alerts.find(
      (one) => one.status === "New" && one.rbacGroupName === "Workstations",
    );
    const [assigned] = await office.say("ana", desk.soc, `assign ${alert?.id}`);
    expect(textOf(assigned!.content)).toContain("ana.ruiz@contoso.example");
    await desk.settle(card, "Succeeded");
  });

  test("is ended by an Admin only", async () => {
    await halt();
    expect(textOf((await office.say("carla", desk.soc, "resume"))[0]!.content)).toMatch(/role Admin/);
    expect(textOf((await office.say("erin", desk.soc, "resume"))[0]!.content)).toContain("by itself");
    expect(await events()).toContain("resumed");
    expect(textOf((await office.say("erin", desk.soc, "resume"))[0]!.content)).toBe(
      textOf({ kind: "text", text: sayLine("Nothing is halted.") }),
    );
  });
});
