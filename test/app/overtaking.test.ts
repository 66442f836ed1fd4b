import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openUsual, type Flows } from "../support/flows.ts";
import { textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** Who waits for whom: only calls that undo one another, and nobody for what waits to be sent again. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});

afterEach(async () => {
  services.sandboxDefender.faults.clear();
  services.advance(60_000);
  // News of what is late goes out before the next test asks for something.
  await harness.tick();
});

afterAll(() => services?.close());

function throttle(count: number, path: RegExp): void {
  const headers = { "retry-after": "600" };
  services.sandboxDefender.faults.next(count, { method: "POST", path, status: 429, headers });
}

async function beat(times = 1): Promise<void> {
  for (let tick = 0; tick < times; tick += 1) {
    services.advance(1100);
    await harness.tick();
  }
}

test("a throttled scan holds back no isolation of the same device", async () => {
  const device = flows.workstation();
  throttle(1, /runAntiVirusScan/);
  await harness.say("ana", flows.soc, `scan ${device.id} throttled-scan`);
  await beat();
  expect(flows.sent("throttled-scan")).toBe(1);
  const card = await flows.ask(`isolate ${device.id} not-behind-a-scan`);
  await harness.click("carla", card, "Approve");
  await beat();
  expect(flows.sent("not-behind-a-scan")).toBe(1);
});

test("a crowd of throttled scans does not fill the batch in which an isolation is due", async () => {
  throttle(30, /runAntiVirusScan/);
  for (let count = 0; count < 25; count += 1)
    await harness.say(count % 2 === 0 ? "ana" : "carla", flows.soc, `scan ${flows.workstation().id} crowd`);
  const card = await flows.ask(`isolate ${flows.workstation().id} in-spite-of-a-crowd`);
  await harness.click("carla", card, "Approve");
  await harness.tick();
  expect(flows.sent("in-spite-of-a-crowd")).toBe(1);
});

describe("a release that is decided while the isolation before it waits to be sent again", () => {
  test("takes its place: the isolation ends Cancelled, overtaken, and is never sent", async () => {
    const device = flows.workstation();
    const first = await flows.ask(`isolate ${device.id} overtaken-one`);
    const second = await flows.ask(`release ${device.id} overtaking-one`);
    throttle(1, /\/isolate$/);
    await harness.click("carla", first, "Approve");
    await beat();
    await harness.click("david", second, "Approve");
    await flows.settle(second, "Succeeded", 30_000);
    await flows.settle(first, "Cancelled", 600_000);
    expect(textOf(first.content)).toContain(`overtaken by ${(await flows.request(second)).id}`);
    expect([flows.sent("overtaken-one"), flows.sent("overtaking-one")]).toEqual([1, 1]);
    expect(await flows.events(first)).toContain("cancelled");
  });

  test("waits where the outcome of the isolation is unclear, until that has been looked up", async () => {
    const device = flows.workstation();
    const first = await flows.ask(`isolate ${device.id} unclear-one`);
    const second = await flows.ask(`release ${device.id} patient-one`);
    services.sandboxDefender.faults.next(1, {
      method: "POST",
      path: /isolate/,
      status: 500,
      answer: "after",
    });
    services.sandboxDefender.faults.set({ path: /\/machineactions$/i, method: "GET", status: 503 });
    await harness.click("carla", first, "Approve");
    await beat();
    await harness.click("david", second, "Approve");
    await beat(3);
    expect(flows.sent("patient-one")).toBe(0);
    services.sandboxDefender.faults.clear();
    await flows.settle(second, "Succeeded");
    expect(textOf(first.content)).toContain('"state":"Succeeded"');
    expect([flows.sent("unclear-one"), flows.sent("patient-one")]).toEqual([1, 1]);
  });
});

describe("a release of several that is decided while their isolations", () => {
  const three = () => Array.from({ length: 3 }, () => flows.workstation().id);

  test("wait for the ones before them takes their place: no step is sent after what was decided later", async () => {
    const ids = [...three(), flows.workstation().id];
    const first = await flows.ask(`isolate ${ids.join(", ")} overtaken-two`);
    const second = await flows.ask(`release ${ids.slice(2).join(", ")} overtaking-two`);
    throttle(2, /\/isolate$/);
    await harness.click("carla", first, "Approve");
    await beat(2);
    await harness.click("david", second, "Approve");
    await flows.settle(second, "Succeeded", 60_000);
    expect(flows.sent("overtaking-two")).toBe(2);
    await flows.settle(first, "Partial", 600_000);
    const leader = await flows.request(first);
    const steps = await services.store.read((tx) => tx.steps.all(leader.id));
    const states = ids.map((id) => steps.find(({ target }) => target.id === id)?.state);
    expect(states).toEqual(["Succeeded", "Succeeded", "Cancelled", "Cancelled"]);
    expect(textOf(first.content)).toContain(`overtaken by ${(await flows.request(second)).id}`);
  });

  test("have an unclear outcome waits for that one, and for no other device", async () => {
    const [unclear, ...others] = three();
    const first = await flows.ask(`isolate ${unclear} unclear-of-three`);
    const second = await flows.ask(`release ${[unclear, ...others].join(", ")} patient-three`);
    const lost = { method: "POST", path: /isolate/, status: 500, answer: "after" } as const;
    services.sandboxDefender.faults.next(1, lost);
    services.sandboxDefender.faults.set({ path: /\/machineactions$/i, method: "GET", status: 503 });
    await harness.click("carla", first, "Approve");
    await beat();
    await harness.click("david", second, "Approve");
    await beat(4);
    expect(flows.sent("patient-three")).toBe(0);
    services.sandboxDefender.faults.clear();
    await flows.settle(second, "Succeeded", 120_000);
    expect([flows.sent("unclear-of-three"), flows.sent("patient-three")]).toEqual([1, 3]);
  });
});
