import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isDone, Several } from "../support/several.ts";

/** Ways in which a request of several steps ends before all of its steps are sent: none of them stays open behind it. */

let flows: Several;

beforeAll(async () => {
  flows = await Several.open();
});

afterAll(async () => {
  await flows?.close();
});

beforeEach(() => flows.begin());

describe("a request that nobody approved", () => {
  test("takes its steps with it: denied, cancelled or expired, none stays open behind it", async () => {
    const ends = {
      Denied: (card) => flows.harness.click("carla", card, "Deny", { reason: "a test" }),
      Cancelled: async (card) => {
        const own = await flows.harness.click("ana", card, "Refresh");
        if (own.kind !== "card") throw new Error(own.kind);
        return flows.harness.click("ana", { ...card, content: own.content }, "Cancel request");
      },
      Expired: async () => flows.services.advance(61 * 60_000),
    } satisfies Record<string, (card: Awaited<ReturnType<typeof flows.ask>>) => Promise<unknown>>;
    for (const [state, end] of Object.entries(ends)) {
      const devices = flows.fresh(30);
      const card = await flows.ask(devices, state);
      await end(card);
      await flows.until(card, isDone);
      for (let round = 0; round < 4; round += 1) {
        flows.services.advance(2000);
        await flows.harness.tick();
      }
      expect(await flows.leaderOf(card)).toMatchObject({ state });
      expect(new Set((await flows.stepsOf(card)).map((step) => step.state))).toEqual(new Set([state]));
      expect((await flows.leaderOf(card)).outcome).not.toBeNull();
      expect(flows.actionsOn(devices)).toHaveLength(0);
    }
  });
});

describe("what is interrupted and nobody wants to resume", () => {
  test("ends by a denial, as a request for one target does", async () => {
    const devices = flows.fresh(3);
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.next(2, { method: "POST", status: 403 });
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, ({ state }) => state === "Interrupted");
    await flows.harness.tick();
    expect(await flows.harness.click("david", card, "Deny", { reason: "not ours" })).toMatchObject({
      kind: "card",
    });
    await flows.until(card, isDone);
    await flows.harness.tick();
    expect(new Set((await flows.stepsOf(card)).map(({ state }) => state))).toEqual(new Set(["Denied"]));
    expect(flows.actionsOn(devices)).toHaveLength(0);
  });
});
