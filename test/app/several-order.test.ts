import { describe, expect, test } from "vitest";
import { CALLS_ON_DEVICE } from "../../src/requests/machine/hold-rest.ts";
import { textOf } from "../support/harness.ts";
import { isDone, usingSeveral } from "../support/several.ts";

/** In which order the steps of one request go out, and what they cost. */

const flows = usingSeveral();

describe("the steps of a request", () => {
  test("cost as many calls as the card's estimate of time counts for each", async () => {
    const devices = flows.fresh(20);
    const card = await flows.ask(devices);
    const { calls } = flows.services.sandboxDefender;
    const before = calls.length;
    await flows.harness.click("carla", card, "Approve");
    const checked = calls.length - before;
    expect(checked).toBeLessThan(devices.length);
    await flows.until(card, isDone);
    const made = calls.slice(before + checked);
    // Without what the bot reads every so often whatever is asked.
    const others = made.filter(
      ({ path, query }) => /machineactions$/.test(path) && !/machineId/i.test(query["$filter"] ?? ""),
    );
    const looks = made.filter((call) => call.oid === null && !others.includes(call));
    // What all of them wait for is read by one call, and seen twice or so until it is there.
    expect(looks.length).toBeLessThan(devices.length / 2);
    expect(made.length - looks.length - others.length).toBe((CALLS_ON_DEVICE - 1) * devices.length);
  });

  test("whose answers got lost are looked for together and ever rarer, for a minute; then a person decides", async () => {
    const devices = flows.fresh(12);
    const card = await flows.ask(devices);
    const { calls, faults } = flows.services.sandboxDefender;
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, ({ steps }) => (steps?.tally["Pending"] ?? 0) === 2);
    faults.set({ method: "POST", path: /\/isolate$/, drop: true });
    const before = calls.length;
    await flows.until(card, ({ steps }) => steps?.tally["Interrupted"] === 10);
    const looks = calls
      .slice(before)
      .filter(({ oid, query }) => oid === null && /machineId/.test(query["$filter"] ?? ""));
    expect(looks.length).toBeGreaterThan(3);
    expect(looks.length).toBeLessThan(25);
  });

  test("stand on the card with the risky ones first and their warnings, and go out with those last", async () => {
    const plain = flows.fresh(3);
    const risky = flows.fresh(1, { osPlatform: "WindowsServer2019", deviceValue: "High" });
    const card = await flows.ask([plain[0]!, risky[0]!, plain[1]!, plain[2]!]);
    const steps = await flows.services.store.read((tx) => tx.steps.riskiest(flows.idOf(card), 0, 4));
    expect(steps[0]?.target.id).toBe(risky[0]!.id);
    const [first] = /"each":\[(.*?)\}/.exec(textOf(card.content)) ?? [];
    expect(first).toContain(risky[0]!.name);
    expect(first).toContain("Warning:");
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    expect(flows.actionsOn(risky)).toHaveLength(0);
    await flows.until(card, isDone);
    expect(flows.actionsOn(risky)).toHaveLength(1);
  });
});
