import { afterEach, describe, expect, test } from "vitest";
import { UserError } from "../../../src/shared/errors.ts";
import { action, ACTION, ANA, bench, DEVICE, machine, NOW, problem, scripted } from "./scripted.ts";
import type { Scripted, Step } from "./scripted.ts";

const open: Scripted[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function against(...steps: Step[]) {
  return againstServer(await scripted(...steps), "mde");
}

function againstServer(server: Scripted, alertsApi: "mde" | "graph") {
  open.push(server);
  const made = bench(server.url, {}, alertsApi);
  const signal = new AbortController().signal;
  return {
    ...made,
    seen: server.seen,
    client: made.defender.as(ANA, signal),
    app: made.defender.asApplication(signal),
  };
}

const list = (...value: unknown[]) => ({ status: 200, json: { value } });
const nothing = { status: 404, json: problem("NotFound", "No recent machines") };
const other = "b2".repeat(20);

function filterOf(url: string | undefined): string | null {
  return new URL(url ?? "", "http://x").searchParams.get("$filter");
}

describe("devices by name", () => {
  test("exactly that name, whatever Defender answers", async () => {
    const { client, seen } = await against(
      list(machine(DEVICE, "WEB01.contoso.example"), machine(other, "web01.contoso.example.evil")),
    );
    const found = await client.devicesByName("Web01.Contoso.example");
    expect(found.map(({ id }) => id)).toEqual([DEVICE]);
    expect(filterOf(seen[0]?.url)).toBe(
      "(computerDnsName eq 'web01.contoso.example' or computerDnsName eq 'Web01.Contoso.example')",
    );
    expect(seen).toHaveLength(1);
  });

  test("a first label when the name has no dot, never a substring", async () => {
    const { client, seen } = await against(
      nothing,
      list(
        machine(DEVICE, "web01.contoso.example"),
        machine(other, "web011.contoso.example"),
        machine(other, "xweb01.a"),
      ),
    );
    expect((await client.devicesByName("web01")).map(({ name }) => name)).toEqual(["web01.contoso.example"]);
    expect(filterOf(seen[1]?.url)).toBe("startswith(computerDnsName,'web01.')");
  });

  test("a phone's name, however its apostrophe, its spaces and its accents are coded", async () => {
    const { client, seen } = await against(
      list(machine(DEVICE, "Olé’s\u00a0iPhone"), machine(other, "Ole's iPhone")),
    );
    expect((await client.devicesByName("olé's iphone")).map(({ id }) => id)).toEqual([DEVICE]);
    expect(filterOf(seen[0]?.url)).toContain("computerDnsName eq 'olé’s iphone'");
    expect(filterOf(seen[0]?.url)).toContain(`computerDnsName eq '${"olé''s iphone".normalize("NFD")}'`);
  });

  test("nothing found is an empty list", async () => {
    const { client } = await against(nothing);
    expect(await client.devicesByName("nobody")).toEqual([]);
  });

  test("quotes and URL characters stay inside the literal", async () => {
    const { client, seen } = await against(nothing);
    await client.devicesByName("a'or'1&$top=9#?.x");
    expect(filterOf(seen[0]?.url)).toBe(
      "(computerDnsName eq 'a''or''1&$top=9#?.x' or computerDnsName eq 'a’or’1&$top=9#?.x')",
    );
    expect([...new URL(seen[0]?.url ?? "", "http://x").searchParams.keys()]).toEqual(["$filter"]);
  });
});

test("devices by address: seen lately, else the last address; each once", async () => {
  const twice = list(machine(DEVICE, "a"), machine(DEVICE.toUpperCase(), "a"));
  const { client, seen } = await against({ status: 400, json: problem("BadRequest", "x") }, twice);
  expect((await client.devicesByIp("10.0.0.7")).map(({ id }) => id)).toEqual([DEVICE]);
  expect(seen[0]?.url).toBe("/api/machines/findbyip(ip='10.0.0.7',timestamp=2026-11-20T12:00:00.000Z)");
  expect(filterOf(seen[1]?.url)).toBe("lastIpAddress eq '10.0.0.7'");
});

test("ids that are none reach no URL", async () => {
  const { client, app, seen } = await against(list());
  const bad = ["../alerts", "", `${DEVICE}/isolate`, "x'y", "a".repeat(200), `${DEVICE}\n`];
  const isolation = { Comment: "c", IsolationType: "Full" } as const;
  for (const id of bad) {
    await expect(client.device(id)).rejects.toBeInstanceOf(UserError);
    await expect(client.alert(id)).rejects.toBeInstanceOf(UserError);
    await expect(client.act(id, "isolate", isolation)).rejects.toBeInstanceOf(UserError);
    await expect(app.machineAction(id)).rejects.toBeInstanceOf(UserError);
    await expect(client.devicesByIp(id)).rejects.toBeInstanceOf(UserError);
  }
  await expect(client.devicesByName("a\u202eb")).rejects.toBeInstanceOf(UserError);
  expect(seen).toHaveLength(0);
});

test("alerts: filtered there, newest first and cut here, the nameless dropped and counted", async () => {
  const at = (id: string, time: string) => ({ id, alertCreationTime: time });
  const { client, seen, logged } = await against(
    list(
      at("da1_1", "2026-11-20T10:00:00Z"),
      { title: "no id" },
      7,
      at("da1_2", "2026-11-20T11:00:00Z"),
      at("da1_3", "2026-11-20T09:00:00Z"),
    ),
  );
  const {
    items: alerts,
    unread,
    isWhole,
  } = await client.alerts({
    severities: ["High", "Medium"],
    statuses: ["New"],
    createdSince: NOW,
    top: 2,
  });
  expect(alerts.map(({ id }) => id)).toEqual(["da1_2", "da1_1"]);
  expect({ unread, isWhole }).toEqual({ unread: 2, isWhole: false });
  expect(filterOf(seen[0]?.url)).toBe(
    "alertCreationTime ge 2026-11-20T12:00:00.000Z and (severity eq 'High' or severity eq 'Medium') and status eq 'New'",
  );
  expect(logged).toContainEqual(expect.objectContaining({ fields: { operation: "alert list", unread: 2 } }));
});

test("an alert change sends only what changes", async () => {
  const { client, seen, tokens } = await against({ status: 200, json: { id: "da1_1", status: "Resolved" } });
  await client.updateAlert("da1_1", { status: "Resolved", comment: "done" });
  expect(seen[0]).toMatchObject({ method: "PATCH", url: "/api/alerts/da1_1" });
  expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ status: "Resolved", comment: "done" });
  expect(tokens[0]?.permission).toBe("Alert.ReadWrite");
});

test("machine actions for the application: both spellings of time and of Cancelled", async () => {
  const { app, seen, tokens } = await against(
    list(
      action({
        status: "Canceled",
        creationDateTimeUtc: "2026-11-20T10:00:00Z",
        lastUpdateTimeUtc: "2026-11-20T10:01:00Z",
      }),
      action({
        id: ACTION.replaceAll("1", "9"),
        status: "Odd",
        creationDateTimeUtc: "2026-11-20T11:00:00.1234567Z",
        lastUpdateDateTimeUtc: "2026-11-20T11:02:00",
      }),
    ),
  );
  const { items: actions } = await app.machineActions({
    deviceId: DEVICE,
    type: "Isolate",
    since: NOW,
    top: 10,
  });
  expect(actions.map(({ status }) => status)).toEqual(["Unknown", "Cancelled"]);
  expect(actions[0]?.createdAt).toBe(Date.UTC(2026, 10, 20, 11, 0, 0, 123));
  expect(actions[0]?.updatedAt).toBe(Date.UTC(2026, 10, 20, 11, 2, 0));
  expect(actions[1]?.updatedAt).toBe(Date.UTC(2026, 10, 20, 10, 1, 0));
  expect(filterOf(seen[0]?.url)).toBe(
    `machineId eq '${DEVICE}' and type eq 'Isolate' and creationDateTimeUtc ge 2026-11-20T12:00:00.000Z`,
  );
  expect(tokens).toEqual([{ permission: "application", force: false }]);
  expect(Object.keys(app).toSorted()).toEqual(["devicesById", "machineAction", "machineActions"]);
});

test("machine actions are read to the end where all are wanted: a full page tells of more, and so does a link", async () => {
  const page = (from: number, count: number) =>
    Array.from({ length: count }, (_, place) => action({ id: `a${from + place}` }));
  const link = { "@odata.nextLink": "https://x.example/more" };
  const { app, seen } = await against(
    list(...page(0, 1000)),
    { status: 200, json: { value: page(1000, 2), ...link } },
    list(...page(1002, 1)),
  );
  const { items: actions } = await app.machineActions({ deviceId: DEVICE });
  expect(actions.map(({ id }) => id)).toContain("a1002");
  expect(seen.map(({ url }) => new URL(url, "http://x").searchParams.get("$skip"))).toEqual([
    null,
    "1000",
    "1002",
  ]);
});

test("users of a device", async () => {
  const { client, tokens } = await against(
    list({ id: "contoso\\ana", isDomainAdmin: true }, { accountName: "ben", accountDomain: 7 }),
    list({ id: "contoso\\ana" }, {}),
  );
  expect(await client.deviceUsers(DEVICE)).toEqual([
    { account: "ana", domain: "contoso", lastSeenAt: null, domainAdmin: true, logonTypes: [] },
    { account: "ben", domain: null, lastSeenAt: null, domainAdmin: false, logonTypes: [] },
  ]);
  expect(tokens[0]?.permission).toBe("User.Read.All");
  // The one that can't be read may be the one who asks.
  await expect(client.deviceUsers(DEVICE)).rejects.toThrow();
});

test("changed alerts are read without their evidence where that keeps failing, and each says so", async () => {
  const failing = { status: 500, json: problem("InternalServerError", "no") };
  const { defender, seen } = await against(
    failing,
    failing,
    failing,
    list({ id: "da1_1", title: "An alert" }),
  );
  const found: unknown[] = [];
  for await (const page of defender.changedAlerts(NOW, new AbortController().signal)) found.push(...page);
  expect(found).toMatchObject([{ id: "da1_1", evidenceUnread: true, evidence: [] }]);
  expect(seen.map(({ url }) => url.includes("expand=evidence"))).toEqual([true, true, true, false]);
});

test("changed alerts: a server that gives less than was asked for, and a link to the rest, is read to the end", async () => {
  const rest = { value: [{ id: "da3_3" }] };
  const { defender, seen } = await against(
    {
      status: 200,
      json: { value: [{ id: "da1_1" }, { id: "da2_2" }], "@odata.nextLink": "https://x.example/more" },
    },
    { status: 200, json: rest },
  );
  const ids: string[] = [];
  for await (const page of defender.changedAlerts(NOW, new AbortController().signal))
    ids.push(...page.map(({ id }) => id));
  expect(ids).toEqual(["da1_1", "da2_2", "da3_3"]);
  expect(seen.map(({ url }) => new URL(url, "http://x").searchParams.get("$skip"))).toEqual([null, "2"]);
});

test("an alert that an answer has twice is told once, as it is by now", async () => {
  const state = (status: string, second: number) => ({
    ...{ id: "da1_1", status, alertCreationTime: new Date(NOW).toISOString() },
    lastUpdateTime: new Date(NOW + second * 1000).toISOString(),
  });
  const { client } = await against(list(state("New", 1), state("Resolved", 9), state("InProgress", 5)));
  const wanted = { severities: [], statuses: [], createdSince: NOW, top: 10 };
  const { items } = await client.alerts(wanted);
  expect(items.map(({ id, status }) => `${id} ${status}`)).toEqual(["da1_1 Resolved"]);
});

describe("a list of Graph's that goes on", () => {
  const wanted = { severities: [], statuses: [], createdSince: NOW, top: 10 };

  async function goesOn(link: (origin: string) => string) {
    const first = { value: [{ id: "da1_1" }], "@odata.nextLink": "" };
    const server = await scripted({ status: 200, json: first }, list({ id: "da2_2" }));
    first["@odata.nextLink"] = link(server.url);
    return againstServer(server, "graph");
  }

  test("is read where the server says", async () => {
    const { client, seen } = await goesOn((origin) => `${origin}/v1.0/security/alerts_v2?$skiptoken=abc`);
    expect((await client.alerts(wanted)).items.map(({ id }) => id)).toEqual(["da1_1", "da2_2"]);
    expect(seen[1]?.url).toBe("/v1.0/security/alerts_v2?$skiptoken=abc");
  });

  test("is not read on another server: the person's token stays here", async () => {
    const { client, seen } = await goesOn(() => "https://graph.evil.example/v1.0/security/alerts_v2?$skip=1");
    await expect(client.alerts(wanted)).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });
});
