import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, textOf, type Office } from "../support/office.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** What others did to devices is told where approvals are: within a poll, once, and never taken for ours. */

let services: Services;
let office: Office;
let desk: Desk;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  office = openOffice(services);
  desk = openDesk(services, office);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await office.say("erin", desk.soc, "enable");
});
afterAll(() => services?.close());

async function elsewhere(comment = "in the portal") {
  const device = desk.workstation();
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: comment, IsolationType: "Full" });
  return device;
}

async function poll(on = office): Promise<void> {
  services.advance(30_000);
  for (let round = 0; round < 3; round += 1) await on.tick();
}

const told = (on = office) =>
  on.shown.map(({ content }) => textOf(content)).filter((words) => words.includes("Not done through me"));

test("an isolation from elsewhere is told once, also after a restart; none of before the first start, and none of ours", async () => {
  const before = await elsewhere();
  await poll();
  await office.say("erin", desk.soc, "subscribe approvals");
  await poll();
  expect(told()).toEqual([]);
  const foreign = await elsewhere("[ABCD-1234] looks like ours");
  const card = await desk.ask(`isolate ${desk.workstation().id} beaconing`);
  await office.click("carla", card, "Approve");
  await desk.settle(card, "Succeeded");
  await poll();
  expect(told()).toHaveLength(1);
  expect(told()[0]).toContain(`isolated ${foreign.computerDnsName}`);
  expect(told()[0]).not.toContain(before.computerDnsName ?? "");
  const anew = openOffice(services);
  await poll(anew);
  await poll(anew);
  expect(told(anew)).toEqual([]);
});
