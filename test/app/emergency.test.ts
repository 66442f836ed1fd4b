import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Shown } from "../support/harness.ts";
import { textOf } from "../support/harness.ts";
import { night, oid, usingLeases } from "../support/leases.ts";
import { idOf, soc } from "../support/flows.ts";

/** Emergencies: at once and without approval for who may, loudly, and reviewed by somebody else afterwards. */

const bench = usingLeases();
const on = { enabled: true, actions: ["isolate" as const] };

beforeAll(() => {
  bench.services.sandboxEntra.setRoles("carla", ["Approver", "BreakGlass"]);
  bench.services.advance(61_000);
});

afterEach(() => {
  Object.assign(bench.policy, { limits: {}, emergency: on });
});

/** What a refusal says; nothing may have been sent, and it has to be on record. */
async function refusal(key: "ana" | "carla", text: string): Promise<string> {
  const calls = bench.services.sandboxDefender.calls.filter((call) => call.method === "POST").length;
  const [answer] = await bench.harness.say(key, soc, text);
  await bench.rest();
  expect(bench.services.sandboxDefender.calls.filter((call) => call.method === "POST")).toHaveLength(calls);
  const [last] = await bench.services.store.transaction((tx) => tx.audit.list(null, 1));
  expect(last).toMatchObject({ event: "refused", actor: { oid: oid(key) } });
  return textOf(answer!.content);
}

/** Carla's emergency, done. */
async function ran(device = bench.workstation()): Promise<Shown> {
  const card = await bench.ask(`isolate ${device.id} emergency:true worm is spreading`, "carla");
  await bench.settle(card, "Succeeded");
  return card;
}

describe("emergency:true is refused, and that is on record,", () => {
  test("while the policy has it off", async () => {
    bench.policy.emergency = USUAL_POLICY.emergency;
    const text = await refusal("carla", `isolate ${bench.workstation().id} emergency:true worm`);
    expect(text).toContain("does not allow emergencies");
  });

  test("for an action that the policy does not list", async () => {
    bench.policy.emergency = on;
    expect(await refusal("carla", `release ${bench.workstation().id} emergency:true worm`)).toContain(
      "for isolate",
    );
  });

  test("without the role BreakGlass, however fresh it was lost", async () => {
    expect(await refusal("ana", `isolate ${bench.workstation().id} emergency:true worm`)).toContain(
      "BreakGlass",
    );
    bench.services.sandboxEntra.setRoles("carla", ["Approver"]);
    bench.services.advance(61_000);
    expect(await refusal("carla", `isolate ${bench.workstation().id} emergency:true worm`)).toContain(
      "BreakGlass",
    );
    bench.services.sandboxEntra.setRoles("carla", ["Approver", "BreakGlass"]);
    bench.services.advance(61_000);
  });

  test("when a rule denies, or a limit is reached", async () => {
    bench.policy.rules = [{ name: "never", when: { action: ["isolate"] }, then: { deny: "Not here." } }];
    expect(await refusal("carla", `isolate ${bench.workstation().id} emergency:true worm`)).toContain(
      "Not here.",
    );
    Object.assign(bench.policy, { rules: USUAL_POLICY.rules, limits: { isolate: { perHour: 0 } } });
    expect(await refusal("carla", `isolate ${bench.workstation().id} emergency:true worm`)).toContain(
      "than 0",
    );
  });
});

test("a halt wins", async () => {
  const device = bench.workstation();
  await bench.harness.say("david", soc, "halt wrong devices");
  const said = await bench.harness.say("carla", soc, `isolate ${device.id} emergency:true worm`);
  await bench.rest();
  expect(textOf(said[0]!.content)).toContain("wrong devices");
  expect(bench.changes(device)).toEqual([]);
  await bench.harness.say("erin", soc, "resume");
});

test("without a reason it is not run, also where the policy does not ask for one", async () => {
  const before = bench.policy.default;
  bench.policy.default = { ...before, reason: "optional" };
  const [answer] = await bench.harness.say("carla", soc, `isolate ${bench.workstation().id} emergency:true`);
  expect(textOf(answer!.content)).toContain("An emergency needs a reason");
  bench.policy.default = before;
});

describe("an emergency", () => {
  test("is sent at once with that person's own token, and stands loud in every approvals conversation", async () => {
    const device = bench.workstation();
    const card = await ran(device);
    expect(bench.changes(device)).toEqual([{ what: "isolate", oid: oid("carla") }]);
    const call = bench.services.sandboxDefender.calls.findLast(
      (one) => one.path.includes(device.id) && one.body,
    );
    expect(JSON.stringify(call?.body)).toContain("approved by nobody (emergency)");
    const loud = bench.saidIn(night.id, new RegExp(`"id":"${idOf(card)}"`));
    expect(loud).toHaveLength(1);
    expect(loud[0]).toContain("Carla Weiss (carla.weiss@contoso.example) ran this without approval.");
    expect(loud[0]).toContain('"summary":"EMERGENCY, Succeeded');
    const events = await bench.events(card);
    expect(events).toEqual(["requested", "emergency", "executing", "executed", "succeeded"]);
  });

  test("stays listed until another Approver has reviewed it", async () => {
    const card = await ran();
    const listed = async () => textOf((await bench.harness.say("ana", soc, "requests"))[0]!.content);
    const row = `${idOf(card)} · asked by Carla Weiss · emergency, review open`;
    expect(await listed()).toContain(row);
    expect(await listed()).toContain("Emergencies to review");
    expect(JSON.stringify(await bench.harness.click("carla", card, "Review"))).toContain("ran this yourself");
    expect(JSON.stringify(await bench.harness.click("ana", card, "Review"))).toContain("role Approver");
    expect(await listed()).toContain(row);
    const answer = await bench.harness.click("david", card, "Review", { comment: "It was right." });
    expect(JSON.stringify(answer)).toContain("Reviewed by david.lind@contoso.example");
    await bench.rest();
    expect(textOf(card.content)).toContain("It was right.");
    expect(textOf(card.content)).not.toContain('"title":"Review"');
    expect(await listed()).not.toContain(row);
    expect(await bench.events(card)).toContain("reviewed");
  });

  test("whose token was lost is sent by another Approver's Resume, and its review stays open", async () => {
    const device = bench.workstation();
    bench.services.sandboxDefender.faults.next(1, { method: "POST", status: 500, body: {} });
    const card = await bench.ask(`isolate ${device.id} emergency:true worm is spreading`, "carla");
    await bench.settle(card, "Interrupted");
    await bench.harness.click("david", card, "Resume");
    await bench.settle(card, "Succeeded");
    expect(bench.changes(device).at(-1)).toEqual({ what: "isolate", oid: oid("david") });
    expect((await bench.request(card)).emergency).toMatchObject({ review: null });
  });

  test("for some time asks for its release at the end: nobody has approved that", async () => {
    const device = bench.workstation();
    const card = await bench.ask(`isolate ${device.id} for:1h emergency:true worm`, "carla");
    await bench.settle(card, "Succeeded");
    await bench.rest();
    const release = bench.releaseCard(device, soc.id);
    expect(textOf(release.content)).toContain("asks for its release at");
    await bench.at(await bench.endOf(release));
    expect(await bench.request(release)).toMatchObject({ state: "Requested", approvals: [] });
    expect(bench.changes(device)).toHaveLength(1);
    await bench.harness.click("david", bench.releaseCard(device, night.id), "Approve");
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device).at(-1)).toEqual({ what: "unisolate", oid: oid("david") });
  });
});
