import { expect, test } from "vitest";
import { usingLeases } from "../support/leases.ts";
import { textOf } from "../support/harness.ts";

/** While the bot's clocks disagree: the later one forbids, the earlier one permits, and work goes on. */

const HOUR = 3_600_000;
const flows = usingLeases();

test("a lease does not end before every clock agrees that it is over; then it does", async () => {
  const { device, release } = await flows.lease("45m");
  const before = flows.changes(device).length;
  flows.services.disagree({ earlier: HOUR });
  await flows.at((await flows.endOf(release)) + 1000);
  await flows.rest();
  expect(flows.changes(device)).toHaveLength(before);
  flows.services.disagree({});
  await flows.settle(release, "Succeeded");
  expect(flows.changes(device)).toHaveLength(before + 1);
});

test("an approval after the expiry by the later clock is refused, and nothing is recorded; the request is not over", async () => {
  const { harness, services } = flows;
  const card = await flows.ask(`isolate ${flows.workstation().id} in-doubt`);
  services.disagree({ later: 2 * HOUR });
  const told = JSON.stringify(await harness.click("carla", card, "Approve"));
  expect(told).toContain("My clocks disagree");
  expect(await flows.events(card)).toEqual(["requested"]);
  services.disagree({});
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});

test("a request does not end by the later clock alone, nor can it be approved then", async () => {
  const { harness, services } = flows;
  const card = await flows.ask(`isolate ${flows.workstation().id} not-over`);
  services.disagree({ earlier: 2 * HOUR });
  services.advance(HOUR + 1000);
  await flows.rest();
  expect(textOf(card.content)).toContain('"state":"Requested"');
  expect(JSON.stringify(await harness.click("carla", card, "Approve"))).toContain("My clocks disagree");
  services.disagree({});
  await flows.rest();
  expect(textOf(card.content)).toContain('"state":"Expired"');
});

test("what was sent is tracked whatever the other clocks say", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().id} tracked-on`);
  flows.services.disagree({ earlier: HOUR });
  await flows.harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});
