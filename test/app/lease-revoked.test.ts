import { describe, expect, test } from "vitest";
import { textOf } from "../support/harness.ts";
import { night, usingLeases } from "../support/leases.ts";
import { idOf, soc } from "../support/flows.ts";

/** The release at a lease's end when it was not sent, or not for certain: what was promised is kept, or said. */

const HOUR = 3_600_000;
const MINUTE = 60_000;

const bench = usingLeases();

describe("a release whose approval is revoked", () => {
  test("is never sent before its time, also where the device has changed and it is approved anew", async () => {
    const { device, release } = await bench.lease("4h");
    const end = await bench.endOf(release);
    await bench.harness.click("carla", release, "Revoke");
    await bench.rest();
    device.machineTags = [...device.machineTags, "Investigating"];
    for (const expected of ["Requested", "Approved"]) {
      await bench.harness.click("david", bench.releaseCard(device, soc.id), "Approve");
      await bench.rest();
      expect(await bench.request(release)).toMatchObject({ state: expected, lease: { endsAt: end } });
    }
    await bench.at(end - MINUTE);
    expect(bench.changes(device).map((one) => one.what)).toEqual(["isolate"]);
    await bench.at(end);
    await bench.settle(release, "Succeeded");
  });

  test("still waits for another one when its time has come, and its isolation's card says so", async () => {
    const { device, release, isolation } = await bench.lease("1h");
    const end = await bench.endOf(release);
    await bench.harness.click("carla", release, "Revoke");
    await bench.at(end + MINUTE);
    expect(await bench.request(release)).toMatchObject({ state: "Requested", expiresAt: end + HOUR });
    expect(textOf(isolation.content)).toContain(`not released by itself: ${idOf(release)} needs approval`);
    await bench.harness.click("david", bench.releaseCard(device, soc.id), "Approve");
    await bench.settle(release, "Succeeded");
    await bench.rest();
    expect(textOf(isolation.content)).toContain(`its release ${idOf(release)} is Succeeded`);
  });
});

test("a Resume finds the release whose answer got lost; it is not taken for somebody else's", async () => {
  const { device, release } = await bench.lease("1h");
  const { faults } = bench.services.sandboxDefender;
  faults.next(1, { method: "POST", path: /unisolate/, status: 500, answer: "after" });
  await bench.at(await bench.endOf(release));
  expect(await bench.request(release)).toMatchObject({ state: "Executing" });
  faults.set({ path: /machineactions$/, body: { value: [] } });
  await bench.settle(release, "Interrupted", 10_000);
  const told = bench.saidIn(night.id, /was interrupted: .* Until then the device may stay isolated/);
  expect(told.filter((text) => text.includes(idOf(release)))).toHaveLength(1);
  faults.clear();
  await bench.harness.click("david", bench.releaseCard(device, soc.id), "Resume");
  await bench.settle(release, "Succeeded");
  expect(bench.changes(device).map((one) => one.what)).toEqual(["isolate", "unisolate"]);
});
