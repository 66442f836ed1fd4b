import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** What else is done to a device: quarantine, offboarding, containment, and taking an action back. */

const SHA1 = "87662bc3d60e4200ceaf7aae249d1c343f4b83c9";

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({ people: ["ana", "ben", "carla", "david", "erin"] }));
});

afterEach(() => services.sandboxDefender.setSpeed(100));

afterAll(() => services?.close());

async function said(text: string): Promise<string> {
  const shown = await harness.say("ana", flows.soc, text);
  return shown.map(({ content }) => textOf(content)).join("\n");
}

const actionsOn = (id: string) => services.sandboxDefender.actions.filter((one) => one.machineId === id);

describe("quarantine", () => {
  test("stops the file of that SHA-1 after an approval, and is followed to its end", async () => {
    const { id } = flows.workstation();
    const card = await flows.ask(`quarantine ${id} sha1:${SHA1.toUpperCase()} dropped by the phish`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(actionsOn(id)).toMatchObject([
      { type: "StopAndQuarantineFile", relatedFileInfo: { fileIdentifier: SHA1 } },
    ]);
  });

  test("is a button beside a file in an alert's evidence, for the alert's own device", async () => {
    const device = flows.workstation();
    const alert = services.sandboxDefender.raiseAlert({ machineId: device.id });
    const file = alert.evidence.find(({ sha1 }) => sha1 !== null);
    expect(file).toBeDefined();
    const [card] = await harness.say("ana", flows.soc, `alert ${alert.id}`);
    await harness.click("ana", card!, "Quarantine file");
    const form = await harness.click("ana", card!, "Quarantine file");
    expect(JSON.stringify(form)).toContain("Quarantine file");
    expect(JSON.stringify(form)).toContain('"id":"reason"');
  });

  test("says why Defender refuses it", async () => {
    const device = flows.workstation();
    device.osPlatform = "Linux";
    const card = await flows.ask(`quarantine ${device.id} sha1:${SHA1} why not`);
    expect(textOf(card.content)).toContain("Defender documents no quarantine of files for Linux.");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Failed");
    expect(textOf(card.content)).toContain("does not support this action on the device's operating system");
  });

  test("takes nothing but a SHA-1", async () => {
    expect(await said(`quarantine web01 sha1:${SHA1}00 why`)).toContain("a SHA-1 of 40 hex digits");
  });
});

test("offboard is denied by the built-in policy, which says where to do it", async () => {
  const { id } = flows.workstation();
  expect(await said(`offboard ${id} retired`)).toContain("Offboard in the portal.");
  expect(actionsOn(id)).toEqual([]);
});

test("isolate type:unmanaged contains a device without a sensor, and warns of one that has one", async () => {
  const device = flows.workstation();
  device.onboardingStatus = "CanBeOnboarded";
  device.healthStatus = "NoSensorData";
  const card = await flows.ask(`isolate ${device.id} type:unmanaged scans the ward`);
  expect(textOf(card.content)).toContain("Contain (unmanaged device)");
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  expect(actionsOn(device.id)).toMatchObject([{ type: "Isolate", scope: "UnManagedDevice" }]);
  const onboarded = await flows.ask(`isolate ${flows.workstation().id} type:unmanaged for:4h scans the ward`);
  expect(textOf(onboarded.content)).toContain("only devices without a sensor");
  expect(textOf(onboarded.content)).toContain("documents no way to release a contained device");
});

describe("cancel-action", () => {
  async function scanUnderWay() {
    services.sandboxDefender.setSpeed(0);
    const device = flows.workstation();
    const scan = await flows.ask(`scan ${device.id} type:full after the alert`);
    await flows.settle(scan, "Pending");
    const [action] = actionsOn(device.id);
    return { device, scan, action: action! };
  }

  test("takes back what is under way, with its own approval; the request that it stops says who did", async () => {
    const { scan, action } = await scanUnderWay();
    const card = await flows.ask(`cancel-action ${action.id} meant for another device`);
    expect(textOf(card.content)).toContain('Cancel the action \\"Antivirus scan\\"');
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(actionsOn(action.machineId)).toMatchObject([
      { status: "Cancelled", cancellationRequestor: "carla.weiss@contoso.example" },
    ]);
    expect(actionsOn(action.machineId)[0]?.cancellationComment).toMatch(/^\[.{4}-.{4}\] meant for another/);
    await flows.settle(scan, "Failed");
    expect(textOf(scan.content)).toContain("carla.weiss@contoso.example");
  });

  test("is judged by the rules for the action's device", async () => {
    const { device, action } = await scanUnderWay();
    const rule = {
      name: "tier 0",
      when: { action: ["cancel-action"], device: { tag: ["Tier0"] } },
      then: { deny: "Ask the owner." },
    } as const;
    device.machineTags = ["Tier0"];
    const strict = openHarness(services, { ...USUAL_POLICY, rules: [rule] });
    const shown = await strict.say("ana", flows.soc, `cancel-action ${action.id} meant for another device`);
    expect(JSON.stringify(shown)).toContain("Ask the owner.");
  });

  test("is refused, and ends by itself, where there is nothing left to cancel", async () => {
    const { action } = await scanUnderWay();
    const card = await flows.ask(`cancel-action ${action.id} meant for another device`);
    services.sandboxDefender.finishAction(action.id, "Succeeded");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Cancelled");
    expect(textOf(card.content)).toContain('the action \\"Antivirus scan\\" has ended as Succeeded');
    expect(await said(`cancel-action ${action.id} once more`)).toContain("There is nothing to cancel");
  });

  test("is found again after an answer that got lost, and not sent twice", async () => {
    const { action } = await scanUnderWay();
    const card = await flows.ask(`cancel-action ${action.id} lost-cancel`);
    services.sandboxDefender.faults.next(1, { path: /\/cancel$/, drop: "after" });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("lost-cancel")).toBe(1);
  });
});

describe("actions", () => {
  test("are filtered by device, type, state and who is behind them, and can be cancelled from there", async () => {
    services.sandboxDefender.setSpeed(0);
    const { id } = flows.workstation();
    await flows.settle(await flows.ask(`scan ${id} by-ana`), "Pending");
    const isolation = await flows.ask(`isolate ${id} by-carla`);
    await harness.click("carla", isolation, "Approve");
    await flows.settle(isolation, "Pending");
    const list = (filter: string) => said(`actions device:${id} ${filter}`);
    expect(await list("type:isolate")).not.toContain("by-ana");
    expect(await list("status:succeeded")).not.toContain("by-");
    // Carla's token sent it, and Ana asked for it: both are behind it.
    expect(await list("by:me")).toMatch(/by-carla[^]*by-ana/);
    expect(await list("by:carla.weiss@contoso.example")).not.toContain("by-ana");
    expect(await list("by:others")).not.toContain("by-");
    expect(await list("")).toContain('"title":"Cancel action"');
  });
});
