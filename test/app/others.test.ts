import { afterAll, beforeAll, expect, test } from "vitest";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** What others did to devices is told where approvals are: within a poll, once, and never taken for ours. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});
afterAll(() => services?.close());

async function elsewhere(comment = "in the portal") {
  const device = flows.workstation();
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: comment, IsolationType: "Full" });
  return device;
}

async function poll(on = harness): Promise<void> {
  services.advance(30_000);
  for (let round = 0; round < 3; round += 1) await on.tick();
}

const told = (on = harness) =>
  on.shown.map(({ content }) => textOf(content)).filter((words) => words.includes("Not done through me"));

test("an isolation from elsewhere is told once, also after a restart; none of before the first start, and none of ours", async () => {
  const before = await elsewhere();
  await poll();
  await harness.say("erin", flows.soc, "subscribe approvals");
  await poll();
  expect(told()).toEqual([]);
  const foreign = await elsewhere("[ABCD-1234] looks like ours");
  const card = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  await poll();
  expect(told()).toHaveLength(1);
  expect(told()[0]).toContain(`isolated ${foreign.computerDnsName}`);
  expect(told()[0]).not.toContain(before.computerDnsName ?? "");
  const anew = openHarness(services);
  await poll(anew);
  await poll(anew);
  expect(told(anew)).toEqual([]);
});
