import { afterAll, beforeAll, test } from "vitest";
import { conversation, openHarness, type Harness } from "../support/harness.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { startServices, type Services } from "../support/services.ts";

/** One person who looks up again and again takes nobody's room to decide. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  for (const key of ["ana", "ben", "carla", "erin"] as const) await services.signIn(key);
  harness = openHarness(services);
  flows = openFlows(services, harness);
  await harness.say("erin", flows.soc, "enable");
  services.sandboxDefender.setLimits({ perMinute: 100, perHour: 1_500 });
});
afterAll(() => services?.close());

/** A click costs two calls, of which there are a hundred a minute. */
const TIMES = 55;

const ben = conversation("1:1-ben", "personal");

/** Types it as often as one person can in a minute, and more. */
async function floodWith(typed: string): Promise<() => Promise<void>> {
  const { id } = services.sandboxDefender.device("ward3-nurse12");
  return async () => void (await harness.say("ben", ben, typed.replace("DEVICE", id)));
}

test.each<[string, () => Promise<() => Promise<void>>]>([
  ["looks up", () => floodWith("device DEVICE")],
  ["opens forms for", () => floodWith("isolate DEVICE")],
  ["asks for in vain", () => floodWith("offboard DEVICE old")],
  ["asks for in vain, of several,", () => floodWith("offboard DEVICE, ward3-nurse11 old")],
  [
    "may not decide, and clicks on,",
    async () => {
      const card = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
      return async () => void (await harness.click("ben", card, "Approve"));
    },
  ],
])("what one person %s leaves room for what others decide, once the limits are used up", async (_, begun) => {
  services.advance(3_600_000);
  const act = await begun();
  for (let n = 0; n < TIMES; n += 1) await act();
  services.advance(61_000);
  for (let n = 0; n < TIMES; n += 1) await act();
  const card = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});
