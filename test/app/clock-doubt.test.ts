import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openLeaseOffice, soc, type LeaseOffice } from "../support/leases.ts";
import { textOf } from "../support/office.ts";

/** While the bot's clocks disagree: the later one forbids, the earlier one permits, and work goes on. */

const HOUR = 3_600_000;
let desk: LeaseOffice;

beforeAll(async () => {
  desk = await openLeaseOffice();
});

afterEach(() => {
  desk.services.disagree({});
  desk.today();
});

afterAll(() => desk?.services.close());

test("a lease does not end before every clock agrees that it is over; then it does", async () => {
  const { device, release } = await desk.lease("45m");
  const before = desk.changes(device).length;
  desk.services.disagree({ earlier: HOUR });
  await desk.at((await desk.endOf(release)) + 1000);
  await desk.rest();
  expect(desk.changes(device)).toHaveLength(before);
  desk.services.disagree({});
  await desk.settle(release, "Succeeded");
  expect(desk.changes(device)).toHaveLength(before + 1);
});

test("an approval after the expiry by the later clock is refused, and nothing is recorded; the request is not over", async () => {
  const { office, services } = desk;
  const card = await desk.ask("ana", soc, `isolate ${desk.workstation().id} in-doubt`);
  services.disagree({ later: 2 * HOUR });
  const told = JSON.stringify(await office.click("carla", card, "Approve"));
  expect(told).toContain("My clocks disagree");
  expect(await desk.events(card)).toEqual(["requested"]);
  services.disagree({});
  await office.click("carla", card, "Approve");
  await desk.settle(card, "Succeeded");
});

test("a request does not end by the later clock alone, nor can it be approved then", async () => {
  const { office, services } = desk;
  const card = await desk.ask("ana", soc, `isolate ${desk.workstation().id} not-over`);
  services.disagree({ earlier: 2 * HOUR });
  services.advance(HOUR + 1000);
  await desk.rest();
  expect(textOf(card.content)).toContain('"state":"Requested"');
  expect(JSON.stringify(await office.click("carla", card, "Approve"))).toContain("My clocks disagree");
  services.disagree({});
  await desk.rest();
  expect(textOf(card.content)).toContain('"state":"Expired"');
});

test("what was sent is tracked whatever the other clocks say", async () => {
  const card = await desk.ask("ana", soc, `isolate ${desk.workstation().id} tracked-on`);
  desk.services.disagree({ earlier: HOUR });
  await desk.office.click("carla", card, "Approve");
  await desk.settle(card, "Succeeded");
});
