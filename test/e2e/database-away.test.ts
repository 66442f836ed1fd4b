import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../src/sandbox/teams/types.ts";
import { STORES, type Absence } from "../support/database.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";
import { PERSON_WAITS_MS, within } from "../support/within.ts";

/** The database goes away under the real process, and comes back. */

const EVERYBODY = ["ana", "ben", "carla", "david", "erin", "noor"] as const;
/** One absence is as long as the contract's; the others end as soon as all has been seen. */
const LONG_MS = 30_000;

describe.each(STORES)("without %s", (store) => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await startTenant({ store });
    tenant.defender.setSpeed(50);
    for (const person of ["ana", "carla"]) {
      await tenant.ask(person, person, "signin", (shown) => shown.includes("signed in as"));
    }
  });

  afterAll(async () => {
    await tenant?.database.back();
    await tenant?.close();
  });

  const get = async (path: string) => {
    const response = await within(5_000, fetch(new URL(path, tenant.bot.url)));
    return { status: response.status, text: await response.text() };
  };

  let used = 0;
  async function request(reason: string): Promise<Message> {
    const device = tenant.defender.devices.filter(
      (one) => one.rbacGroupName === "Workstations" && one.healthStatus === "Active",
    )[(used += 1)];
    const { message } = tenant.teams.send("ana", "soc", `isolate ${device?.id} ${reason}`);
    const card = await tenant.next("soc", message, (shown) => shown.includes('"Approve"'));
    await expect.poll(async () => (await tenant.teams.click("ana", card.id, "Refresh")).kind).toBe("card");
    return card;
  }

  function posts(reason: string): number {
    return tenant.defender.calls.filter((call) => JSON.stringify(call.body).includes(reason)).length;
  }

  /** Types in the person's own chat and gives what the person hears in time. */
  async function hears(person: string, text: string): Promise<string> {
    const { message } = tenant.teams.send(person, person, text);
    return shownIn(
      await within(
        PERSON_WAITS_MS,
        tenant.next(person, message, () => true),
      ),
    );
  }

  const ways: readonly Absence[] = store === "SQLite" ? ["hangs"] : ["hangs", "refuses"];
  test.each(ways)("that %s: everybody hears it in time, and nothing acknowledged is lost", async (how) => {
    const [acknowledged, open] = [await request(`taken-${how}`), await request(`open-${how}`)];
    expect((await tenant.teams.click("carla", acknowledged.id, "Approve")).kind).toBe("card");
    const long = how === "refuses" ? once(AbortSignal.timeout(LONG_MS), "abort") : null;
    await tenant.database.away(how);

    const [outcome, ...sentences] = await Promise.all([
      within(PERSON_WAITS_MS, tenant.teams.click("carla", open.id, "Approve")),
      ...EVERYBODY.map((person) => hears(person, "requests")),
    ]);
    expect(JSON.stringify(outcome)).toContain("can't reach my database");
    for (const sentence of sentences) expect(sentence).toContain("can't reach my database");
    expect(await get("/readyz")).toEqual({ status: 503, text: "store" });
    expect(await get("/healthz")).toMatchObject({ status: 200 });
    await long;

    await tenant.database.back();
    await expect.poll(async () => (await get("/readyz")).status).toBe(200);
    await tenant.shows("ana", acknowledged, "Succeeded");
    expect(posts(`taken-${how}`)).toBe(1);
    const seen = JSON.stringify(await tenant.teams.click("ana", open.id, "Refresh"));
    expect(seen).toContain("0 of 1");
    expect(posts(`open-${how}`)).toBe(0);
    expect((await tenant.teams.click("carla", open.id, "Approve")).kind).toBe("card");
    await tenant.shows("ana", open, "Succeeded");
    expect(posts(`open-${how}`)).toBe(1);
  });

  test.skipIf(store === "SQLite")("that resets its connections: everybody is answered, once", async () => {
    const card = await request("reset");
    const people = ["ana", "carla", "david", "erin"] as const;
    const before = people.map((person) => tenant.teams.messages(person).length);
    const answers = Promise.all([
      within(PERSON_WAITS_MS, tenant.teams.click("carla", card.id, "Approve")),
      ...people.map((person) => hears(person, "requests")),
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
    expect(posts("reset")).toBe(1);
    expect(people.map((person, index) => tenant.teams.messages(person).length - before[index]!)).toEqual(
      people.map(() => 2),
    );
  });
});
