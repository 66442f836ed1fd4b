import { describe, expect, test } from "vitest";
import { clockOn } from "../../src/texts/format.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { openHarness, textOf } from "../support/harness.ts";
import { night, oid, usingLeases } from "../support/leases.ts";
import { idOf, soc } from "../support/flows.ts";

/** Isolations with an end, and the release that is approved with them. */

const HOUR = 3_600_000;
const MINUTE = 60_000;

const bench = usingLeases();

describe("an isolation for some time", () => {
  test("says before the click when it releases, and after it took effect exactly", async () => {
    const device = bench.workstation();
    const card = await bench.ask(`isolate ${device.id} for:4h beaconing`);
    const { requestedAt } = await bench.request(card);
    expect(textOf(card.content)).toContain(`releases at ${clockOn(requestedAt + 4 * HOUR)}`);
    await bench.harness.click("carla", card, "Approve");
    await bench.settle(card, "Succeeded");
    await bench.rest();
    const finishedAt = (await bench.request(card)).finishedAt ?? 0;
    expect(textOf(card.content)).toContain(`releases at ${clockOn(finishedAt + 4 * HOUR)}, by `);
    expect(textOf(bench.releaseCard(device, soc.id).content)).toContain(
      `releases at ${clockOn(finishedAt + 4 * HOUR)}`,
    );
  });

  test("has a release request of its own, approved by the same people, audited, in all approvals conversations", async () => {
    const { device, isolation, release } = await bench.lease("4h");
    expect(idOf(release)).not.toBe(idOf(isolation));
    expect(await bench.request(release)).toMatchObject({
      state: "Approved",
      approvals: [{ person: { oid: oid("carla") } }],
      executor: { oid: oid("carla") },
      requester: { oid: oid("ana") },
    });
    // What was looked up for the isolation is said to be from before it: the device is not connected any more.
    expect(textOf(release.content)).toContain("Before the isolation");
    expect(textOf(release.content)).not.toContain("When asked");
    const records = await bench.services.store.transaction((tx) => tx.audit.list(idOf(release), 10));
    const detail = `lease of ${idOf(isolation)}`;
    expect(records.toReversed()).toMatchObject([
      { event: "requested", actor: { oid: oid("ana") }, detail },
      { event: "approved", actor: { oid: oid("carla") }, detail },
    ]);
    expect(idOf(bench.releaseCard(device, night.id))).toBe(idOf(release));
  });

  test("is released at its end, once, with the token of who approved the isolation", async () => {
    const { device, release } = await bench.lease("4h");
    const end = await bench.endOf(release);
    // The clock runs on while the loops do: on a machine that is busy, by more than a second.
    await bench.at(end - MINUTE);
    expect(bench.changes(device)).toHaveLength(1);
    await bench.at(end);
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device)).toEqual([
      { what: "isolate", oid: oid("carla") },
      { what: "unisolate", oid: oid("carla") },
    ]);
    await bench.at(end + 8 * HOUR);
    expect(bench.changes(device)).toHaveLength(2);
    expect(await bench.events(release)).toEqual([
      "requested",
      "approved",
      "executing",
      "executed",
      "succeeded",
    ]);
  });

  test("of a bot that was away while it took effect ends when it would have: what was approved is a length, not an outage", async () => {
    const device = bench.workstation();
    const card = await bench.ask(`isolate ${device.id} for:4h beaconing`);
    await bench.harness.click("carla", card, "Approve");
    await bench.settle(card, "Pending");
    bench.services.advance(6 * HOUR);
    await bench.settle(card, "Succeeded", 16 * MINUTE);
    const release = bench.releaseCard(device, soc.id);
    expect(await bench.endOf(release)).toBeLessThan(bench.services.clock.now());
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device).map(({ what }) => what)).toEqual(["isolate", "unisolate"]);
  });

  test("is released once, however many instances see that it is due", async () => {
    const { device, release } = await bench.lease("4h");
    const others = [1, 2].map(() => openHarness(bench.services, bench.policy));
    bench.services.advance((await bench.endOf(release)) - bench.services.clock.now());
    await Promise.all([bench.harness, ...others].map((one) => one.tick()));
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device).map((one) => one.what)).toEqual(["isolate", "unisolate"]);
  });

  test("reminds once, everywhere, before its end", async () => {
    const { device, release } = await bench.lease("4h");
    const end = await bench.endOf(release);
    const words = new RegExp(`${device.computerDnsName}.*To keep the device isolated`);
    await bench.at(end - 25 * MINUTE);
    expect(bench.saidIn(night.id, words)).toHaveLength(0);
    await bench.at(end - 24 * MINUTE);
    await bench.at(end - 20 * MINUTE);
    for (const place of [soc, night]) expect(bench.saidIn(place.id, words)).toHaveLength(1);
  });

  test("is shown on the device's card, and apart by requests", async () => {
    const { device, release } = await bench.lease("6h");
    const [card] = await bench.harness.say("ana", soc, `device ${device.id}`);
    expect(textOf(card!.content)).toContain(`releases at ${clockOn(await bench.endOf(release))}`);
    expect(textOf(card!.content)).toContain(`request ${idOf(release)}`);
    const [list] = await bench.harness.say("ana", soc, "requests");
    expect(textOf(list!.content)).toMatch(
      new RegExp(`"section":"Scheduled releases".*${idOf(release)} · .* · releases at`),
    );
  });

  test("asks the policy about the release too before it is approved", async () => {
    bench.policy.rules = [{ name: "two to release", when: { action: ["release"] }, then: { approvals: 2 } }];
    const device = bench.workstation();
    const both = await bench.ask(`isolate ${device.id} for:4h beaconing`);
    expect(textOf(both.content)).toContain('"label":"Approvals","value":"0 of 2"');
    bench.policy.rules = [{ name: "never", when: { action: ["release"] }, then: { deny: "Ask the owner." } }];
    const refused = await bench.harness.say("ana", soc, `isolate ${device.id} for:4h beaconing`);
    expect(textOf(refused[0]!.content)).toContain("its release at the end would be denied: Ask the owner.");
  });

  test("that the policy lets pass without approval ends with the requester's own token", async () => {
    bench.policy.rules = [{ name: "free", when: { action: ["isolate", "release"] }, then: { approvals: 0 } }];
    const device = bench.workstation();
    const isolation = await bench.ask(`isolate ${device.id} for:1h beaconing`);
    await bench.settle(isolation, "Succeeded");
    await bench.rest();
    const release = bench.releaseCard(device, soc.id);
    await bench.at(await bench.endOf(release));
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device)).toEqual([
      { what: "isolate", oid: oid("ana") },
      { what: "unisolate", oid: oid("ana") },
    ]);
  });
});

describe("Extend", () => {
  test("asks for how long, and moves the end by it", async () => {
    const { device, isolation, release } = await bench.lease("1h");
    const end = await bench.endOf(release);
    expect(JSON.stringify(await bench.harness.click("david", release, "Extend"))).toMatch(
      /"id":"for".*"24h"/,
    );
    await bench.harness.click("david", release, "Extend", { for: "4h" });
    await bench.rest();
    expect(await bench.endOf(release)).toBe(end + 4 * HOUR);
    for (const card of [isolation, release, bench.releaseCard(device, night.id)]) {
      expect(textOf(card.content)).toContain(`releases at ${clockOn(end + 4 * HOUR)}`);
    }
    expect(await bench.events(release)).toContain("extended");
    await bench.at(end + MINUTE);
    expect(bench.changes(device)).toHaveLength(1);
    await bench.at(end + 4 * HOUR);
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device).map((one) => [one.what, one.oid])).toEqual([
      ["isolate", oid("carla")],
      ["unisolate", oid("carla")],
    ]);
  });

  test("is for Approvers who did not ask for it, by a fresh role, and within 7 days", async () => {
    const { release } = await bench.lease("6d");
    const end = await bench.endOf(release);
    const extend = async (key: PersonKey, by: string) =>
      JSON.stringify(await bench.harness.click(key, release, "Extend", { for: by }));
    expect(await extend("ana", "1h")).toContain("role Approver");
    bench.services.sandboxEntra.setRoles("ana", ["Responder", "Approver"]);
    bench.services.advance(61_000);
    expect(await extend("ana", "1h")).toContain("asked for this isolation yourself");
    bench.services.sandboxEntra.setRoles("ana", ["Responder"]);
    expect(await extend("david", "7d")).toContain("at most 7 days");
    expect(await extend("david", "soon")).toContain("no length of time");
    expect(await bench.endOf(release)).toBe(end);
    expect((await bench.events(release)).filter((event) => event === "refused")).toHaveLength(2);
  });

  test("and a revoked approval: it waits for another one until the new end, and is sent no earlier", async () => {
    const { device, release } = await bench.lease("1h");
    const end = await bench.endOf(release);
    await bench.harness.click("david", release, "Extend", { for: "4h" });
    await bench.harness.click("carla", release, "Revoke");
    expect(await bench.request(release)).toMatchObject({ state: "Requested", expiresAt: end + 5 * HOUR });
    await bench.at(end + HOUR);
    await bench.harness.click("david", release, "Approve");
    await bench.rest();
    expect(await bench.request(release)).toMatchObject({ state: "Approved" });
    expect(bench.changes(device)).toHaveLength(1);
    await bench.at(end + 4 * HOUR);
    await bench.settle(release, "Succeeded");
    expect(bench.changes(device).map((one) => [one.what, one.oid])).toEqual([
      ["isolate", oid("carla")],
      ["unisolate", oid("david")],
    ]);
  });

  test("of a lease that is over shows the card as it is", async () => {
    const { release } = await bench.lease("1h");
    const old = { ...release, content: structuredClone(release.content) };
    await bench.at(await bench.endOf(release));
    await bench.settle(release, "Succeeded");
    expect(JSON.stringify(await bench.harness.click("david", old, "Extend", { for: "4h" }))).toContain(
      '"state":"Succeeded"',
    );
  });
});
