import { describe, expect, test } from "vitest";
import { textOf } from "../support/harness.ts";
import { isDone, listOf, PLAIN, usingSeveral } from "../support/several.ts";

/** Ways in which a request of several steps ends before all of its steps are sent: none of them stays open behind it. */

const flows = usingSeveral();

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

describe("a request of which others have sent a part meanwhile", () => {
  const emergency = { enabled: true, actions: ["isolate"], maxTargets: 10 } as const;

  async function emergencyOn(names: string): Promise<void> {
    flows.services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass", "Responder"]);
    await flows.harness.say("david", flows.chat, `isolate ${names} emergency:true it spreads`);
    for (let round = 0; round < 12; round += 1) {
      flows.services.advance(2000);
      await flows.harness.tick();
    }
  }

  test("says so on its card at once: an Approve of the old view decides nothing, and the rest can be approved", async () => {
    flows.under({ ...PLAIN, emergency });
    const devices = flows.fresh(3);
    const card = await flows.ask(devices);
    const old = { ...card };
    await emergencyOn(devices[0]!.name);
    expect(await flows.leaderOf(card)).toMatchObject({ state: "Requested", steps: { waiting: 2 } });
    expect(textOf(card.content)).toContain("sent as an emergency by");
    expect(await flows.harness.click("carla", old, "Approve")).toMatchObject({ kind: "card" });
    expect(await flows.leaderOf(card)).toMatchObject({ state: "Requested", approvals: [] });
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, isDone);
    expect(flows.actionsOn(devices)).toHaveLength(3);
  });

  test("is never met by an emergency about more than the policy allows one: ten, unless it says otherwise", async () => {
    for (const [policy, most] of [
      [{ ...PLAIN, emergency: { enabled: true, actions: ["isolate"] as const } }, 10],
      [{ ...PLAIN, emergency: { ...emergency, maxTargets: 2 } }, 2],
    ] as const) {
      flows.under(policy);
      const devices = flows.fresh(most + 1);
      await emergencyOn(listOf(devices));
      expect(flows.actionsOn(devices)).toHaveLength(0);
      await emergencyOn(listOf(devices.slice(0, most)));
      expect(flows.actionsOn(devices)).toHaveLength(most);
    }
  });

  test("ends at once when nothing is left of it", async () => {
    flows.under({ ...PLAIN, emergency });
    const devices = flows.fresh(2);
    const card = await flows.ask(devices);
    await emergencyOn(devices.map(({ name }) => name).join(", "));
    expect(await flows.leaderOf(card)).toMatchObject({ state: "Cancelled", dueAt: null });
    expect(flows.actionsOn(devices)).toHaveLength(2);
  });
});
