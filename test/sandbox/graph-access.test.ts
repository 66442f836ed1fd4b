import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SandboxDefender } from "../../sandbox/defender/server.ts";
import { graphResource } from "../../sandbox/entra/scopes.ts";
import { startEntra } from "../../sandbox/entra/server.ts";
import { startGraph, type SandboxGraph } from "../../sandbox/graph/server.ts";
import { upn } from "./defender-caller.ts";
import { entraCaller } from "./entra-caller.ts";
import { startBoth } from "./graph-caller.ts";

let defender: SandboxDefender;
let graph: SandboxGraph;
let call: Awaited<ReturnType<typeof startBoth>>["call"];
let time = Date.now();

beforeAll(async () => {
  ({ defender, graph, call } = await startBoth(() => time));
});
afterAll(() => Promise.all([graph.close(), defender.close()]));
beforeEach(() => {
  graph.setLimits(null);
  graph.faults.clear();
});

test("401 without a good token for this very address, in Graph's error shape", async () => {
  const cases = [
    [undefined, "empty"],
    ["Bearer junk|x", "validation failure"],
    ["Bearer ana|SecurityAlert.Read.All|https://graph.microsoft.com", "Invalid audience"],
    ["Bearer ana|SecurityAlert.Read.All|https://api.securitycenter.microsoft.com", "Invalid audience"],
  ] as const;
  for (const [authorization, why] of cases) {
    const headers = { ...(authorization && { authorization }), "client-request-id": "mine-1" };
    const response = await fetch(`${graph.url}/v1.0/security/alerts_v2`, { headers });
    expect(response.status).toBe(401);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(error).toMatchObject({
      code: "InvalidAuthenticationToken",
      message: expect.stringContaining(why) as string,
      innerError: {
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/) as string,
        "request-id": response.headers.get("request-id"),
        "client-request-id": "mine-1",
      },
    });
  }
});

test("403 without the permission, 400 for what isn't there", async () => {
  const { id } = defender.alerts[0]!;
  const refused = [
    await call("carla", "GET", "alerts_v2", undefined, "SecurityIncident.Read.All"),
    await call("carla", "PATCH", `alerts_v2/${id}`, { status: "new" }, "SecurityAlert.Read.All"),
    await call("app", "GET", "incidents", undefined, "SecurityAlert.Read.All"),
    await call("app", "POST", `alerts_v2/${id}/comments`, { comment: "x" }, "SecurityAlert.Read.All"),
  ];
  for (const reply of refused) expect(reply).toMatchObject({ status: 403, code: "Forbidden" });
  expect(JSON.stringify(refused[2]?.body)).toContain("Missing application roles. API required roles: Sec");
  for (const path of ["nothing", "alerts_v2/a/b", "alerts_v2/%E0%A4%A"])
    expect(await call("carla", "GET", path)).toMatchObject({ status: 400, code: "BadRequest" });
  expect((await call("app", "GET", "alerts_v2?$top=1000")).rows).toHaveLength(defender.alerts.length);
});

test("Defender's device groups hold here too, and viewing is not investigating", async () => {
  const groups = async (who: "ana" | "ben" | "david" | "noor") => {
    const { rows } = await call(who, "GET", "alerts_v2?$top=1000");
    const devices = rows.map((row) => (row["evidence"] as Record<string, unknown>[])[0]);
    return new Set(devices.map((device) => device?.["rbacGroupName"]));
  };
  expect(await groups("ben")).toEqual(new Set(["Workstations"]));
  expect((await groups("david")).has("Finance")).toBe(false);
  expect(await groups("noor")).toEqual(new Set());
  const { id } = defender.raiseAlert({ machineId: defender.device("payroll01").id });
  expect(await call("david", "GET", `alerts_v2/${id}`)).toMatchObject({ status: 404, code: "NotFound" });
  const other = defender.raiseAlert({ machineId: defender.device("dc01").id });
  const take = () => call("ana", "PATCH", `alerts_v2/${other.id}`, { assignedTo: upn("ana") });
  expect(await take()).toMatchObject({ status: 403, code: "Forbidden" });
  defender.setRbac("ana", [{ group: "Domain Controllers", permissions: ["view", "alerts"] }]);
  expect((await take()).status).toBe(200);
});

test("429 with Retry-After, faults, and a log of calls", async () => {
  graph.setLimits({ perMinute: 1, perHour: null });
  expect((await call("ben", "GET", "alerts_v2?$top=1")).status).toBe(200);
  time += 15_000;
  const refused = await call("ben", "GET", "alerts_v2?$top=1");
  expect(refused).toMatchObject({ status: 429, code: "TooManyRequests" });
  expect(refused.headers.get("retry-after")).toBe("45");
  graph.setLimits(null);
  graph.faults.next(1, { status: 503, path: /alerts_v2/ });
  expect((await call("ben", "GET", "alerts_v2")).status).toBe(503);
  await graph.faults.down();
  await expect(call("ben", "GET", "alerts_v2")).rejects.toThrow();
  await graph.faults.up();
  await call("erin", "GET", "alerts_v2?$top=2", undefined, "SecurityAlert.Read.All");
  expect(graph.calls.at(-1)).toMatchObject({
    ...{ method: "GET", path: "/v1.0/security/alerts_v2", query: { $top: "2" }, status: 200 },
    ...{ scp: "SecurityAlert.Read.All", app: "the-bot" },
  });
});

test("with the sandbox's own Entra: a token for Graph's address, for a person and for the application", async () => {
  const tlsDir = mkdtempSync(join(tmpdir(), "entra-"));
  const entra = await startEntra({ tlsDir });
  const real = await startGraph({ entra, defender });
  try {
    const caller = entraCaller(entra);
    const read = async (token: string) =>
      (
        await fetch(`${real.url}/v1.0/security/alerts_v2?$top=1`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).status;
    const ask = { scopes: [`${real.url}/.default`] };
    await expect(caller.client().acquireTokenByClientCredential(ask)).rejects.toMatchObject({
      errorNo: 500011,
    });
    entra.addResource(graphResource(real.url));
    const application = await caller.client().acquireTokenByClientCredential(ask);
    expect(await read(application?.accessToken ?? "")).toBe(200);
    const person = await caller.client().acquireTokenOnBehalfOf({
      oboAssertion: await entra.ssoToken("carla"),
      scopes: [`${real.url}/SecurityAlert.Read.All`],
    });
    expect(await read(person?.accessToken ?? "")).toBe(200);
    const elsewhere = await caller.onBehalfOf(caller.client(), "carla", "Alert.Read");
    expect(await read(elsewhere.accessToken)).toBe(401);
  } finally {
    await Promise.all([real.close(), entra.close()]);
    rmSync(tlsDir, { recursive: true });
  }
});
