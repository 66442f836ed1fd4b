import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDefender, type SandboxDefender } from "../../sandbox/defender/server.ts";
import { defenderCaller, filter, verifyTestToken } from "./defender-caller.ts";

let defender: SandboxDefender;
let call: ReturnType<typeof defenderCaller>;
let time = Date.now();

beforeAll(async () => {
  defender = await startDefender({
    entra: { verifyAccessToken: verifyTestToken },
    clock: () => time,
    limits: null,
  });
  call = defenderCaller(defender);
});
afterAll(() => defender.close());

const names = (rows: Record<string, unknown>[]) => rows.map((row) => row["computerDnsName"]);
const ids = (rows: Record<string, unknown>[]) => rows.map((row) => row["id"]);
const count = async (text: string) => (await call("carla", "GET", `/api/alerts?${filter(text)}`)).rows.length;

/** How many alerts Defender for Endpoint knows of. */
const known = () => defender.alerts.filter(({ machineId }) => machineId !== "").length;

describe("the fleet", () => {
  test("forty-four devices, two of one name, the domain controllers marked, some silent", () => {
    expect(defender.devices).toHaveLength(44);
    expect(new Set(defender.devices.map(({ id }) => id)).size).toBe(44);
    for (const { id } of defender.devices) expect(id).toMatch(/^[0-9a-f]{40}$/);
    expect(defender.devices.filter((one) => one.computerDnsName === "kiosk-07.contoso.example")).toHaveLength(
      2,
    );
    expect(defender.device("dc01")).toMatchObject({ machineTags: ["Tier0"], deviceValue: "High" });
    expect(defender.devices.filter((one) => one.healthStatus === "Inactive").length).toBeGreaterThan(3);
    expect(new Set(defender.devices.map((one) => one.osPlatform)).size).toBe(8);
  });

  test("what is alive reports in full once a day, days later too; what a sensor has not told is null", async () => {
    const started = time;
    const [hour, day] = [3_600_000, 86_400_000];
    const ages = async () =>
      (await call("carla", "GET", `/api/machines?${filter("healthStatus eq 'Active'")}`)).rows.map(
        ({ lastSeen }) => (time - Date.parse(String(lastSeen))) / hour,
      );
    const first = await ages();
    expect(Math.max(...first)).toBeGreaterThan(12);
    time += 5 * day + 7 * hour;
    for (const age of [...first, ...(await ages())]) {
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThanOrEqual(24);
    }
    time = started;
    expect(defender.devices.find(({ computerDnsName }) => computerDnsName === null)).toMatchObject(
      Object.fromEntries(
        ["version", "osBuild", "osProcessor", "agentVersion", "lastExternalIpAddress"].map((name) => [
          name,
          null,
        ]),
      ),
    );
    expect(defender.device("mac-director")).toMatchObject({ isAadJoined: null, aadDeviceId: null });
  });

  test("is the same at every start", async () => {
    const again = await startDefender({ entra: { verifyAccessToken: verifyTestToken }, clock: () => time });
    try {
      expect(again.devices.map(({ id }) => id)).toEqual(defender.devices.map(({ id }) => id));
      expect(again.alerts.map(({ id }) => id)).toEqual(defender.alerts.map(({ id }) => id));
    } finally {
      await again.close();
    }
  });
});

describe("devices", () => {
  test("by name, by the start of it, by tag, by address; both kiosks are found", async () => {
    const find = async (text: string) =>
      names((await call("ana", "GET", `/api/machines?${filter(text)}`)).rows);
    expect(await find("computerDnsName eq 'kiosk-07.contoso.example'")).toHaveLength(2);
    expect(await find("startswith(computerDnsName,'ward3-')")).toHaveLength(2);
    expect(await find("machineTags/any(t: t eq 'Tier0')")).toHaveLength(2);
    const { lastIpAddress } = defender.device("web01");
    expect(await find(`lastIpAddress eq '${lastIpAddress}'`)).toEqual(["web01.contoso.example"]);
    expect(await find("rbacGroupId eq 104 and healthStatus ne 'Active'")).toEqual([
      "fin-ws03.contoso.example",
    ]);
  });

  test("404 when nothing matches; 400 for what can't be filtered", async () => {
    const nothing = await call("ana", "GET", `/api/machines?${filter("computerDnsName eq 'o''brien'")}`);
    expect(nothing).toMatchObject({ status: 404, code: "ResourceNotFound" });
    for (const text of [
      "hostName eq 'x'",
      "id eq x",
      "id eq 'x' or",
      "(id eq 'x'",
      "id like 'x'",
      "lastSeen ge 'x'",
      "id eq 'x''",
      "__proto__ eq 'x'",
      "id",
      "'",
    ])
      expect(await call("ana", "GET", `/api/machines?${filter(text)}`)).toMatchObject({
        status: 400,
        code: "ODataError",
      });
    const deep = `${"(".repeat(5000)}id eq 'x'${")".repeat(5000)}`;
    expect((await call("ana", "GET", `/api/machines?${filter(deep)}`)).status).toBe(400);
  });

  test("one by id (any case) or name, its users, its alerts, and by address at a time", async () => {
    const { id, lastIpAddress } = defender.device("dc01");
    for (const key of [id, id.toUpperCase(), "dc01.contoso.example"]) {
      const { body } = await call("ana", "GET", `/api/machines/${key}`);
      expect(body).toMatchObject({ id, rbacGroupName: "Domain Controllers" });
    }
    const newest = await call("ana", "GET", "/api/machines/kiosk-07.contoso.example");
    expect(newest.body["healthStatus"]).toBe("Active");
    const users = await call("ana", "GET", `/api/machines/${id}/logonusers`);
    expect(users.rows.some((one) => one["isDomainAdmin"] === true)).toBe(true);
    const alerts = await call("ana", "GET", `/API/v1.0/Machines/${id}/Alerts`);
    expect(alerts.rows.every((one) => one["machineId"] === id)).toBe(true);
    const at = new Date(time).toISOString();
    const path = (when: string) => `/api/machines/findbyip(ip='${lastIpAddress}',timestamp=${when})`;
    expect(names((await call("ana", "GET", path(at))).rows)).toEqual(["dc01.contoso.example"]);
    expect((await call("ana", "GET", path("2019-01-01T00:00:00Z"))).status).toBe(400);
  });
});

test("as many devices more as are asked for, each with a name and an address of its own", async () => {
  const entra = { verifyAccessToken: verifyTestToken };
  const large = await startDefender({ entra, limits: null, scale: 5000 });
  try {
    expect(large.devices).toHaveLength(5044);
    for (const of of ["id", "lastIpAddress"] as const)
      expect(new Set(large.devices.map((one) => one[of])).size).toBe(5044);
    // What was there before stays as it was.
    expect(large.devices.slice(0, 44).map(({ id }) => id)).toEqual(defender.devices.map(({ id }) => id));
  } finally {
    await large.close();
  }
});

describe("alerts", () => {
  test("all that are about a device, newest first, with every severity and status, hostile text and shared incidents", async () => {
    const { rows, body } = await call("carla", "GET", "/api/alerts");
    expect(rows).toHaveLength(known());
    expect(body["@odata.nextLink"]).toBeUndefined();
    const created = rows.map((row) => Date.parse(String(row["alertCreationTime"])));
    expect(created).toEqual([...created].sort((left, right) => right - left));
    expect(new Set(rows.map((row) => row["severity"])).size).toBe(5);
    expect(new Set(rows.map((row) => row["status"])).size).toBe(4);
    expect(rows.every((row) => (row["evidence"] as unknown[]).length === 0)).toBe(true);
    const incidents = rows.map((row) => row["incidentId"]).filter((one) => one !== null);
    expect(new Set(incidents).size).toBeLessThan(incidents.length);
    const titles = JSON.stringify(rows.map((row) => row["title"]));
    for (const text of ["<at>", "](https://evil", "${1+1}", "\u202E"]) expect(titles).toContain(text);
    const digits = rows.map((row) => /\.(\d+)Z/.exec(String(row["alertCreationTime"]))?.[1]?.length ?? 0);
    expect(Math.min(...digits)).toBe(0);
    expect(Math.max(...digits)).toBe(7);
  });

  test("evidence of all kinds on demand, with a 4 KB command line among it", async () => {
    const { rows } = await call("carla", "GET", "/api/alerts?$expand=evidence");
    const evidence = rows.flatMap(
      (row) => row["evidence"] as { entityType: string; processCommandLine: string | null }[],
    );
    expect([...new Set(evidence.map((one) => one.entityType))].sort()).toEqual([
      ...["File", "Ip", "Process", "Registry", "Url", "User"],
    ]);
    expect(Math.max(...evidence.map((one) => one.processCommandLine?.length ?? 0))).toBeGreaterThan(4000);
    const { id } = defender.alerts.find((one) => one.evidence.length > 0)!;
    const one = await call("carla", "GET", `/api/alerts/${id}`);
    expect((one.body["evidence"] as unknown[]).length).toBeGreaterThan(0);
  });

  test("filters: and, or, brackets, null, numbers, and dates to the last of seven digits", async () => {
    const open = await count("status eq 'New' and (severity eq 'High' or severity eq 'Medium')");
    const high = await count("status eq 'New' and severity eq 'High'");
    expect(open).toBeGreaterThan(high);
    expect(await count("incidentId eq null")).toBe(
      defender.alerts.filter((one) => one.incidentId === null).length,
    );
    expect(await count("incidentId eq 3100")).toBe(3);
    const alert = defender.raiseAlert({ alertCreationTime: "2099-01-01T00:00:00.1234567Z" });
    expect(await count("alertCreationTime gt 2099-01-01T00:00:00.1234566Z")).toBe(1);
    expect(await count("alertCreationTime gt 2099-01-01T00:00:00.1234567Z")).toBe(0);
    expect(await count("alertCreationTime ge 2099-01-01T00:00:00.1234567Z")).toBe(1);
    expect(await count("alertCreationTime lt 2099-01-01T00:00:00.1234567Z")).toBe(known() - 1);
    defender.alerts.splice(defender.alerts.indexOf(alert), 1);
  });

  test("$top gives no nextLink, pages without it do", async () => {
    const small = await startDefender({
      entra: { verifyAccessToken: verifyTestToken },
      limits: null,
      pageSize: 25,
    });
    try {
      const ask = defenderCaller(small);
      const top = await ask("carla", "GET", "/api/alerts?$top=10&$skip=5");
      expect(top.rows).toHaveLength(10);
      expect(top.body["@odata.nextLink"]).toBeUndefined();
      const seen: unknown[] = [];
      for (let next: unknown = `${small.url}/api/alerts?$expand=evidence`; typeof next === "string";) {
        const page = await ask("carla", "GET", next.slice(small.url.length));
        seen.push(...ids(page.rows));
        next = page.body["@odata.nextLink"];
      }
      expect(new Set(seen).size).toBe(known());
      expect((await ask("carla", "GET", "/api/alerts?$top=-1")).code).toBe("ODataError");
    } finally {
      await small.close();
    }
  });

  test("a raised or changed alert is found by its times", async () => {
    time += 60_000;
    const since = new Date(time).toISOString();
    const raised = defender.raiseAlert({ title: "Brand new", severity: "High" });
    expect(await count(`alertCreationTime ge ${since}`)).toBe(1);
    time += 60_000;
    const later = new Date(time).toISOString();
    defender.changeAlert(raised.id, { severity: "Low" });
    const { rows } = await call("carla", "GET", `/api/alerts?${filter(`lastUpdateTime ge ${later}`)}`);
    expect(rows).toMatchObject([{ id: raised.id, severity: "Low" }]);
  });
});
