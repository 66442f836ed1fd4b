import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shownIn, startTenant, type Tenant } from "../support/tenant.ts";

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant({ ownPolicy: true });
});

afterAll(() => tenant?.close());

/** What a button of the page's drawer does. */
async function press(path: string, body: object): Promise<void> {
  const answer = await fetch(`${tenant.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

test("a reset mends services, takes back alerts, consent, roles and the policy, and keeps every address", async () => {
  const alerts = tenant.defender.alerts.length;
  const addresses = [tenant.defender.url, tenant.graph.url];
  tenant.entra.requireConsent("frida", false);
  const policyFile = tenant.bot.env()["POLICY_FILE"] ?? "";
  const policy = readFileSync(policyFile, "utf8");
  writeFileSync(policyFile, "{}");
  await press("/api/role", { person: "carla", role: "Approver", held: false });
  await press("/api/device", { device: tenant.defender.device("web01").id, step: "reimage" });
  await press("/api/alerts", { action: "raise-many" });
  await press("/api/service", { service: "graph", mode: "down" });
  await press("/api/service", { service: "entra", mode: "broken" });
  await press("/api/reset", {});
  const state = (await (await fetch(`${tenant.url}/api/tenant`)).json()) as {
    bot: { state: string };
    alerts: { told: string | null };
    devices: { devices: object[]; told: string | null };
    services: { mode: string }[];
  };
  expect(state.services.map(({ mode }) => mode)).toEqual(["works", "works", "works", "works"]);
  expect(state).toMatchObject({ bot: { state: "running" }, alerts: { told: null }, devices: { told: null } });
  expect(readFileSync(policyFile, "utf8")).toBe(policy);
  expect(tenant.entra.rolesOf("carla")).toEqual(["Responder", "Approver"]);
  expect(state.devices.devices).toHaveLength(43);
  for (const address of addresses) expect((await fetch(address)).status).toBe(401);
  expect([tenant.defender.url, tenant.graph.url]).toEqual(addresses);
  expect(tenant.defender.alerts).toHaveLength(alerts);
  const verdict = await tenant.ask("ana", "ana", "explain isolate dc01 x", (shown) =>
    shown.includes("It would"),
  );
  expect(shownIn(verdict)).toContain("It would wait for 2 approvals");
  tenant.teams.send("frida", "frida", "whoami");
  await expect.poll(() => tenant.entra.calls.at(-1)?.error, { timeout: 10_000 }).toBe(65001);
});
