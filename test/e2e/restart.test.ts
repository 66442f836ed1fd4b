import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../src/sandbox/teams/types.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** A restart at any point carries on: the real process is killed and started again in the middle of a request. */

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
  // Signs both in, so that their clicks need no prompt.
  await tenant.ask("ana", "ana", "signin", (shown) => shown.includes("signed in as"));
  await tenant.ask("carla", "carla", "signin", (shown) => shown.includes("signed in as"));
});

afterAll(async () => {
  await tenant?.close();
});

let used = 0;
async function request(reason: string): Promise<Message> {
  const device = tenant.defender.devices.filter(
    (one) =>
      one.rbacGroupName === "Workstations" &&
      one.healthStatus === "Active" &&
      !/kiosk/.test(one.computerDnsName ?? ""),
  )[(used += 1)];
  const { message } = tenant.teams.send("ana", "soc", `isolate ${device?.computerDnsName} ${reason}`);
  const card = await tenant.next("soc", message, (shown) => shown.includes('"Approve"'));
  // Until the bot has recorded that it posted the card: a kill in between leaves a copy that it does not know.
  await expect.poll(async () => (await tenant.teams.click("ana", card.id, "Refresh")).kind).toBe("card");
  return card;
}

function posts(reason: string): number {
  return tenant.defender.calls.filter(
    (call) => call.method === "POST" && JSON.stringify(call.body).includes(reason),
  ).length;
}

test("killed while it waits for approval: the card still works afterwards", async () => {
  const card = await request("killed-waiting");
  await tenant.bot.kill();
  await tenant.bot.start();
  expect((await tenant.teams.click("carla", card.id, "Approve")).kind).toBe("card");
  await tenant.shows("ana", card, "Succeeded");
  expect(posts("killed-waiting")).toBe(1);
});

test("killed right after the approval: it is carried out once, and the card gets there", async () => {
  const card = await request("killed-approved");
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.bot.kill();
  await tenant.bot.start();
  await tenant.shows("ana", card, /Succeeded|Interrupted/);
  expect(posts("killed-approved")).toBeLessThanOrEqual(1);
});

test("killed while the machine action runs: it is tracked to the end", async () => {
  const card = await request("killed-pending");
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, /Pending|InProgress/);
  await tenant.bot.kill();
  await tenant.bot.start();
  await tenant.shows("ana", card, "Succeeded");
  expect(posts("killed-pending")).toBe(1);
});

test("stopped politely: it ends with 0 and goes on after the next start", async () => {
  const card = await request("stopped");
  await tenant.bot.restart();
  await tenant.teams.click("carla", card.id, "Deny");
  await tenant.shows("ana", card, "Denied");
  expect(posts("stopped")).toBe(0);
});
