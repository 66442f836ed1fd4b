import { describe, expect, test } from "vitest";
import { textOf, type Shown } from "../support/harness.ts";
import { isDone, PLAIN, usingSeveral } from "../support/several.ts";

/** A rule for certain hours holds at the moment of each click and of the call, and what was asked for under it keeps it. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const flows = usingSeveral(null);

const night = {
  name: "at night",
  when: { hours: { from: "22:00", to: "06:00", zone: "Europe/Stockholm" } },
  then: { approvals: 2 },
} as const;

/** Milliseconds since midnight in Stockholm, whatever the time of the year. */
function timeOfDay(now: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Stockholm",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(now);
  const [hours = 0, minutes = 0, seconds = 0] = parts.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000 + seconds * 1000;
}

/** It is so many seconds before that hour there, a day or two later. */
async function askedBefore(hour: number, seconds: number): Promise<Shown> {
  flows.begin({ ...PLAIN, rules: [night] });
  const { clock } = flows.services;
  const wait = hour * HOUR - seconds * 1000 - timeOfDay(clock.now());
  flows.services.advance(wait < 0 ? wait + DAY : wait);
  return flows.ask(flows.fresh(1));
}

const stateOf = async (card: Shown) => {
  const { state, approvals, verdict } = await flows.leaderOf(card);
  return [state, approvals.length, verdict.approvals];
};

describe("a rule for the night", () => {
  test("that begins between asking and the click is shown before anybody has decided anything", async () => {
    const card = await askedBefore(22, 60);
    expect(await stateOf(card)).toEqual(["Requested", 0, 1]);
    flows.services.advance(120_000);
    await flows.harness.click("carla", card, "Approve");
    expect(await stateOf(card)).toEqual(["Requested", 0, 2]);
    await flows.harness.tick();
    expect(textOf(card.content)).toContain("2 approvals are needed now, 1 before");
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    await flows.harness.click("david", card, "Approve");
    await flows.until(card, isDone);
  });

  test("that ends in between still holds for what was asked for under it", async () => {
    const card = await askedBefore(6, 60);
    expect(await stateOf(card)).toEqual(["Requested", 0, 2]);
    flows.services.advance(120_000);
    await flows.harness.click("carla", card, "Approve");
    expect(await stateOf(card)).toEqual(["Requested", 1, 2]);
  });

  test("that begins between the approval and the call sends it back to people", async () => {
    const card = await askedBefore(22, 30);
    await flows.harness.click("carla", card, "Approve");
    expect((await stateOf(card))[0]).toBe("Approved");
    flows.services.advance(60_000);
    await flows.harness.tick();
    await flows.harness.tick();
    expect(await stateOf(card)).toEqual(["Requested", 0, 2]);
    expect(
      flows.services.sandboxDefender.actions.filter(({ requestorComment }) =>
        requestorComment.startsWith(`[${flows.idOf(card)}`),
      ),
    ).toHaveLength(0);
  });
});
