import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDefender, type SandboxDefender } from "../../sandbox/defender/server.ts";
import { defenderCaller, filter, upn, verifyTestToken } from "./defender-caller.ts";

let defender: SandboxDefender;
let call: ReturnType<typeof defenderCaller>;
let time = Date.now();
const isolate = { Comment: "beaconing", IsolationType: "Full" };

beforeAll(async () => {
  const entra = { verifyAccessToken: verifyTestToken };
  defender = await startDefender({ entra, clock: () => time, limits: null });
  call = defenderCaller(defender);
});
afterAll(() => defender.close());
beforeEach(() => {
  defender.setLimits(null);
  defender.faults.clear();
});

describe("tokens", () => {
  test("401 without a good token for this API, in Defender's shape", async () => {
    const tokens = [
      undefined,
      "Bearer junk",
      "Basic YTpi",
      "Bearer ana|Machine.Read|https://graph.microsoft.com",
    ];
    for (const authorization of tokens) {
      const response = await fetch(`${defender.url}/api/machines`, {
        headers: authorization ? { authorization } : {},
      });
      expect(response.status).toBe(401);
      const { error } = (await response.json()) as { error: Record<string, string> };
      expect(error["code"]).toBe("Unauthorized");
      expect(error["target"]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("403 without the permission; application and delegated names differ", async () => {
    const { id } = defender.device("ward3-nurse12");
    const refused = [
      await call("carla", "GET", "/api/machines", undefined, "Alert.Read"),
      await call("carla", "POST", `/api/machines/${id}/isolate`, isolate, "Machine.Read,Machine.Scan"),
      await call("app", "GET", "/api/alerts", undefined, "Alert.Read"),
      await call("app", "POST", `/api/machines/${id}/isolate`, isolate, "Machine.Read.All"),
      await call("carla", "PATCH", `/api/alerts/${defender.alerts[0]!.id}`, { status: "New" }, "Alert.Read"),
    ];
    for (const reply of refused) expect(reply).toMatchObject({ status: 403, code: "Forbidden" });
    expect((await call("app", "GET", "/api/alerts", undefined, "Alert.Read.All")).rows.length).toBe(
      defender.alerts.filter(({ machineId }) => machineId !== "").length,
    );
  });

  test("an unknown route is 404", async () => {
    for (const path of ["/api/nothing", "/", "/api/machines/x/y/z", "/v1.0/security/alerts_v2"])
      expect(await call("ana", "GET", path)).toMatchObject({ status: 404, code: "NotFound" });
    expect(await call("ana", "GET", "/api/machines/%E0%A4%A")).toMatchObject({ status: 400 });
  });
});

describe("Defender's own roles", () => {
  test("what a person can't view isn't there: lists, single reads, actions", async () => {
    const groups = async (who: "ana" | "ben" | "david" | "noor") =>
      new Set((await call(who, "GET", "/api/machines")).rows.map((row) => row["rbacGroupName"]));
    expect(await groups("ben")).toEqual(new Set(["Workstations"]));
    expect((await groups("david")).has("Finance")).toBe(false);
    // All five, and what is in none: those who see every group see that too.
    expect((await groups("ana")).size).toBe(6);
    expect((await call("noor", "GET", "/api/machines")).status).toBe(404);
    const { id } = defender.device("payroll01");
    expect((await call("david", "GET", `/api/machines/${id}`)).status).toBe(404);
    expect((await call("david", "POST", `/api/machines/${id}/isolate`, isolate)).status).toBe(404);
    const alert = defender.alerts.find((one) => one.rbacGroupName === "Finance")!;
    expect((await call("david", "GET", `/api/alerts/${alert.id}`)).code).toBe("ResourceNotFound");
    expect((await call("carla", "GET", `/api/alerts/${alert.id}`)).status).toBe(200);
    expect((await call("noor", "GET", "/api/alerts")).rows).toEqual([]);
  });

  test("viewing is not remediating, nor investigating", async () => {
    const { id } = defender.device("web01");
    expect(await call("ana", "POST", `/api/machines/${id}/isolate`, isolate)).toMatchObject({
      status: 403,
      code: "Forbidden",
    });
    const alert = defender.raiseAlert({ machineId: defender.device("dc01").id });
    expect((await call("ana", "PATCH", `/api/alerts/${alert.id}`, { status: "InProgress" })).status).toBe(
      403,
    );
    defender.setRbac("ana", [{ group: "Domain Controllers", permissions: ["view", "alerts"] }]);
    expect((await call("ana", "PATCH", `/api/alerts/${alert.id}`, { status: "InProgress" })).status).toBe(
      200,
    );
  });
});

describe("triage", () => {
  test("status, owner, classification and comment; the update time moves", async () => {
    const alert = defender.raiseAlert();
    time += 1000;
    const fields = {
      status: "Resolved",
      assignedTo: upn("ben"),
      classification: "TruePositive",
      determination: "Malware",
    };
    const reply = await call("ben", "PATCH", `/api/alerts/${alert.id}`, { ...fields, comment: "Cleaned" });
    expect(reply.body).toMatchObject(fields);
    expect(reply.body["comments"]).toMatchObject([{ comment: "Cleaned", createdBy: upn("ben") }]);
    const since = filter(`lastUpdateTime ge ${new Date(time).toISOString()}`);
    expect((await call("ben", "GET", `/api/alerts?${since}`)).rows).toHaveLength(1);
    const reopened = await call("ben", "PATCH", `/api/alerts/${alert.id}`, { status: "InProgress" });
    expect(reopened.body).toMatchObject({ status: "InProgress", resolvedTime: null });
  });

  test("bad bodies change nothing", async () => {
    const alert = defender.raiseAlert();
    const before = structuredClone(alert);
    const bad = [
      { Status: "Resolved" },
      { status: "Closed" },
      { status: "New", determination: "Malware" },
      { status: 1 },
    ];
    for (const body of [...bad, [], "{", "null", { classification: "FalsePositive", determination: "Apt" }])
      expect((await call("ben", "PATCH", `/api/alerts/${alert.id}`, body)).status).toBe(400);
    expect(alert).toEqual(before);
  });
});

describe("limits and faults", () => {
  test("429 with Retry-After when the minute or the hour is full, and then again calls", async () => {
    defender.setLimits({ perMinute: 2, perHour: 3 });
    const ask = () => call("ben", "GET", "/api/machines?$top=1");
    expect((await ask()).status).toBe(200);
    time += 20_000;
    expect((await ask()).status).toBe(200);
    const minute = await ask();
    expect(minute).toMatchObject({ status: 429, code: "429" });
    expect(minute.headers.get("retry-after")).toBe("40");
    time += 40_000;
    expect((await ask()).status).toBe(200);
    const hour = await ask();
    expect(hour.body).toMatchObject({
      error: { message: "API calls quota exceeded! maximum allowed 3 per 01:00:00" },
    });
    expect(Number(hour.headers.get("retry-after"))).toBeGreaterThan(3000);
  });

  test("a dropped connection before the effect leaves no action, one after it leaves one", async () => {
    const { id } = defender.device("laptop-bokafor");
    const path = `/api/machines/${id}/isolate`;
    const mine = () => defender.actions.filter((one) => one.machineId === id);
    defender.faults.next(1, { method: "POST", path: /isolate$/, drop: "before" });
    expect((await call("carla", "GET", `/api/machines/${id}`)).status).toBe(200);
    await expect(call("carla", "POST", path, isolate)).rejects.toThrow();
    expect(mine()).toHaveLength(0);
    defender.faults.next(1, { path: /isolate$/, drop: "after" });
    await expect(call("carla", "POST", path, isolate)).rejects.toThrow();
    expect(mine()).toMatchObject([{ status: "Pending", requestor: upn("carla") }]);
    const posts = defender.calls.filter((one) => one.path === path);
    expect(posts).toMatchObject([{ status: 0 }, { status: 0, body: isolate }]);
  });

  test("HTML, a gateway error after the effect, a hang, and being down", async () => {
    defender.faults.next(1, { status: 200, body: "<html>Sign in to the proxy</html>" });
    const page = await call("ana", "GET", "/api/machines");
    expect(page.headers.get("content-type")).toContain("text/html");
    const { id } = defender.device("er-triage02");
    defender.faults.next(1, { method: "POST", status: 502, answer: "after" });
    const scan = { Comment: "check", ScanType: "Quick" };
    expect((await call("carla", "POST", `/api/machines/${id}/runAntiVirusScan`, scan)).status).toBe(502);
    expect(defender.actions.at(-1)).toMatchObject({ machineId: id, type: "RunAntiVirusScan" });
    defender.faults.set({ hang: true, path: /alerts/ });
    const signal = AbortSignal.timeout(100);
    await expect(fetch(`${defender.url}/api/alerts`, { signal })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    defender.faults.set(null);
    await defender.faults.down();
    await expect(call("ana", "GET", "/api/machines")).rejects.toThrow();
    await defender.faults.up();
    expect((await call("carla", "GET", "/api/machines")).status).toBe(200);
  });

  test("calls say who asked what", async () => {
    await call("erin", "GET", `/api/alerts?${filter("severity eq 'High'")}`, undefined, "Alert.Read");
    expect(defender.calls.at(-1)).toMatchObject({
      ...{ method: "GET", path: "/api/alerts", status: 200, scp: "Alert.Read", app: "the-bot", body: null },
      query: { $filter: "severity eq 'High'" },
    });
  });
});
