import { beforeAll, describe, expect, test } from "vitest";
import { conversation, textOf } from "../support/harness.ts";
import { senderOf } from "../support/services.ts";
import { isDone, type Fresh, usingSeveral } from "../support/several.ts";

/** What of several steps goes out first, and what holds the rest. */

const flows = usingSeveral();

beforeAll(async () => {
  await flows.services.signIn("erin");
  const duty = conversation("19:duty@thread.tacv2", "channel");
  await flows.harness.say("erin", duty, "subscribe approvals");
});

const calls = (devices: readonly Fresh[]) =>
  flows.services.sandboxDefender.calls.filter(
    ({ method, path }) => method === "POST" && devices.some(({ id }) => path.includes(id)),
  ).length;

const duty = () =>
  flows.harness.shown
    .filter(({ at }) => at.conversation.id.startsWith("19:duty"))
    .map(({ content }) => textOf(content))
    .join("\n");

describe("the first two", () => {
  test("are the least risky of those on which nothing is under way", async () => {
    const busy = flows.fresh(2);
    // Each has more warnings than that something is under way.
    const risky = flows.fresh(3, { deviceValue: "High", onboardingStatus: "InsufficientInfo" });
    flows.services.sandboxDefender.setSpeed(0.001);
    const portal = flows.services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
    for (const { id } of busy)
      await portal.act(id, "runAntiVirusScan", { Comment: "by hand", ScanType: "Quick" });
    const card = await flows.ask([...busy, ...risky]);
    flows.services.sandboxDefender.setSpeed(100);
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    const released = (await flows.stepsOf(card)).filter(({ state }) => state !== "Requested");
    expect(released.map(({ target }) => target.id).toSorted()).toEqual(
      risky
        .slice(0, 2)
        .map(({ id }) => id)
        .toSorted(),
    );
    await flows.until(card, isDone);
  });

  test("of which five in a row are refused for their own sake hold the rest, which is told", async () => {
    const devices = flows.fresh(9);
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.set({ method: "POST", status: 400, path: /isolate/ });
    await flows.harness.click("carla", card, "Approve");
    const held = await flows.until(card, ({ state }) => state === "Interrupted");
    expect(calls(devices)).toBe(5);
    expect(held.steps).toMatchObject({ waiting: 4 });
    await flows.harness.tick();
    expect(duty()).toMatch(/waits for a person: Defender refused the first 5/);
    flows.services.sandboxDefender.faults.clear();
    await flows.harness.click("david", card, "Resume");
    expect((await flows.until(card, isDone)).state).toBe("Partial");
    expect(flows.actionsOn(devices)).toHaveLength(4);
  });

  test.each([
    ["a 5xx", { status: 503 }],
    ["a dropped answer that is never found", { drop: "before" as const }],
  ])("of which one ends with %s hold the rest, which is told", async (_, fault) => {
    const devices = flows.fresh(5);
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.next(1, { method: "POST", path: /isolate/, ...fault });
    await flows.harness.click("carla", card, "Approve");
    const held = await flows.until(card, ({ state }) => state === "Interrupted");
    expect(held.steps).toMatchObject({ waiting: 3 });
    expect(calls(devices)).toBe(2);
    await flows.harness.tick();
    expect(duty()).toContain(`${held.id} waits for a person`);
    await flows.harness.click("david", card, "Resume");
    expect((await flows.until(card, isDone)).state).toBe("Succeeded");
    expect(flows.actionsOn(devices)).toHaveLength(5);
  });

  test("count by their answer where a call leaves no action", async () => {
    const names = [
      "wave1.canary.example",
      "wave2.canary.example",
      "wave3.canary.example",
      "wave4.canary.example",
    ];
    const said = await flows.harness.say("ana", flows.chat, `block ${names.join(", ")} C2`);
    const card = said.find(({ content }) => textOf(content).includes('"state":"Requested"'))!;
    await flows.harness.click("carla", card, "Approve");
    expect((await flows.until(card, isDone)).state).toBe("Succeeded");
  });
});
