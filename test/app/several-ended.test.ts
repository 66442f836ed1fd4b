import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isDone, Several } from "../support/several.ts";

/** Ways in which a request of several steps ends before all of its steps are sent: none of them stays open behind it. */

let desk: Several;

beforeAll(async () => {
  desk = await Several.open();
});

afterAll(async () => {
  await desk?.close();
});

beforeEach(() => desk.begin());

describe("a request that nobody approved", () => {
  test("takes its steps with it: denied, cancelled or expired, none stays open behind it", async () => {
    const ends = {
      Denied: (card) => desk.office.click("carla", card, "Deny", { reason: "a test" }),
      Cancelled: async (card) => {
        const own = await desk.office.click("ana", card, "Refresh");
        if (own.kind !== "card") throw new Error(own.kind);
        return desk.office.click("ana", { ...card, content: own.content }, "Cancel request");
      },
      Expired: async () => desk.services.advance(61 * 60_000),
    } satisfies Record<string, (card: Awaited<ReturnType<typeof desk.ask>>) => Promise<unknown>>;
    for (const [state, end] of Object.entries(ends)) {
      const devices = desk.fresh(30);
      const card = await desk.ask(devices, state);
      await end(card);
      await desk.until(card, isDone);
      for (let round = 0; round < 4; round += 1) {
        desk.services.advance(2000);
        await desk.office.tick();
      }
      expect(await desk.leaderOf(card)).toMatchObject({ state });
      expect(new Set((await desk.stepsOf(card)).map((step) => step.state))).toEqual(new Set([state]));
      expect((await desk.leaderOf(card)).outcome).not.toBeNull();
      expect(desk.actionsOn(devices)).toHaveLength(0);
    }
  });
});

describe("what is interrupted and nobody wants to resume", () => {
  test("ends by a denial, as a request for one target does", async () => {
    const devices = desk.fresh(3);
    const card = await desk.ask(devices);
    desk.services.sandboxDefender.faults.next(2, { method: "POST", status: 403 });
    await desk.office.click("carla", card, "Approve");
    await desk.until(card, ({ state }) => state === "Interrupted");
    await desk.office.tick();
    expect(await desk.office.click("david", card, "Deny", { reason: "not ours" })).toMatchObject({
      kind: "card",
    });
    await desk.until(card, isDone);
    await desk.office.tick();
    expect(new Set((await desk.stepsOf(card)).map(({ state }) => state))).toEqual(new Set(["Denied"]));
    expect(desk.actionsOn(devices)).toHaveLength(0);
  });
});
