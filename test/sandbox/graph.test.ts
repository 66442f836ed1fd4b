import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SandboxDefender } from "../../sandbox/defender/server.ts";
import type { SandboxGraph } from "../../sandbox/graph/server.ts";
import { defenderCaller, filter, upn, type Reply } from "./defender-caller.ts";
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

type Row = Record<string, unknown>;
const ids = (rows: Row[]) => rows.map((row) => row["id"]);
const all = () => call("carla", "GET", "alerts_v2?$top=1000");
const count = async (text: string) =>
  (await call("carla", "GET", `alerts_v2?$top=1000&${filter(text)}`)).rows.length;

/** Follows the nextLinks to the end. */
async function walk(first: string, between: () => void = () => {}): Promise<Reply[]> {
  const pages: Reply[] = [];
  for (let next: unknown = first; typeof next === "string"; between()) {
    const page = await call("carla", "GET", next);
    pages.push(page);
    next = page.body["@odata.nextLink"];
  }
  return pages;
}

describe("alerts", () => {
  test("are Defender's own, newest first, in Graph's words", async () => {
    const { rows, body } = await all();
    expect(new Set(ids(rows))).toEqual(new Set(defender.alerts.map(({ id }) => id)));
    const created = rows.map((row) => String(row["createdDateTime"]));
    expect(created).toEqual([...created].sort().reverse());
    for (const at of created) expect(at).toMatch(/T[\d:]{8}\.\d{7}Z$/);
    expect(body["@odata.nextLink"]).toBeUndefined();
    const seen = (name: string) => new Set(rows.map((row) => row[name]));
    expect(seen("severity")).toEqual(new Set(["unknown", "informational", "low", "medium", "high"]));
    expect(seen("status")).toEqual(new Set(["unknown", "new", "inProgress", "resolved"]));
    const sources = ["microsoftDefenderForEndpoint", "microsoftDefenderForIdentity"];
    expect([...seen("serviceSource")]).toEqual(expect.arrayContaining(sources));
    const mine = defender.alerts.find((one) => one.severity === "High")!;
    const read = await call("carla", "GET", `alerts_v2/${mine.id}`);
    expect(read.body).toMatchObject({
      "@odata.type": "#microsoft.graph.security.alert",
      ...{ id: mine.id, providerAlertId: mine.id, incidentId: String(mine.incidentId), severity: "high" },
      ...{ title: mine.title, category: mine.category, mitreTechniques: mine.mitreTechniques },
      alertWebUrl: `https://security.microsoft.com/alerts/${mine.id}?tid=${mine.aadTenantId}`,
    });
  });

  test("evidence is typed, the device first, also where Defender gives none", async () => {
    const { rows } = await all();
    const kinds = new Set(
      rows.flatMap((row) => (row["evidence"] as Row[]).map((piece) => piece["@odata.type"])),
    );
    const names = ["device", "user", "process", "file", "ip", "url", "registryValue"];
    expect([...kinds]).toEqual(
      expect.arrayContaining(names.map((name) => `#microsoft.graph.security.${name}Evidence`)),
    );
    const alert = defender.raiseAlert({ machineId: defender.device("dc01").id });
    const [device] = (await call("carla", "GET", `alerts_v2/${alert.id}`)).body["evidence"] as Row[];
    expect(device).toMatchObject({
      "@odata.type": "#microsoft.graph.security.deviceEvidence",
      ...{ mdeDeviceId: alert.machineId, deviceDnsName: "dc01.contoso.example", tags: ["Tier0"] },
      ...{ rbacGroupName: "Domain Controllers", osPlatform: "WindowsServer2022", healthStatus: "active" },
    });
    expect((device?.["loggedOnUsers"] as Row[]).map((user) => user["accountName"])).toContain("adm-novak");
    const bare = defender.raiseAlert({ evidence: [], computerDnsName: null });
    const read = await call("carla", "GET", `alerts_v2/${bare.id}`);
    expect(read.body["evidence"]).toMatchObject([{ mdeDeviceId: bare.machineId, deviceDnsName: null }]);
  });

  test("filters: words, null, times to the last of seven digits", async () => {
    const wanted = defender.alerts.filter((one) => one.severity === "High" && one.status !== "New").length;
    expect(await count("severity eq 'high' and (status eq 'inProgress' or status eq 'resolved')")).toBe(
      wanted,
    );
    expect(await count("assignedTo eq null")).toBe(
      defender.alerts.filter((one) => one.assignedTo === null).length,
    );
    const alert = defender.raiseAlert({ alertCreationTime: "2099-01-01T00:00:00.12Z" });
    expect(await count("createdDateTime gt 2099-01-01T00:00:00.1199999Z")).toBe(1);
    expect(await count("createdDateTime gt 2099-01-01T00:00:00.1200000Z")).toBe(0);
    const then = "2099-01-01T00:00:00.12Z";
    expect(await count(`createdDateTime le ${then} and createdDateTime ge ${then}`)).toBe(1);
    expect(await count(`createdDateTime lt ${then}`)).toBe(defender.alerts.length - 1);
    expect(await count("lastUpdateDateTime ge 2099-01-01T00:00:00Z")).toBe(1);
    defender.alerts.splice(defender.alerts.indexOf(alert), 1);
  });

  test("pages follow their nextLink, whatever comes and goes meanwhile", async () => {
    const before = new Set(ids((await all()).rows));
    const raised: string[] = [];
    const pages = await walk("alerts_v2?$top=7", () => raised.push(defender.raiseAlert().id));
    const seen = pages.flatMap(({ rows }) => ids(rows));
    expect(pages.length).toBeGreaterThan(8);
    expect(new Set(seen).size).toBe(seen.length);
    expect(new Set(seen)).toEqual(before);
    const oldest = await walk("alerts_v2?$top=25&$orderby=lastUpdateDateTime asc");
    const updated = oldest.flatMap(({ rows }) => rows.map((row) => String(row["lastUpdateDateTime"])));
    expect(updated).toEqual([...updated].sort());
    expect(updated).toHaveLength(before.size + raised.length);
  });

  test("$top, $skip, $count and their limits", async () => {
    const { rows } = await all();
    const some = await call("carla", "GET", "alerts_v2?$top=3&$skip=2&$count=true");
    expect(ids(some.rows)).toEqual(ids(rows).slice(2, 5));
    expect(some.body["@odata.count"]).toBe(rows.length);
    const following = await call("carla", "GET", String(some.body["@odata.nextLink"]));
    expect(ids(following.rows)).toEqual(ids(rows).slice(5, 8));
    expect((await call("carla", "GET", "alerts_v2?$skip=500")).status).toBe(200);
    expect((await call("carla", "GET", "alerts_v2?$top=5000")).status).toBe(200);
    for (let more = 0; more < 50; more += 1) defender.raiseAlert();
    expect((await call("carla", "GET", "alerts_v2")).rows).toHaveLength(100);
  });

  test("400 for what can't be asked", async () => {
    const bad = [
      ...[
        "$skip=501",
        "$top=0",
        "$top=-1",
        "$orderby=title",
        "$skiptoken=x",
        "$expand=evidence",
        "$select=id",
      ],
      filter("severity eq 'High'"),
      filter("severity eq high"),
      filter("createdDateTime ge '2026-01-01T00:00:00Z'"),
      filter("investigationState eq 'queued'"),
      filter("incidentId eq '3100'"),
    ];
    for (const query of bad)
      expect([query, await call("carla", "GET", `alerts_v2?${query}`)]).toMatchObject([
        query,
        { status: 400, code: "BadRequest" },
      ]);
  });
});

describe("triage", () => {
  test("a change in Graph is seen by Defender, and the other way round", async () => {
    const alert = defender.raiseAlert();
    time += 1000;
    const fields = { classification: "truePositive", determination: "compromisedAccount" };
    const body = { ...fields, status: "resolved", assignedTo: upn("ben") };
    const reply = await call("ben", "PATCH", `alerts_v2/${alert.id}`, body);
    expect(reply).toMatchObject({ status: 200, body });
    expect(Date.parse(String(reply.body["resolvedDateTime"]))).toBe(time);
    const there = await defenderCaller(defender)("ben", "GET", `/api/alerts/${alert.id}`);
    expect(there.body).toMatchObject({
      ...{ status: "Resolved", classification: "TruePositive", determination: "CompromisedUser" },
      assignedTo: upn("ben"),
    });
    time += 1000;
    defender.changeAlert(alert.id, { severity: "Low", status: "InProgress" });
    const since = new Date(time).toISOString();
    const { rows } = await call("ben", "GET", `alerts_v2?${filter(`lastUpdateDateTime ge ${since}`)}`);
    expect(rows).toMatchObject([{ id: alert.id, severity: "low", status: "inProgress" }]);
    await call("ben", "PATCH", `alerts_v2/${alert.id}`, { classification: "unknown", assignedTo: null });
    expect(alert).toMatchObject({ classification: null, assignedTo: null });
  });

  test("comments are answered with the whole list", async () => {
    const alert = defender.raiseAlert();
    const comment = { "@odata.type": "microsoft.graph.security.alertComment", comment: "Looking" };
    await call("ben", "POST", `alerts_v2/${alert.id}/comments`, comment);
    const { rows } = await call("ana", "POST", `alerts_v2/${alert.id}/comments`, { comment: "Mine" });
    expect(rows).toMatchObject([
      { comment: "Looking", createdByDisplayName: upn("ben") },
      { comment: "Mine", createdByDisplayName: upn("ana") },
    ]);
    expect(alert.comments.map((one) => one.comment)).toEqual(["Looking", "Mine"]);
  });

  test("bad bodies change nothing", async () => {
    const alert = defender.raiseAlert();
    const before = structuredClone(alert);
    const bad: unknown[] = [
      ...[
        { status: "Resolved" },
        { status: "unknown" },
        { status: null },
        { severity: "low" },
        "{",
        [],
        "null",
      ],
      { classification: "truePositive", determination: "clean" },
      { assignedTo: 1 },
    ];
    for (const body of bad)
      expect((await call("ben", "PATCH", `alerts_v2/${alert.id}`, body)).status).toBe(400);
    for (const body of [{}, { comment: " " }, { comment: "x".repeat(1001) }])
      expect((await call("ben", "POST", `alerts_v2/${alert.id}/comments`, body)).status).toBe(400);
    expect(alert).toEqual(before);
  });
});

describe("incidents", () => {
  test("are their alerts: number, worst severity, state, first and last time", async () => {
    const incidentId = 7001;
    const first = defender.raiseAlert({ incidentId, severity: "Low", title: "One" });
    const single = await call("carla", "GET", "incidents/7001");
    expect(single.body).toMatchObject({ id: "7001", displayName: "One", severity: "low", status: "active" });
    time += 5000;
    const machineId = defender.device("web01").id;
    const second = defender.raiseAlert({ incidentId, severity: "High", status: "InProgress", machineId });
    const { body } = await call("carla", "GET", "incidents/7001?$expand=alerts");
    expect(body).toMatchObject({ severity: "high", status: "inProgress" });
    expect(ids(body["alerts"] as Row[])).toEqual([first.id, second.id]);
    expect(String(body["createdDateTime"]) < String(body["lastUpdateDateTime"])).toBe(true);
    for (const { id } of [first, second]) defender.changeAlert(id, { status: "Resolved" });
    const closed = await call("carla", "GET", `incidents?${filter("status eq 'resolved'")}`);
    expect(ids(closed.rows)).toContain("7001");
    expect(closed.rows[0]).not.toHaveProperty("alerts");
  });

  test("come in pages of fifty, newest first, and only with alerts that the caller may view", async () => {
    const pages = await walk("incidents");
    const rows = pages.flatMap((page) => page.rows);
    expect(pages[0]?.rows).toHaveLength(50);
    expect(rows).toHaveLength(new Set(defender.alerts.flatMap((one) => one.incidentId ?? [])).size);
    const machineId = defender.device("payroll01").id;
    defender.raiseAlert({ incidentId: 7002, machineId });
    defender.raiseAlert({ incidentId: 7002 });
    const seen = await call("david", "GET", "incidents/7002?$expand=alerts");
    expect(seen.body["alerts"]).toHaveLength(1);
    defender.raiseAlert({ incidentId: 7003, machineId });
    expect((await call("david", "GET", "incidents/7003")).code).toBe("NotFound");
  });
});
