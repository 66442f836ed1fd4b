import { describe, expect, test } from "vitest";
import { night, usingLeases } from "../support/leases.ts";
import { soc } from "../support/flows.ts";

/** What was promised and is late: people hear of it within minutes, with the reason, and that it is tried further on. */

const MINUTE = 60_000;

const bench = usingLeases();

/** How often each place was told that something is late. */
function told(why: RegExp): readonly number[] {
  return [soc, night].map((place) => bench.saidIn(place.id, why).length);
}

describe("a lease's release", () => {
  test("that Defender turns away for an hour: everybody is told at once, once, and again when the device is free", async () => {
    const { release } = await bench.lease("1h");
    const { id } = await bench.request(release);
    const throttled = { method: "POST", path: /unisolate/, status: 429, headers: { "retry-after": "3600" } };
    bench.services.sandboxDefender.faults.next(2, throttled);
    await bench.at(await bench.endOf(release));
    const late = new RegExp(
      `${id} is late: .*limiting calls.* I go on trying; the next time is .* stays isolated`,
    );
    expect(told(late)).toEqual([1, 1]);
    await bench.at(bench.services.clock.now() + 61 * MINUTE);
    expect([...told(late), (await bench.request(release)).state]).toEqual([1, 1, "Executing"]);
    await bench.at(bench.services.clock.now() + 61 * MINUTE);
    await bench.settle(release, "Succeeded");
    await bench.rest();
    expect(told(new RegExp(`${id} succeeded`))).toEqual([1, 1]);
  });

  test.each<[string, () => void]>([
    [
      "can't be checked",
      () => void bench.services.sandboxDefender.faults.set({ path: /machineactions$/, status: 503 }),
    ],
    ["is not due by another clock", () => bench.services.disagree({ earlier: 60 * MINUTE })],
  ])("that %s: everybody is told within three minutes", async (_, hinder) => {
    const { release } = await bench.lease("1h");
    const { id } = await bench.request(release);
    hinder();
    const end = await bench.endOf(release);
    for (let late = 0; late <= 3 * MINUTE; late += 30_000) await bench.at(end + late);
    expect(told(new RegExp(`${id} is late: .* I go on trying`))).toEqual([1, 1]);
  });
});

test("an isolation that Defender turns away for an hour: who asked is told at once, and why", async () => {
  const { services, harness, flows } = { ...bench, flows: bench };
  const card = await flows.ask(`isolate ${flows.workstation().id} turned-away`);
  const { id } = await flows.request(card);
  services.sandboxDefender.faults.next(1, {
    ...{ method: "POST", path: /isolate$/, status: 429, headers: { "retry-after": "3600" } },
  });
  await harness.click("carla", card, "Approve");
  await flows.rest();
  expect(told(new RegExp(`${id} is late: .*limiting calls.* I go on trying`))).toEqual([1, 0]);
});
