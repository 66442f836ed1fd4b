import { beforeAll, describe, expect, test } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { settleRestored } from "../../src/requests/execute/after-restore.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { conversation, textOf, type Shown } from "../support/harness.ts";
import { PLAIN, type Fresh, usingSeveral } from "../support/several.ts";

/** What is asked for or approved in pieces counts for the policy like what is asked for at once. */

const many = { name: "many", when: { targets: { min: 3 } }, then: { approvals: 2 } } as const;
const free = { name: "free", when: { action: ["scan"] }, then: { approvals: 0 } } as const;
const POLICY: Policy = { ...PLAIN, rules: [many, free] };

const flows = usingSeveral(POLICY);

beforeAll(async () => {
  flows.services.sandboxEntra.setRoles("erin", ["Admin", "Responder"]);
  flows.services.sandboxEntra.setRoles("david", ["Approver", "Responder"]);
  await flows.services.signIn("erin");
});

const each = async (devices: readonly Fresh[], command = "isolate"): Promise<readonly Shown[]> => {
  const cards: Shown[] = [];
  for (const device of devices) cards.push(await flows.ask([device], "beaconing", command));
  return cards;
};

const askedBy = async (who: "erin" | "david", device: Fresh): Promise<Shown> => {
  const chat = conversation(`1:1-${who}-together`, "personal");
  const said = await flows.harness.say(who, chat, `isolate ${device.name} beaconing`);
  return said.find(({ content }) => textOf(content).includes('"state":"Requested"'))!;
};

const verdictOf = async (card: Shown) => (await flows.leaderOf(card)).verdict.approvals;

describe("targets that one person asks for one by one", () => {
  test("count together: the third asks for two approvals, and so do the first two when somebody approves them", async () => {
    const cards = await each(flows.fresh(3));
    expect(await Promise.all(cards.map(verdictOf))).toEqual([1, 1, 2]);
    const shown = await flows.harness.click("carla", cards[0]!, "Approve");
    expect(JSON.stringify(shown)).toMatch(/2 approvals/);
    expect(await flows.leaderOf(cards[0]!)).toMatchObject({
      state: "Requested",
      approvals: [],
      verdict: { approvals: 2 },
    });
  });

  test("no longer count after an hour, or once they were denied", async () => {
    const [first, second] = await each(flows.fresh(2));
    await flows.harness.click("carla", first!, "Deny", { reason: "no" });
    expect(await verdictOf((await each(flows.fresh(1)))[0]!)).toBe(1);
    expect((await flows.leaderOf(second!)).state).toBe("Requested");
    flows.services.advance(61 * 60_000);
    expect(await verdictOf((await each(flows.fresh(1)))[0]!)).toBe(1);
  });

  test("that anybody may do alone count for more of the same only", async () => {
    const scans = await each(flows.fresh(3), "scan");
    expect(await Promise.all(scans.map(verdictOf))).toEqual([0, 0, 2]);
    expect(await verdictOf((await each(flows.fresh(1)))[0]!)).toBe(1);
  });
});

test("lists of targets that nobody has to approve count together at the same moment as well: one of two runs at once", async () => {
  const lists = [flows.fresh(2), flows.fresh(2)];
  const said = (devices: readonly Fresh[]) =>
    flows.harness.say("ana", flows.chat, `scan ${devices.map(({ name }) => name).join(", ")} beaconing`);
  await Promise.allSettled(lists.map(said));
  for (let round = 0; round < 6; round += 1) {
    flows.services.advance(2000);
    await flows.harness.tick();
  }
  const sent = lists.flatMap((devices) => flows.actionsOn(devices));
  expect(new Set(sent.map(({ machineId }) => machineId)).size).toBe(2);
});

describe("targets that one person approves one by one", () => {
  test("count together, whoever asked for them: another approver is not asked for more", async () => {
    const devices = flows.fresh(4);
    for (const card of await each(devices.slice(0, 2))) await flows.harness.click("carla", card, "Approve");
    const third = await askedBy("erin", devices[2]!);
    const fourth = await askedBy("erin", devices[3]!);
    expect(await verdictOf(third)).toBe(1);
    await flows.harness.click("carla", third, "Approve");
    expect(await flows.leaderOf(third)).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
    await flows.harness.click("david", fourth, "Approve");
    expect(await flows.leaderOf(fourth)).toMatchObject({ state: "Approved", verdict: { approvals: 1 } });
  });

  test("count together at the same moment as well", async () => {
    const devices = flows.fresh(4);
    const cards = [...(await each(devices.slice(0, 2)))];
    cards.push(await askedBy("erin", devices[2]!), await askedBy("david", devices[3]!));
    await Promise.allSettled(cards.map((card) => flows.harness.click("carla", card, "Approve")));
    const states = await Promise.all(cards.map(async (card) => (await flows.leaderOf(card)).state));
    expect(states.filter((state) => state === "Approved")).toHaveLength(2);
  });

  test("count together where a Resume approves them anew, after a restore", async () => {
    const { services, harness } = flows;
    const cards: Shown[] = [];
    for (const who of ["erin", "david"] as const)
      for (const device of flows.fresh(2)) cards.push(await askedBy(who, device));
    await services.store.transaction(async (tx) => {
      for (const card of cards) {
        // The copy was made while all of them were being sent.
        const request = (await tx.requests.get(flows.idOf(card)))!;
        await tx.requests.replace({ ...request, state: "Executing", execution: FRESH_EXECUTION });
      }
      await settleRestored(harness.deps, tx, services.clock.now());
      await tx.switches.setHalt(null);
    });
    await harness.tick();
    await Promise.allSettled(cards.map((card) => harness.click("carla", card, "Resume")));
    const states = await Promise.all(cards.map(async (card) => (await flows.leaderOf(card)).state));
    expect(states.filter((state) => state === "Approved" || state === "Executing")).toHaveLength(2);
  });

  test("that were interrupted go on without more approvals", async () => {
    const cards = await each(flows.fresh(2));
    flows.services.sandboxDefender.faults.next(2, { method: "POST", status: 500 });
    for (const card of cards) await flows.harness.click("carla", card, "Approve");
    for (const card of cards) await flows.until(card, ({ state }) => state === "Interrupted");
    await each(flows.fresh(1));
    for (const card of cards) await flows.harness.click("carla", card, "Resume");
    for (const card of cards) await flows.until(card, ({ state }) => state === "Succeeded");
  });
});
