import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** The policy file is edited while the real process runs: each click stands under what it says then. */

let tenant: Tenant;
let flows: ProcessFlows;
const folder = mkdtempSync(join(tmpdir(), "policy-"));
const file = join(folder, "policy.json");

beforeAll(async () => {
  write();
  tenant = await startTenant({ botEnv: { POLICY_FILE: file } });
  tenant.defender.setSpeed(50);
  flows = startFlows(tenant);
  await flows.signIn("ana", "carla", "david");
});

afterAll(async () => {
  await tenant?.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(...rules: object[]): void {
  writeFileSync(file, JSON.stringify({ version: 1, rules }));
}
const TWO = { name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } };

test("a rule that was added since the request counts at the click, and voids what it is stricter than", async () => {
  write();
  const card = await flows.request("edited");
  write(TWO);
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, "2 approvals are needed now, 1 before");
  expect(flows.changes("edited")).toEqual([]);
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.teams.click("david", card.id, "Approve");
  await tenant.shows("ana", card, "Succeeded");
  expect(flows.changes("edited")).toHaveLength(1);
});

test("with a file that can't be used nothing is asked or approved, readyz says so, and mended it goes on", async () => {
  write();
  const card = await flows.request("broken");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, good.slice(0, -1));
  const told = await tenant.teams.click("carla", card.id, "Approve");
  expect(JSON.stringify(told)).toContain("policy file can't be used");
  expect(await flows.hears("ana", flows.invocation("another"))).toContain("policy file can't be used");
  expect(await flows.hears("ana", "whoami")).toContain("ana.ruiz");
  const ready = await fetch(`${tenant.bot.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringMatching(/^policy: /)]);
  expect(tenant.seen("ana", card)).toContain("Requested");
  writeFileSync(file, good);
  await tenant.teams.click("carla", card.id, "Approve");
  await tenant.shows("ana", card, "Succeeded");
  expect((await fetch(`${tenant.bot.url}/readyz`)).status).toBe(200);
});
