import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The call was made, its answer got lost, and for a minute nobody could look whether the action was started. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services, { ...USUAL_POLICY, limits: {} });
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterEach(() => services.sandboxDefender.faults.clear());

afterAll(() => services?.close());

test.each(["carla", "david"] as const)(
  "%s resumes it: Carla's call is found, and none is made",
  async (who) => {
    const card = await flows.ask(`isolate ${flows.workstation().id} resumed-by-${who}`);
    const { faults } = services.sandboxDefender;
    faults.next(1, { method: "POST", status: 500, answer: "after" });
    faults.set({ path: /\/machineactions$/i, status: 503 });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Interrupted", 10_000);
    faults.clear();
    services.advance(Date.now() - services.clock.now());
    await harness.click(who, card, "Resume");
    await flows.settle(card, "Succeeded");
    expect(flows.sent(`resumed-by-${who}`)).toBe(1);
  },
);
