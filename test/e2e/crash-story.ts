import { expect, test } from "vitest";
import { crash } from "../support/crash.ts";
import type { StoreKind } from "../support/database.ts";

/** SIGKILL at random moments, 20 requests in flight; `npm run crash -- --kills 10000` is the long run. */
export function killedAtRandom(store: StoreKind): void {
  test("nothing is lost, nothing sent twice or without approval, however often the bot is killed", async () => {
    const report = await crash({ kills: 25, inFlight: 20, store });
    expect(report.problems, report.history.join("\n")).toEqual([]);
    expect(report.kills).toBe(25);
    // Lives have to get somewhere, or the story proves nothing.
    expect(report.approved).toBeGreaterThan(25);
    expect(report.calls).toBeGreaterThan(20);
    expect(report.unheard).toBeGreaterThan(0);
  }, 900_000);
}
