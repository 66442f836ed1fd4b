import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../sandbox/teams/types.ts";
import { STORES } from "../support/database.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";

/** The main job, as people do it: ask, be refused, approve, watch, release. Real process, real HTTP, both stores. */

describe.each(STORES)("the story on %s", (store) => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await startTenant({ store, fromSources: true });
  });

  afterAll(async () => {
    await tenant?.close();
  });

  function device() {
    return tenant.defender.devices.find(
      (one) => one.rbacGroupName === "Workstations" && one.healthStatus === "Active",
    )!;
  }

  async function request(text: string): Promise<Message> {
    const { message } = tenant.teams.send("ana", "soc", text);
    return tenant.next("soc", message, (shown) => shown.includes('"Approve"'));
  }

  function changes() {
    return tenant.defender.calls.filter((call) => /\/(un)?isolate$/.test(call.path));
  }

  test("an analyst signs in silently and lists the alerts", async () => {
    const reply = await tenant.ask("ana", "ana", "alerts");
    expect(shownIn(reply)).toContain("alerts");
    expect(shownIn(reply)).toContain("Open alert");
  });

  test("isolation waits for an approver who is somebody else, and is made with their own token", async () => {
    const card = await request(`isolate ${device().computerDnsName} beaconing to a C2`);
    expect(changes()).toHaveLength(0);

    const own = await tenant.teams.click("ana", card.id, "Approve");
    expect(JSON.stringify(own)).toMatch(/Approver|asked for this yourself/);
    expect(changes()).toHaveLength(0);

    const approved = await tenant.teams.click("carla", card.id, "Approve");
    expect(approved.kind).toBe("card");
    await tenant.shows("ana", card, "Succeeded");
    const [post, ...more] = changes();
    expect(more).toEqual([]);
    expect(post?.oid).toBe("0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0003");
    const body = JSON.stringify(post?.body);
    expect(body).toMatch(/\[[0-9A-Z]{4}-[0-9A-Z]{4}\] beaconing to a C2 \| requested by ana\.ruiz@/);
    expect(body).toContain("approved by carla.weiss@");
  });

  test("release goes the same way", async () => {
    const card = await request(`release ${device().computerDnsName} cleaned`);
    await tenant.teams.click("david", card.id, "Approve");
    await tenant.shows("ana", card, "Succeeded");
    expect(changes().map(({ path }) => path.split("/").at(-1))).toEqual(["isolate", "unisolate"]);
    const reply = await tenant.ask("ana", "ana", `device ${device().computerDnsName}`);
    expect(shownIn(reply)).toContain("not isolated");
  });
});
