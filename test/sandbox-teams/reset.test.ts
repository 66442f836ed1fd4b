import { afterAll, beforeAll, expect, test } from "vitest";
import { startTenant, type Tenant } from "../support/tenant.ts";

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(() => tenant?.close());

/** What a button of the page's drawer does. */
async function press(path: string, body: object): Promise<void> {
  const answer = await fetch(`${tenant.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

test("a reset mends the services, takes back alerts and consent, and keeps every address", async () => {
  const addresses = [tenant.defender.url, tenant.graph.url];
  tenant.entra.requireConsent("frida", false);
  await press("/api/alerts", { action: "raise-many" });
  await press("/api/service", { service: "graph", mode: "down" });
  await press("/api/service", { service: "entra", mode: "broken" });
  await press("/api/reset", {});
  const state = (await (await fetch(`${tenant.url}/api/tenant`)).json()) as {
    bot: { state: string };
    alerts: { told: string | null };
    services: { mode: string }[];
  };
  expect(state.services.map(({ mode }) => mode)).toEqual(["works", "works", "works", "works"]);
  expect(state).toMatchObject({ bot: { state: "running" }, alerts: { told: null } });
  for (const address of addresses) expect((await fetch(address)).status).toBe(401);
  expect([tenant.defender.url, tenant.graph.url]).toEqual(addresses);
  expect(tenant.defender.alerts).toHaveLength(60);
  tenant.teams.send("frida", "frida", "whoami");
  await expect.poll(() => tenant.entra.calls.at(-1)?.error, { timeout: 10_000 }).toBe(65001);
});
