import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, textOf, type Office } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** Who waits for whom: only calls that undo one another, and nobody for what waits to be sent again. */

let services: Services;
let office: Office;
let desk: Desk;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  office = openOffice(services, { ...DEFAULT_POLICY, limits: {} });
  desk = openDesk(services, office);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await office.say("erin", desk.soc, "enable");
});

afterEach(async () => {
  services.sandboxDefender.faults.clear();
  services.advance(60_000);
  // News of what is late goes out before the next test asks for something.
  await office.tick();
});

afterAll(() => services?.close());

function throttle(count: number, path: RegExp): void {
  const headers = { "retry-after": "600" };
  services.sandboxDefender.faults.next(count, { method: "POST", path, status: 429, headers });
}

async function beat(times = 1): Promise<void> {
  for (let tick = 0; tick < times; tick += 1) {
    services.advance(1100);
    await office.tick();
  }
}

test("a throttled scan holds back no isolation of the same device", async () => {
  const device = desk.workstation();
  throttle(1, /runAntiVirusScan/);
  await office.say("ana", desk.soc, `scan ${device.id} throttled-scan`);
  await beat();
  expect(desk.sent("throttled-scan")).toBe(1);
  const card = await desk.ask(`isolate ${device.id} not-behind-a-scan`);
  await office.click("carla", card, "Approve");
  await beat();
  expect(desk.sent("not-behind-a-scan")).toBe(1);
});

test("a crowd of throttled scans does not fill the batch in which an isolation is due", async () => {
  throttle(30, /runAntiVirusScan/);
  for (let count = 0; count < 25; count += 1)
    await office.say(count % 2 === 0 ? "ana" : "carla", desk.soc, `scan ${desk.workstation().id} crowd`);
  const card = await desk.ask(`isolate ${desk.workstation().id} in-spite-of-a-crowd`);
  await office.click("carla", card, "Approve");
  await office.tick();
  expect(desk.sent("in-spite-of-a-crowd")).toBe(1);
});

describe("a release that is decided while the isolation before it waits to be sent again", () => {
  test("takes its place: the isolation ends Cancelled, overtaken, and is never sent", async () => {
    const device = desk.workstation();
    const first = await desk.ask(`isolate ${device.id} overtaken-one`);
    const second = await desk.ask(`release ${device.id} overtaking-one`);
    throttle(1, /\/isolate$/);
    await office.click("carla", first, "Approve");
    await beat();
    await office.click("david", second, "Approve");
    await desk.settle(second, "Succeeded", 30_000);
    await desk.settle(first, "Cancelled", 600_000);
    expect(textOf(first.content)).toContain(`overtaken by ${(await desk.request(second)).id}`);
    expect([desk.sent("overtaken-one"), desk.sent("overtaking-one")]).toEqual([1, 1]);
    expect(await desk.events(first)).toContain("cancelled");
  });

  test("waits where the outcome of the isolation is unclear, until that has been looked up", async () => {
    const device = desk.workstation();
    const first = await desk.ask(`isolate ${device.id} unclear-one`);
    const second = await desk.ask(`release ${device.id} patient-one`);
    services.sandboxDefender.faults.next(1, {
      method: "POST",
      path: /isolate/,
      status: 500,
      answer: "after",
    });
    services.sandboxDefender.faults.set({ path: /\/machineactions$/i, method: "GET", status: 503 });
    await office.click("carla", first, "Approve");
    await beat();
    await office.click("david", second, "Approve");
    await beat(3);
    expect(desk.sent("patient-one")).toBe(0);
    services.sandboxDefender.faults.clear();
    await desk.settle(second, "Succeeded");
    expect(textOf(first.content)).toContain('"state":"Succeeded"');
    expect([desk.sent("unclear-one"), desk.sent("patient-one")]).toEqual([1, 1]);
  });
});
