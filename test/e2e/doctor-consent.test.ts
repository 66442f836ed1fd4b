import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { examine } from "../../src/doctor/examine.ts";
import { isHealthy, type Finding } from "../../src/doctor/report.ts";
import { trust } from "../support/authority.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/** What the doctor says of the delegated permissions that people's commands need. */

const GUID = "99999999-2222-3333-4444-555555555555";

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
  trust(tenant.entra.caFile);
});

afterEach(() => tenant.graph.faults.clear());

afterAll(() => tenant?.close());

const IDS = {
  own: "5e7d1ce0-52f4-4b1e-9b0f-1d6c3f7a9001",
  defender: "5e7d1ce0-52f4-4b1e-9b0f-1d6c3f7a9010",
  graph: "5e7d1ce0-52f4-4b1e-9b0f-1d6c3f7a9011",
} as const;

/** The directory lets the application read, and tells these consents. */
function consent(...value: readonly object[]): void {
  const apps = [
    [tenant.entra.clientId, IDS.own],
    ["fc780465-2017-40d4-a0c5-307022471b92", IDS.defender],
    ["00000003-0000-0000-c000-000000000000", IDS.graph],
  ] as const;
  for (const [appId, id] of apps)
    tenant.graph.faults.next(1, {
      path: new RegExp(`servicePrincipals.*${appId}`),
      body: { id, appRoles: [] },
    });
  tenant.graph.faults.next(1, { path: /oauth2PermissionGrants/, body: { value } });
}

async function ofPeople(): Promise<readonly Finding[]> {
  return (await examine(tenant.bot.env())).filter(({ check }) => check === "people");
}

test("an application that may not read consents is told how to check them, and nothing fails by it", async () => {
  const all = await examine(tenant.bot.env());
  expect(isHealthy(all)).toBe(true);
  const [, told, ...more] = all.filter(({ check }) => check === "people");
  expect(told?.status).toBe("note");
  expect(told?.text).toMatch(/can't be told: the application may not read it\. .*Enterprise applications/);
  expect(more).toEqual([]);
});

test("each delegated permission without admin consent, with what to do and which commands stop working", async () => {
  const all = { clientId: IDS.own, consentType: "AllPrincipals", principalId: null };
  consent(
    { ...all, resourceId: IDS.defender, scope: " Machine.Read Machine.Scan" },
    { ...all, resourceId: IDS.graph, scope: "Machine.Isolate" },
    {
      ...all,
      consentType: "Principal",
      principalId: GUID,
      resourceId: IDS.defender,
      scope: "File.Read.All",
    },
    { ...all, clientId: GUID, resourceId: IDS.graph, scope: "User.RevokeSessions.All" },
  );
  const warnings = (await ofPeople()).filter(({ status }) => status === "warning").map(({ text }) => text);
  const of = (start: string) => warnings.find((text) => text.startsWith(`${start}: `));
  expect(of("WindowsDefenderATP Machine.Isolate")).toMatch(
    /grants admin consent\. Until then .*: isolate, release, cancel-action\.$/,
  );
  expect(of("WindowsDefenderATP File.Read.All")).toBeDefined();
  expect(of("Microsoft Graph User.RevokeSessions.All")).toMatch(/revoke-sessions\.$/);
  expect(of("WindowsDefenderATP Machine.Read")).toBeUndefined();
  expect(of("WindowsDefenderATP Machine.Scan")).toBeUndefined();
});

test("a directory that breaks off is no consent and no failure", async () => {
  tenant.graph.faults.set({ path: /servicePrincipals/, status: 500, body: {} });
  expect((await ofPeople()).map(({ status }) => status)).toEqual(["note", "note"]);
});
