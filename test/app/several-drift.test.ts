import { describe, expect, test } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { isDone, PLAIN, usingSeveral } from "../support/several.ts";

/** Targets, and the policy, that change while a request of several steps is under way. */

const TIER0: Policy = {
  ...PLAIN,
  rules: [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }],
};

const flows = usingSeveral(TIER0);

function tag(id: string): void {
  flows.services.sandboxDefender.devices.find((device) => device.id === id)!.machineTags.push("Tier0");
}

describe("Resume", () => {
  test("goes on without what has changed: neither what is sent already nor what may have been holds up the rest", async () => {
    const devices = flows.fresh(3, { healthStatus: "Inactive" });
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.next(1, { method: "POST", status: 403 });
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, ({ steps }) => steps?.held !== undefined);
    const steps = await flows.stepsOf(card);
    expect(steps.map(({ state }) => state).toSorted()).toEqual(["Interrupted", "Pending", "Requested"]);
    for (const { state, target } of steps) if (state !== "Requested") tag(target.id);
    await flows.harness.tick();
    const left = steps.find(({ state }) => state === "Interrupted")!.target;
    const answer = await flows.harness.click("david", card, "Resume");
    expect(JSON.stringify(answer)).toContain(`stay interrupted: ${left.name}`);
    await flows.until(card, ({ steps: now }) => now?.waiting === 0);
    await flows.harness.tick();
    const ids = devices.map(({ id }) => id);
    expect(new Set(flows.actionsOn(devices).map(({ machineId }) => machineId))).toEqual(
      new Set(ids.filter((id) => id !== left.id)),
    );
    const own = await flows.services.store.read((tx) => tx.requests.openOn(left.id, "isolate"));
    expect(own).toMatchObject([{ state: "Interrupted" }]);
  });

  test("can be pressed again once what has changed has left, and then sends the rest", async () => {
    const devices = flows.fresh(4, { healthStatus: "Inactive" });
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.next(1, { method: "POST", status: 403 });
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, ({ steps }) => steps?.held !== undefined);
    const waiting = (await flows.stepsOf(card)).filter(({ state }) => state === "Requested");
    const changed = waiting[0]!.target;
    tag(changed.id);
    await flows.harness.tick();
    await flows.harness.click("david", card, "Resume");
    await flows.harness.tick();
    expect(await flows.harness.click("david", card, "Resume")).toMatchObject({ kind: "card" });
    await flows.until(card, ({ steps }) => steps?.waiting === 0);
    await flows.harness.tick();
    await flows.harness.tick();
    const sent = new Set(flows.actionsOn(devices).map(({ machineId }) => machineId));
    expect(sent).toEqual(new Set(devices.map(({ id }) => id).filter((id) => id !== changed.id)));
  });

  test("tells of each that is not sent again, where the limits leave no place for it", async () => {
    const limited: Policy = { ...PLAIN, limits: { isolate: { perHour: 3 } } };
    flows.under(limited);
    const card = await flows.ask(flows.fresh(2));
    flows.services.sandboxDefender.faults.next(2, { method: "POST", status: 403 });
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, ({ state }) => state === "Interrupted");
    flows.services.advance(61 * 60_000);
    const others = flows.fresh(2);
    const meanwhile = await flows.ask(others, "worm");
    await flows.harness.click("carla", meanwhile, "Approve");
    await flows.until(meanwhile, isDone);
    const answer = JSON.stringify(await flows.harness.click("david", card, "Resume"));
    const left = (await flows.stepsOf(card)).filter(({ state }) => state === "Interrupted");
    expect(left).toHaveLength(1);
    expect(answer).toContain(`${left[0]!.target.name} (No more than 3`);
  });
});

describe("a policy that asks for more while the steps go out", () => {
  test("voids the approvals of what is not sent yet, as one request: it does not fall apart into many", async () => {
    const devices = flows.fresh(6);
    const card = await flows.ask(devices);
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, () => flows.actionsOn(devices).length === 2);
    const stricter = { ...PLAIN, default: { ...PLAIN.default, approvals: 2 } };
    flows.under(stricter);
    const waits = await flows.until(card, ({ state }) => state === "Requested");
    expect(waits).toMatchObject({ approvals: [], executor: null, verdict: { approvals: 2 } });
    for (let round = 0; round < 3; round += 1) {
      flows.services.advance(2000);
      await flows.harness.tick();
    }
    expect(flows.actionsOn(devices)).toHaveLength(2);
    const open = await flows.services.store.read((tx) => tx.requests.open());
    expect(open.filter(({ origin }) => origin.startsWith("dropped|"))).toEqual([]);
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    await flows.harness.click("david", card, "Approve");
    expect(await flows.until(card, isDone)).toMatchObject({ state: "Succeeded" });
    expect(flows.actionsOn(devices)).toHaveLength(6);
  });
});

describe("a target that leaves", () => {
  test("takes along what was asked of all of them since, also where the policy has become looser again", async () => {
    const devices = flows.fresh(3);
    const card = await flows.ask(devices);
    flows.under({ ...PLAIN, default: { ...PLAIN.default, approvals: 2, expires: 20 * 60_000 } });
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    expect(await flows.leaderOf(card)).toMatchObject({ approvals: [], verdict: { approvals: 2 } });
    flows.under(PLAIN);
    const [{ id = "" } = {}] = devices;
    const found = flows.services.sandboxDefender.devices.find((device) => device.id === id)!;
    Object.assign(found, { firstSeen: new Date(flows.services.clock.now()).toISOString() });
    await flows.harness.click("carla", card, "Approve");
    const own = await flows.services.store.read((tx) => tx.requests.openOn(id, "isolate"));
    expect(own).toMatchObject([{ state: "Requested", verdict: { approvals: 2, expires: 20 * 60_000 } }]);
  });
});
