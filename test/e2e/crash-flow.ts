import { expect, test } from "vitest";
import { crash } from "../support/crash.ts";
import type { StoreKind } from "../support/database.ts";

/**
 * SIGKILL at random moments, with at least 5 requests under way, half of them of several steps, a few of up to 50; copies that are put back,
 * clicks that come again and a clock that lies. On PostgreSQL one, two or all of three instances die at a moment, and the
 * others go on.
 * `npm run crash` is the long run, and takes a seed to go by.
 */
const SEED = 1;
const KILLS = 25;

export function killedAtRandom(store: StoreKind): void {
  test("nothing is lost, nothing sent twice or without approval, however often the bot is killed", async () => {
    const report = await crash({ seed: SEED, kills: KILLS, restores: 1, inFlight: 5, store });
    expect(report.problems, [`seed ${SEED}`, ...report.history].join("\n")).toEqual([]);
    expect(report.restores).toBeGreaterThan(0);
    // Lives have to get somewhere, or the story proves nothing.
    expect(report.approved).toBeGreaterThan(5);
    expect(report.calls).toBeGreaterThan(5);
    expect(report.largest).toBeGreaterThan(6);
  }, 900_000);
}
