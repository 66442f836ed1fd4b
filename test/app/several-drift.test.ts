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
    expect(JSON.stringify(answer)).toContain(`stay interrupted: ${left.name}`);
    await desk.until(card, ({ steps: now }) => now?.waiting === 0);
    await desk.office.tick();
    const ids = devices.map(({ id }) => id);
    expect(new Set(desk.actionsOn(devices).map(({ machineId }) => machineId))).toEqual(
      new Set(ids.filter((id) => id !== left.id)),
    );
    const own = await desk.services.store.read((tx) => tx.requests.openOn(left.id, "isolate"));
    expect(own).toMatchObject([{ state: "Interrupted" }]);
  });

  test("can be pressed again once what has changed has left, and then sends the rest", async () => {
    const devices = desk.fresh(4, { healthStatus: "Inactive" });
    const card = await desk.ask(devices);
    desk.services.sandboxDefender.faults.next(1, { method: "POST", status: 403 });
    await desk.office.click("carla", card, "Approve");
    await desk.until(card, ({ steps }) => steps?.held !== undefined);
    const waiting = (await desk.stepsOf(card)).filter(({ state }) => state === "Requested");
    const changed = waiting[0]!.target;
    tag(changed.id);
    await desk.office.tick();
    await desk.office.click("david", card, "Resume");
    await desk.office.tick();
    expect(await desk.office.click("david", card, "Resume")).toMatchObject({ kind: "card" });
    await desk.until(card, ({ steps }) => steps?.waiting === 0);
    await desk.office.tick();
    await desk.office.tick();
    const sent = new Set(desk.actionsOn(devices).map(({ machineId }) => machineId));
    expect(sent).toEqual(new Set(devices.map(({ id }) => id).filter((id) => id !== changed.id)));
  });

  test("tells of each that is not sent again, where the limits leave no place for it", async () => {
    const limited: Policy = { ...PLAIN, limits: { isolate: { perHour: 3 } } };
    desk.under(limited);
    const card = await desk.ask(desk.fresh(2));
    desk.services.sandboxDefender.faults.next(2, { method: "POST", status: 403 });
    await desk.office.click("carla", card, "Approve");
    await desk.until(card, ({ state }) => state === "Interrupted");
    desk.services.advance(61 * 60_000);
    const others = desk.fresh(2);
    const meanwhile = await desk.ask(others, "worm");
    await desk.office.click("carla", meanwhile, "Approve");
    await desk.until(meanwhile, isDone);
    const answer = JSON.stringify(await desk.office.click("david", card, "Resume"));
    const left = (await desk.stepsOf(card)).filter(({ state }) => state === "Interrupted");
    expect(left).toHaveLength(1);
    expect(answer).toContain(`${left[0]!.target.name} (No more than 3`);
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

describe("a target that leaves", () => {
  test("takes along what was asked of all of them since, also where the policy has become looser again", async () => {
    const devices = desk.fresh(3);
    const card = await desk.ask(devices);
    desk.under({ ...PLAIN, default: { ...PLAIN.default, approvals: 2, expires: 20 * 60_000 } });
    await desk.office.click("carla", card, "Approve");
    await desk.office.tick();
    expect(await desk.leaderOf(card)).toMatchObject({ approvals: [], verdict: { approvals: 2 } });
    desk.under(PLAIN);
    const [{ id = "" } = {}] = devices;
    const found = desk.services.sandboxDefender.devices.find((device) => device.id === id)!;
    Object.assign(found, { firstSeen: new Date(desk.services.clock.now()).toISOString() });
    await desk.office.click("carla", card, "Approve");
    const own = await desk.services.store.read((tx) => tx.requests.openOn(id, "isolate"));
    expect(own).toMatchObject([{ state: "Requested", verdict: { approvals: 2, expires: 20 * 60_000 } }]);
  });
});
