import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ServiceFault } from "../../sandbox/faults.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** Proactive alerts while Teams or Defender misbehaves: each is posted, twice only after an unclear outcome. */

let tenant: Tenant;
let flows: ProcessFlows;

beforeAll(async () => {
  tenant = await startTenant({ botEnv: { ALERT_POLL_SECONDS: "1" } });
  tenant.graph.setLimits(null);
  flows = startFlows(tenant);
  await flows.signIn("erin");
  await tenant.ask("erin", "erin", "subscribe severity:high", (shown) => shown.includes("High"));
});

afterEach(() => flows.calm());

afterAll(async () => {
  await tenant?.close();
});

function raise(title: string): void {
  tenant.defender.raiseAlert({ title, severity: "High" });
}

/** Waits for all of an alert's cards: what is still to be sent again must not meet the fault of the next one. */
async function posted(title: string, times: number): Promise<void> {
  await expect.poll(() => flows.said("erin", title).length, { timeout: 30_000 }).toBe(times);
}

/** How often each alert stands there: twice what arrived without the bot's being told so. */
const expected = new Map<string, number>();

test.each<[string, ServiceFault, number]>([
  ["alert-429", { status: 429, headers: { "retry-after": "1" } }, 1],
  ["alert-412", { status: 412 }, 1],
  ["alert-502", { status: 502, answer: "after" }, 2],
  ["alert-hang", { hang: true }, 1],
  ["alert-drop", { drop: "after" }, 2],
])("Teams: %s", async (title, fault, times) => {
  expected.set(title, times);
  const met = tenant.teams.faults.met();
  tenant.teams.faults.next(1, { ...fault, method: "POST" });
  raise(title);
  await met;
  await posted(title, times);
});

test.each<[string, ServiceFault]>([
  ["alert-503", { status: 503 }],
  ["alert-unanswered", { hang: true }],
  ["alert-html", { status: 200, body: "<html>gateway</html>" }],
])("Defender: %s", async (title, fault) => {
  expected.set(title, 1);
  const met = tenant.graph.faults.met();
  tenant.graph.faults.set(fault);
  raise(title);
  await met;
  expect(flows.said("erin", title)).toHaveLength(0);
  flows.calm();
  await posted(title, 1);
});

test("after all of it, twice stands only what had an unclear outcome", () => {
  expect(expected.size).toBe(8);
  for (const [title, times] of expected) expect(flows.said("erin", title), title).toHaveLength(times);
});
