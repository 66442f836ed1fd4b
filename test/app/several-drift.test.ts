import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { isDone, PLAIN, Several } from "../support/several.ts";

/** Targets, and the policy, that change while a request of several steps is under way. */

const TIER0: Policy = {
  ...PLAIN,
  rules: [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }],
};

let desk: Several;

beforeAll(async () => {
  desk = await Several.open();
});

afterAll(async () => {
  await desk?.close();
});

beforeEach(() => desk.begin(TIER0));

function tag(id: string): void {
  desk.services.sandboxDefender.devices.find((device) => device.id === id)!.machineTags.push("Tier0");
}

describe("Resume", () => {
  test("goes on without what has changed: neither what is sent already nor what may have been holds up the rest", async () => {
    const devices = desk.fresh(3, { healthStatus: "Inactive" });
    const card = await desk.ask(devices);
    desk.services.sandboxDefender.faults.next(1, { method: "POST", status: 403 });
    await desk.office.click("carla", card, "Approve");
    await desk.until(card, ({ steps }) => steps?.held !== undefined);
    const steps = await desk.stepsOf(card);
    expect(steps.map(({ state }) => state).toSorted()).toEqual(["Interrupted", "Pending", "Requested"]);
    for (const { state, target } of steps) if (state !== "Requested") tag(target.id);
    await desk.office.tick();
    const left = steps.find(({ state }) => state === "Interrupted")!.target;
    const answer = await desk.office.click("david", card, "Resume");
    expect(JSON.stringify(answer)).toContain(`not what is not as shown any more: ${left.name}`);
    await desk.until(card, ({ steps: now }) => now?.waiting === 0);
    await desk.office.tick();
    const ids = devices.map(({ id }) => id);
    expect(new Set(desk.actionsOn(devices).map(({ machineId }) => machineId))).toEqual(
      new Set(ids.filter((id) => id !== left.id)),
    );
    const own = await desk.services.store.read((tx) => tx.requests.openOn(left.id, "isolate"));
    expect(own).toMatchObject([{ state: "Interrupted" }]);
  });
});

describe("a policy that asks for more while the steps go out", () => {
  test("voids the approvals of what is not sent yet, as one request: it does not fall apart into many", async () => {
    const devices = desk.fresh(6);
    const card = await desk.ask(devices);
    await desk.office.click("carla", card, "Approve");
    await desk.until(card, () => desk.actionsOn(devices).length === 2);
    const stricter = { ...PLAIN, default: { ...PLAIN.default, approvals: 2 } };
    desk.under(stricter);
    const waits = await desk.until(card, ({ state }) => state === "Requested");
    expect(waits).toMatchObject({ approvals: [], executor: null, verdict: { approvals: 2 } });
    for (let round = 0; round < 3; round += 1) {
      desk.services.advance(2000);
      await desk.office.tick();
    }
    expect(desk.actionsOn(devices)).toHaveLength(2);
    const open = await desk.services.store.read((tx) => tx.requests.open());
    expect(open.filter(({ origin }) => origin.startsWith("dropped|"))).toEqual([]);
    await desk.office.click("carla", card, "Approve");
    await desk.office.tick();
    await desk.office.click("david", card, "Approve");
    expect(await desk.until(card, isDone)).toMatchObject({ state: "Succeeded" });
    expect(desk.actionsOn(devices)).toHaveLength(6);
  });
});
