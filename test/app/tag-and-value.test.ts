import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Tags and the device value: one call a device, no machine action, and no way around what they protect. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  const guarded = {
    name: "tier 0",
    when: { action: ["isolate"], device: { tag: ["Tier0"] } },
    then: { approvals: 2 },
  } as const;
  const worth = {
    name: "worth it",
    when: { action: ["isolate"], device: { value: ["High"] } },
    then: { deny: "Call the owner." },
  } as const;
  harness = openHarness(services, { ...USUAL_POLICY, rules: [...USUAL_POLICY.rules, guarded, worth] });
  flows = openFlows(services, harness);
  for (const key of ["ana", "ben", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(() => services?.close());

async function said(text: string, key: "ana" | "ben" = "ana"): Promise<string> {
  const shown = await harness.say(key, flows.soc, text);
  return shown.map(({ content }) => textOf(content)).join("\n");
}

describe("tag and value", () => {
  test("are sent at once where no rule asks for more, with the person's own token, and end Succeeded", async () => {
    const device = flows.workstation();
    const added = await flows.ask(`tag ${device.id} add:"Under investigation"`);
    await flows.settle(added, "Succeeded");
    expect(device.machineTags).toEqual(["Under investigation"]);
    await flows.settle(await flows.ask(`value ${device.id} low`), "Succeeded");
    expect(device.deviceValue).toBe("Low");
    await flows.settle(await flows.ask(`tag ${device.id} remove:"under investigation"`), "Succeeded");
    expect(await flows.events(added)).toEqual(["requested", "executing", "executed", "succeeded"]);
  });

  test("take the stricter of the verdicts before and after, where they change what another action takes", async () => {
    const device = flows.workstation();
    device.machineTags = ["Tier0"];
    const card = await flows.ask(`tag ${device.id} remove:tier0`);
    expect(textOf(card.content)).toContain('"state":"Requested"');
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    await harness.click("carla", card, "Approve");
    expect(device.machineTags).toEqual(["Tier0"]);
    await harness.click("david", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(device.machineTags).toEqual([]);
    expect(await said(`value ${device.id} high`)).toContain("Call the owner.");
  });

  test("are read again and compared after an answer that got lost, and not sent twice", async () => {
    const device = flows.workstation();
    services.sandboxDefender.faults.next(1, { path: /\/tags$/, drop: "after" });
    await flows.settle(await flows.ask(`tag ${device.id} add:Lost`), "Succeeded");
    expect(device.machineTags).toEqual(["Lost"]);
    expect(flows.sent('"Lost"')).toBe(1);
  });

  test("tell which of Defender's roles is missing", async () => {
    const device = flows.workstation();
    const card = await flows.ask(`tag ${device.id} add:X`, "ben");
    await flows.settle(card, "Failed");
    expect(textOf(card.content)).toContain("Manage security settings");
  });

  test.each([
    ["tag web01 add:a remove:b", "Only one of add: and remove:"],
    ["tag web01 add:Tier\u200b0", "all of them visible"],
    ["value web01 huge", "one of Normal, Low, High"],
  ])("%s is refused with what is allowed", async (line, words) => {
    expect(await said(line)).toContain(words);
  });
});
