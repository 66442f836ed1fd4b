import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../src/sandbox/teams/types.ts";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";

/** The main job, as people do it: ask, be refused, approve, watch, release. Real process, real HTTP. */

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(async () => {
  await tenant?.close();
});

function isRequest(shown: string): boolean {
  return shown.includes('"Approve"');
}

async function requestIn(conversation: string, after: Message): Promise<Message> {
  return tenant.next(conversation, after, isRequest);
}

function isolations(): number {
  return tenant.defender.calls.filter((call) => /\/(un)?isolate$/.test(call.path)).length;
}

describe("the story", () => {
  test("an analyst signs in silently and lists the alerts", async () => {
    const reply = await tenant.ask("ana", "ana", "alerts");
    expect(shownIn(reply)).toContain("alerts");
    expect(shownIn(reply)).toContain("Open alert");
  });

  test("isolation waits for an approver who is somebody else, and is made with his own token", async () => {
    const device = tenant.defender.devices.find(
      (one) => one.rbacGroupName === "Workstations" && one.healthStatus === "Active",
    )!;
    const { message } = tenant.teams.send(
      "ana",
      "soc",
      `isolate ${device.computerDnsName} beaconing to a C2`,
    );
    const card = await requestIn("soc", message);
    expect(isolations()).toBe(0);

    const own = await tenant.teams.click("ana", card.id, "Approve");
    expect(JSON.stringify(own)).toMatch(/Approver|asked for this yourself/);
    expect(isolations()).toBe(0);

    const approved = await tenant.teams.click("carla", card.id, "Approve");
    expect(approved.kind).toBe("card");
    await tenant.shows("ana", card, "Succeeded");
    const posts = tenant.defender.calls.filter((call) => call.path.endsWith("/isolate"));
    expect(posts).toHaveLength(1);
    expect(posts[0]?.oid).toBe("0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0003");
    const body = JSON.stringify(posts[0]?.body);
    expect(body).toMatch(/\[[0-9A-Z]{4}-[0-9A-Z]{4}\] beaconing to a C2 \| requested by ana\.ruiz@/);
    expect(body).toContain("approved by carla.weiss@");
  });
});
