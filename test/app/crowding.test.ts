import { afterAll, beforeAll, test } from "vitest";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
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

/** Reads until Defender, or the bot for it, says that it is enough. */
async function flood(): Promise<void> {
  const chat = conversation("1:1-ben", "personal");
  const { id } = services.sandboxDefender.device("ward3-nurse12");
  for (let n = 0; n < 60; n += 1) {
    const [said] = await harness.say("ben", chat, `device ${id}`);
    if (textOf(said!.content).includes("limiting calls")) return;
  }
  throw new Error("nobody has said that it is enough");
}

test("what one person looks up leaves room for what others decide, once Defender has turned calls away", async () => {
  await flood();
  services.advance(61_000);
  await flood();
  const card = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});
