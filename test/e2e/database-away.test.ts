import { once } from "node:events";
import { afterAll, beforeAll, describe, test, type TestContext } from "vitest";
import { STORES, type Absence } from "../support/database.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";
import { PERSON_WAITS_MS, within } from "../support/within.ts";

/** The database goes away under the real process, and comes back. */

const EVERYBODY = ["ana", "ben", "carla", "david", "erin", "noor"] as const;
/** One absence is as long as the contract's; the others end as soon as all has been seen. */
const LONG_MS = 30_000;
/** The two stores side by side, each test with an `expect` of its own; what happens to one of them, one after the other. */
const ONE_BY_ONE = { concurrent: false };

describe.concurrent.each(STORES)("without %s", (store) => {
  let tenant: Tenant;
  let flows: ProcessFlows;

  beforeAll(async () => {
    tenant = await startTenant({ store, breakable: true });
    tenant.defender.setSpeed(50);
    flows = startFlows(tenant);
    await flows.signIn("ana", "carla");
  });

  afterAll(async () => {
    await tenant?.database.back();
    await tenant?.close();
  });

  const get = async (path: string) => {
    const response = await within(5_000, fetch(new URL(path, tenant.bot.url)));
    return { status: response.status, text: await response.text() };
  };

  const ways: readonly Absence[] = store === "SQLite" ? ["hangs"] : ["hangs", "refuses"];
  test.for(ways)(
    "that %s: everybody hears it in time, nothing acknowledged is lost",
    ONE_BY_ONE,
    async (how, { expect }) => {
      const [acknowledged, open] = [await flows.request(`taken-${how}`), await flows.request(`open-${how}`)];
      expect((await tenant.teams.click("carla", acknowledged.id, "Approve")).kind).toBe("card");
      const long = how === "refuses" ? once(AbortSignal.timeout(LONG_MS), "abort") : null;
      await tenant.database.away(how);

      const [outcome, ...sentences] = await Promise.all([
        within(PERSON_WAITS_MS, tenant.teams.click("carla", open.id, "Approve")),
        ...EVERYBODY.map((person) => flows.hears(person, "requests")),
      ]);
      expect(JSON.stringify(outcome)).toContain("can't reach my database");
      for (const sentence of sentences) expect(sentence).toContain("can't reach my database");
      expect(await get("/readyz")).toEqual({ status: 503, text: "store" });
      expect(await get("/healthz")).toMatchObject({ status: 200 });
      await long;

      await tenant.database.back();
      await expect.poll(async () => (await get("/readyz")).status).toBe(200);
      await tenant.shows("ana", acknowledged, "Succeeded");
      expect(flows.changes(`taken-${how}`)).toHaveLength(1);
      const seen = JSON.stringify(await tenant.teams.click("ana", open.id, "Refresh"));
      expect(seen).toContain("0 of 1");
      expect(flows.changes(`open-${how}`)).toHaveLength(0);
      expect((await tenant.teams.click("carla", open.id, "Approve")).kind).toBe("card");
      await tenant.shows("ana", open, "Succeeded");
      expect(flows.changes(`open-${how}`)).toHaveLength(1);
    },
  );

  // SQLite has no connections that could be reset.
  if (store === "PostgreSQL")
    test("that resets its connections: everybody is answered, once", ONE_BY_ONE, resets);

  async function resets({ expect }: TestContext): Promise<void> {
    const card = await flows.request("reset");
    const people = ["ana", "carla", "david", "erin"] as const;
    const before = people.map((person) => tenant.teams.messages(person).length);
    const answers = Promise.all([
      within(PERSON_WAITS_MS, tenant.teams.click("carla", card.id, "Approve")),
      ...people.map((person) => flows.hears(person, "requests")),
    ]);
    let over = false;
    void answers.finally(() => (over = true));
    while (!over) {
      tenant.database.cut();
      await get("/healthz");
    }
    const [outcome, ...said] = await answers;
    for (const answer of said) expect(answer).toMatch(/reset|database/);
    // A commit whose answer was lost is nothing to be sure of, and the person was told to look again.
    if (outcome.kind !== "card") await tenant.teams.click("carla", card.id, "Approve");
    await tenant.shows("ana", card, "Succeeded");
    expect(flows.changes("reset")).toHaveLength(1);
    expect(people.map((person, index) => tenant.teams.messages(person).length - before[index]!)).toEqual(
      people.map(() => 2),
    );
  }
});
