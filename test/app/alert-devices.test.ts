import { afterAll, beforeAll, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Triage through Graph, whose alerts are about any number of devices, some of which it does not name. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true, alertsApi: "graph" });
  const tier0 = {
    name: "tier 0",
    when: { action: ["resolve" as const], device: { tag: ["Tier0"] } },
    then: { approvals: 2 },
  };
  harness = openHarness(services, { ...USUAL_POLICY, rules: [tier0] });
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(async () => {
  await services?.close();
});

/** An alert of a plain workstation, and of these devices besides. */
function raised(furtherMachineIds: readonly (string | null)[]) {
  const device = flows.workstation();
  const { sandboxDefender } = services;
  const fields = { machineId: device.id, detectionSource: "WindowsDefenderAtp" };
  return Object.assign(sandboxDefender.raiseAlert(fields), { furtherMachineIds });
}

test("all devices of an alert count: a rule for the second one holds, when it is asked and at each approval", async () => {
  const alert = raised([services.sandboxDefender.device("dc01").id]);
  const card = await flows.ask(`resolve ${alert.id} class:true`);
  expect(await flows.request(card)).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
  await harness.click("carla", card, "Approve");
  expect(await flows.request(card)).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
  await harness.click("david", card, "Approve");
  await flows.settle(card, "Succeeded");
  expect(alert.status).toBe("Resolved");
});

test("a device that the alert does not name may be the one that a rule is about", async () => {
  const card = await flows.ask(`resolve ${raised([null]).id} class:true`);
  expect(await flows.request(card)).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
});

test("an alert about devices that no rule is about is free, as before", async () => {
  const { sandboxDefender } = services;
  const alert = raised([sandboxDefender.device("ward3-nurse12").id]);
  await harness.say("ana", flows.soc, `resolve ${alert.id} class:true`);
  await expect
    .poll(async () => {
      await harness.tick();
      return alert.status;
    })
    .toBe("Resolved");
});

test("who has subscribed to the second device hears of it, and a mute of the first hides nothing", async () => {
  const second = flows.workstation();
  await harness.say("erin", flows.soc, `subscribe device:${second.id}`);
  const alert = raised([second.id]);
  const { computerDnsName } = services.sandboxDefender.device(alert.machineId ?? "");
  await harness.say("erin", flows.soc, `mute device:${computerDnsName} for:2h`);
  await expect
    .poll(async () => {
      services.advance(21_000);
      await harness.tick();
      return harness.shown.filter(({ content }) => textOf(content).includes(`alerts/${alert.id}"`)).length;
    })
    .toBe(1);
});
