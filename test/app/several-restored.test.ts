import { describe, expect, test } from "vitest";
import { personByKey } from "../../sandbox/people.ts";
import { settleRestored } from "../../src/requests/execute/after-restore.ts";
import { usingSeveral } from "../support/several.ts";

/** A store that was put back while a request of several steps went out. */

const flows = usingSeveral();

describe("what is resumed after a restore", () => {
  test("is approved anew by the Resume, so only by whoever has opened every page of it", async () => {
    const devices = flows.fresh(25);
    const card = await flows.ask(devices);
    await flows.approveAll(card);
    const { services, harness } = flows;
    const leader = await flows.leaderOf(card);
    await services.store.transaction(async (tx) => {
      // The copy was made while all of them were being sent.
      for (const step of await tx.steps.all(leader.id)) {
        const { approvals, executor, execution } = leader;
        await tx.requests.replace({ ...step, state: "Executing", approvals, executor, execution });
      }
      await settleRestored(harness.deps, tx, services.clock.now());
      await tx.switches.setHalt(null);
    });
    await flows.until(card, ({ state }) => state === "Interrupted");
    await expect(harness.click("david", card, "Resume")).rejects.toThrow(/no button "Resume"/);
    const whole = await harness.click("carla", card, "Next");
    if (whole.kind !== "card") throw new Error(whole.kind);
    // Carla's pages are Carla's: what David has not opened, David does not resume by Carla's button.
    const early = await harness.click("david", { ...card, content: whole.content }, "Resume");
    expect(JSON.stringify(early)).toMatch(/look at all pages first/);
    expect((await flows.leaderOf(card)).state).toBe("Interrupted");
    await harness.click("david", card, "Next");
    await harness.click("david", { ...card, content: whole.content }, "Resume");
    expect((await flows.leaderOf(card)).approvals.map(({ person }) => person.name)).toEqual([
      personByKey("david").name,
    ]);
  });
});
