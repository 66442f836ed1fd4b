import { afterAll, beforeAll, describe, test } from "vitest";
import { STORES } from "../support/database.ts";
import { unheardIn } from "../support/crash-traces.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";

const STORM = 500;
const INCIDENTS = 60;
const MORE = 20;
const WITHIN_MS = 120_000;

/** What a new user tries: subscribe a channel, raise 500 alerts, kill the bot in the middle. Teams' limits are on; both wait for them. */
describe.concurrent.each(STORES)("a storm of alerts on %s", (store) => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await startTenant({ store });
  });

  afterAll(async () => {
    await tenant?.close();
  });

  const raise = (count: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        tenant.defender.raiseAlert({
          incidentId: 8000 + (index % INCIDENTS),
          detectionSource: "WindowsDefenderAtp",
        }).id,
    );

  /** For each message in the channel, the alerts that it shows. */
  function cards(): readonly (readonly string[])[] {
    const texts = tenant.teams.messages("soc").map(shownIn);
    return texts.map((text) => [...new Set(text.match(/da\d+_-?\d+(?=")/g))]);
  }

  /** How often each alert stands in the channel. */
  function shown(ids: readonly string[]): readonly number[] {
    const times = Map.groupBy(cards().flat(), (id) => id);
    return ids.map((id) => times.get(id)?.length ?? 0);
  }

  test(
    "every alert is shown, also those of the time when the bot was down; no limit of Teams is broken",
    async ({ expect }) => {
      await tenant.ask("erin", "soc", "subscribe", (text) => text.includes("From now on"));
      const storm = raise(STORM);
      await expect.poll(() => shown(storm).filter((times) => times > 0).length, WAIT).toBeGreaterThan(60);
      await tenant.bot.kill();
      const more = raise(MORE);
      await tenant.bot.start();
      await expect.poll(() => shown([...storm, ...more]).filter((times) => times === 0).length, WAIT).toBe(0);
      // A kill between a send and its commit may show a card once more, and so may an answer that the bot did not get in time.
      const twice = cards().filter((ids) => ids.length > 0 && shown(ids).every((times) => times > 1));
      expect(twice.length).toBeLessThanOrEqual(2 * 2 + unheardIn(tenant.bot.logFile).length);
      expect(tenant.teams.calls.filter((call) => call.status === 429)).toEqual([]);
    },
    2 * WITHIN_MS,
  );
});

const WAIT = { timeout: WITHIN_MS, interval: 500 };
