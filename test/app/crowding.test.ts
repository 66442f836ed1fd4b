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

/** As much as one person can type in a minute, and more. */
async function flood(command: string): Promise<void> {
  const chat = conversation("1:1-ben", "personal");
  const { id } = services.sandboxDefender.device("ward3-nurse12");
  for (let n = 0; n < 40; n += 1) await harness.say("ben", chat, `${command} ${id}`);
}

test.each([
  ["looks up", "device"],
  ["opens forms for", "isolate"],
])(
  "what one person %s leaves room for what others decide, once the limits are used up",
  async (_what, command) => {
    services.advance(3_600_000);
    await flood(command);
    services.advance(61_000);
    await flood(command);
    const card = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
  },
);
