import { verify } from "../support/audit.ts";
import { describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { textOf, type Shown } from "../support/harness.ts";
import { night, oid, type Leased, usingLeases } from "../support/leases.ts";
import { idOf, soc } from "../support/flows.ts";

/** The end of a lease when something has changed since it was approved. */

const HOUR = 3_600_000;
const MINUTE = 60_000;

const bench = usingLeases();

describe("becomes a normal request, and everybody is told,", () => {
  /** The request waits for approval in both places, and nothing was sent. */
  async function expectNormal({ device, release }: Leased, why: RegExp): Promise<void> {
    expect(bench.changes(device)).toHaveLength(1);
    expect(await bench.request(release)).toMatchObject({ state: "Requested", approvals: [], executor: null });
    for (const place of [soc, night]) {
      const fresh = bench.releaseCard(device, place.id);
      expect(fresh).not.toBe(release);
      expect(textOf(fresh.content)).toMatch(why);
      expect(textOf(fresh.content)).toContain('"title":"Approve"');
    }
  }

  async function approveAgain(leased: Leased): Promise<void> {
    await bench.harness.click("david", bench.releaseCard(leased.device, night.id), "Approve");
    await bench.settle(leased.release, "Succeeded");
    expect(bench.changes(leased.device).at(-1)).toEqual({ what: "unisolate", oid: oid("david") });
    expect(bench.changes(leased.device)).toHaveLength(2);
  }

  test("when Entra refuses the token", async () => {
    const leased = await bench.lease("1h");
    bench.services.sandboxEntra.revokeSessions("carla");
    await bench.at(await bench.endOf(leased.release));
    await expectNormal(leased, /Entra ID refused the token of carla/);
    bench.today();
    await bench.services.signIn("carla");
    await approveAgain(leased);
  });

  test("when the approver is none any more", async () => {
    const leased = await bench.lease("1h");
    bench.services.sandboxEntra.setRoles("carla", ["Responder"]);
    await bench.at(await bench.endOf(leased.release));
    await expectNormal(leased, /no longer has the role Approver/);
    bench.services.sandboxEntra.setRoles("carla", ["Responder", "Approver"]);
  });

  test("when Defender refuses it to the approver", async () => {
    const leased = await bench.lease("1h");
    bench.services.sandboxDefender.faults.next(1, {
      method: "POST",
      path: /unisolate/,
      status: 403,
      body: { error: { code: "Forbidden", message: "no" } },
    });
    await bench.at(await bench.endOf(leased.release));
    expect(await bench.request(leased.release)).toMatchObject({ state: "Requested", approvals: [] });
    for (const place of [soc, night])
      expect(textOf(bench.releaseCard(leased.device, place.id).content)).toContain("It needs approval now");
    bench.today();
    await bench.harness.click("david", bench.releaseCard(leased.device, night.id), "Approve");
    await bench.settle(leased.release, "Succeeded");
    const releases = bench.changes(leased.device).filter(({ what }) => what === "unisolate");
    expect(releases).toHaveLength(2);
    expect(releases[1]?.oid).toBe(oid("david"));
  });

  test("when the policy denies it, and can't be approved while it does", async () => {
    const leased = await bench.lease("1h");
    bench.policy.rules = [
      { name: "freeze", when: { action: ["release"] }, then: { deny: "Change freeze." } },
    ];
    await bench.at(await bench.endOf(leased.release));
    await expectNormal(leased, /the policy denies it: Change freeze\. It needs approval/);
    const answer = await bench.harness.click("david", bench.releaseCard(leased.device, night.id), "Approve");
    expect(JSON.stringify(answer)).toContain("Change freeze");
    bench.policy.rules = USUAL_POLICY.rules;
    await approveAgain(leased);
  });

  test("when the policy has become stricter", async () => {
    const leased = await bench.lease("1h");
    bench.policy.rules = [{ name: "two", when: { action: ["release"] }, then: { approvals: 2 } }];
    await bench.at(await bench.endOf(leased.release));
    await expectNormal(leased, /2 approvals are needed now, 1 before/);
    expect(textOf(bench.releaseCard(leased.device, soc.id).content)).toContain(
      '"label":"Approvals","value":"0 of 2"',
    );
  });

  test("when the device was isolated anew", async () => {
    const leased = await bench.lease("1h");
    const again = await bench.ask(`isolate ${leased.device.id} again`);
    await bench.harness.click("david", again, "Approve");
    await bench.settle(again, "Succeeded");
    await bench.at(await bench.endOf(leased.release));
    expect(await bench.request(leased.release)).toMatchObject({ state: "Requested" });
    expect(textOf(bench.releaseCard(leased.device, night.id).content)).toMatch(
      /isolated anew meanwhile by david/,
    );
    expect(bench.changes(leased.device).map((one) => one.what)).toEqual(["isolate", "isolate"]);
  });

  test("when it was turned away at first, and the device was isolated anew before it was sent again", async () => {
    const leased = await bench.lease("1h");
    const { device, release } = leased;
    const retry = { method: "POST", path: /unisolate/, status: 429, headers: { "retry-after": "600" } };
    bench.services.sandboxDefender.faults.next(1, retry);
    await bench.at(await bench.endOf(release));
    expect(await bench.request(release)).toMatchObject({ state: "Executing" });
    await bench.inThePortal(device, "Unisolate", "Isolate");
    const calls = bench.changes(device).length;
    await bench.at(bench.services.clock.now() + 11 * MINUTE);
    expect(await bench.request(release)).toMatchObject({ state: "Requested", approvals: [] });
    expect(textOf(bench.releaseCard(device, night.id).content)).toMatch(/isolated anew meanwhile by david/);
    expect(bench.changes(device)).toHaveLength(calls);
  });

  test("when Defender's list does not show the isolation any more: that is no release", async () => {
    const leased = await bench.lease("1h");
    bench.services.sandboxDefender.faults.set({ path: /machineactions$/, body: { value: [] } });
    await bench.at(await bench.endOf(leased.release));
    await expectNormal(leased, /the isolation state of the device can't be told/);
  });

  test("when nobody had approved it within its time, like any other", async () => {
    const leased = await bench.lease("1h");
    bench.services.sandboxEntra.revokeSessions("carla");
    await bench.at(await bench.endOf(leased.release));
    const isolationSays = () => textOf(leased.isolation.content);
    expect(isolationSays()).toContain(`not released by itself: ${idOf(leased.release)} needs approval`);
    await bench.at(bench.services.clock.now() + 2 * HOUR);
    expect(await bench.request(leased.release)).toMatchObject({ state: "Expired" });
    expect(bench.changes(leased.device)).toHaveLength(1);
    expect(isolationSays()).toContain(`its release ${idOf(leased.release)} is Expired`);
    for (const place of [soc, night])
      expect(bench.saidIn(place.id, staysIsolated(leased.release))).toHaveLength(1);
    bench.today();
    await bench.services.signIn("carla");
  });
});

function staysIsolated(release: Shown): RegExp {
  return new RegExp(`${idOf(release)} expired before it was approved\\. Until .* the device stays isolated`);
}

describe("is over", () => {
  test("with a release that somebody asked for before", async () => {
    const { device, release } = await bench.lease("4h");
    const early = await bench.ask(`release ${device.id} cleaned`);
    await bench.harness.click("david", early, "Approve");
    await bench.settle(early, "Succeeded");
    await bench.rest();
    expect(await bench.request(release)).toMatchObject({ state: "Cancelled", dueAt: null });
    expect(bench.saidIn(night.id, new RegExp(`${idOf(early)} released the device before`))).not.toHaveLength(
      0,
    );
    await bench.at(bench.services.clock.now() + 5 * HOUR);
    expect(bench.changes(device).map((one) => one.what)).toEqual(["isolate", "unisolate"]);
  });

  test("with a release in the portal", async () => {
    const { device, release } = await bench.lease("1h");
    await bench.inThePortal(device, "Unisolate");
    const calls = bench.changes(device).length;
    await bench.at(await bench.endOf(release));
    expect(await bench.request(release)).toMatchObject({ state: "Cancelled" });
    expect(bench.saidIn(night.id, /^{"kind":"text".*released already by david/)).toHaveLength(1);
    expect(bench.changes(device)).toHaveLength(calls);
  });

  test("but not with an older release that the device reports only after a newer isolation", async () => {
    const device = bench.workstation();
    const { sandboxDefender } = bench.services;
    sandboxDefender.setSpeed(0);
    const old = await bench.ask(`release ${device.id} cleaned`);
    await bench.harness.click("carla", old, "Approve");
    await bench.settle(old, "Pending");
    // Looked at every quarter of an hour only, and not waited for by what undoes it.
    for (let minute = 0; minute < 40; minute += 1) await bench.at(bench.services.clock.now() + MINUTE);
    const isolation = await bench.ask(`isolate ${device.id} for:4h again`);
    await bench.harness.click("david", isolation, "Approve");
    await bench.settle(isolation, "Pending");
    sandboxDefender.setSpeed(100);
    await bench.settle(isolation, "Succeeded");
    await bench.rest();
    const release = bench.releaseCard(device, soc.id);
    await bench.settle(old, "Succeeded", 60_000);
    expect(await bench.request(release)).toMatchObject({ state: "Approved" });
    await bench.at(await bench.endOf(release));
    await bench.settle(release, "Succeeded");
  });

  test("with another lease of the same device", async () => {
    const first = await bench.lease("1h");
    const second = await bench.lease("4h", first.device);
    expect(await bench.request(first.release)).toMatchObject({ state: "Cancelled" });
    const end = await bench.endOf(second.release);
    await bench.at(end);
    await bench.settle(second.release, "Succeeded");
    expect(bench.changes(first.device).map((one) => one.what)).toEqual(["isolate", "isolate", "unisolate"]);
  });
});

test("a halt stops it: it is interrupted, and an approver's Resume sends it", async () => {
  const { device, release } = await bench.lease("1h");
  await bench.harness.say("david", soc, "halt wrong devices");
  await bench.at(await bench.endOf(release));
  expect(await bench.request(release)).toMatchObject({ state: "Interrupted" });
  expect(bench.changes(device)).toHaveLength(1);
  await bench.harness.say("erin", soc, "resume");
  await bench.rest();
  expect(bench.changes(device)).toHaveLength(1);
  await bench.harness.click("david", release, "Resume");
  await bench.settle(release, "Succeeded");
  expect(bench.changes(device).at(-1)).toEqual({ what: "unisolate", oid: oid("david") });
});

test("what can't be checked is neither sent nor given up: it is checked again", async () => {
  const { device, release } = await bench.lease("1h");
  const end = await bench.endOf(release);
  await bench.services.sandboxEntra.faults.down();
  await bench.at(end);
  expect(await bench.request(release)).toMatchObject({ state: "Approved", approvals: [{}] });
  expect((await bench.request(release)).dueAt).toBeGreaterThan(end);
  expect(textOf(release.content)).toContain("could not be checked");
  await bench.services.sandboxEntra.faults.up();
  await bench.at(end + MINUTE);
  await bench.settle(release, "Succeeded");
  expect(bench.changes(device)).toHaveLength(2);
});

test("what could not be checked for half an hour is for people to decide", async () => {
  const { device, release } = await bench.lease("1h");
  const end = await bench.endOf(release);
  bench.services.sandboxDefender.faults.next(50, { method: "GET", status: 503 });
  await bench.at(end);
  await bench.at(end + 31 * MINUTE);
  expect(await bench.request(release)).toMatchObject({ state: "Requested" });
  expect(bench.changes(device)).toHaveLength(1);
});

test("the audit chain holds", async () => {
  const records = await bench.services.store.transaction((tx) => tx.audit.list(null, 1000));
  expect(verify(records.toReversed())).toMatchObject({ ok: true });
});
