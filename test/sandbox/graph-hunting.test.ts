import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SandboxDefender } from "../../sandbox/defender/server.ts";
import type { SandboxGraph } from "../../sandbox/graph/server.ts";
import type { PersonKey } from "../../sandbox/people.ts";
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
  graph.hunting.setCalls(null);
  graph.hunting.setWork(null);
  graph.hunting.setLicensed(true);
  graph.hunting.setLargest(50 * 1024 * 1024);
});

const PERMISSION = "ThreatHunting.Read.All";

async function hunt(query: string, who: PersonKey = "carla", more: object = {}) {
  const reply = await call(who, "POST", "runHuntingQuery", { Query: query, ...more }, PERMISSION);
  const { schema = [], results = [] } = reply.body as {
    schema?: readonly { name: string; type: string }[];
    results?: readonly Record<string, unknown>[];
  };
  const { message = "" } = (reply.body["error"] ?? {}) as { message?: string };
  return { ...reply, columns: schema.map(({ name }) => name), schema, results, message };
}

describe("what is asked of the sandbox's own devices, alerts and people", () => {
  test("a table as it is, its types named as Graph names them", async () => {
    const { status, schema, results } = await hunt("DeviceInfo");
    expect(status).toBe(200);
    expect(schema.slice(0, 3)).toEqual([
      { name: "Timestamp", type: "DateTime" },
      { name: "DeviceId", type: "String" },
      { name: "DeviceName", type: "String" },
    ]);
    expect(schema).toContainEqual({ name: "OSBuild", type: "Int64" });
    expect(results.length).toBeGreaterThan(30);
    expect(results[0]?.["Timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test.each([
    [
      'DeviceInfo | where DeviceName startswith "web01" | project DeviceName, OS = OSPlatform',
      ["DeviceName", "OS"],
      1,
    ],
    [
      "DeviceInfo\n// servers only\n| where MachineGroup == 'Servers' and OSPlatform =~ 'linux'\n| count",
      ["Count"],
      1,
    ],
    [
      "DeviceInfo | summarize count() by OSPlatform | order by count_ desc | take 2",
      ["OSPlatform", "count_"],
      2,
    ],
    [
      "DeviceInfo | summarize N = count(), Last = max(Timestamp) by MachineGroup | top 3 by N",
      ["MachineGroup", "N", "Last"],
      3,
    ],
    ["DeviceInfo | distinct OSPlatform | sort by OSPlatform asc | limit 4", ["OSPlatform"], 4],
    [
      "IdentityInfo | where AccountUpn has 'ana' or AccountUpn contains \"BEN\" | project AccountUpn",
      ["AccountUpn"],
      2,
    ],
    [
      "IdentityInfo | extend Short = tolower(AccountName), Now = now() | project Short, Now | take 1",
      ["Short", "Now"],
      1,
    ],
    [
      "IdentityInfo | where not(AccountUpn startswith 'ana') and AccountName !in ('ben.okafor') | count",
      ["Count"],
      1,
    ],
    [
      "EmailEvents | take 5",
      [
        "Timestamp",
        "NetworkMessageId",
        "SenderFromAddress",
        "RecipientEmailAddress",
        "Subject",
        "DeliveryAction",
        "ThreatTypes",
      ],
      0,
    ],
  ])("%s", async (query, columns, rows) => {
    const found = await hunt(query);
    expect([found.message, found.columns, found.results.length]).toEqual(["", columns, rows]);
  });

  test("each common table holds something, and what an alert tells of is found in the events", async () => {
    const [alert] = defender.alerts.filter(({ evidence }) =>
      evidence.some((one) => one.entityType === "Process"),
    );
    const sha1 = alert?.evidence.find((one) => one.entityType === "Process")?.sha1 ?? "";
    for (const table of [
      "DeviceProcessEvents",
      "DeviceNetworkEvents",
      "DeviceLogonEvents",
      "DeviceFileEvents",
      "DeviceEvents",
      "AlertInfo",
      "AlertEvidence",
      "IdentityInfo",
    ]) {
      const { results } = await hunt(`${table} | take 3`);
      expect([table, results.length]).toEqual([table, 3]);
    }
    const { results } = await hunt(`DeviceProcessEvents | where SHA1 == "${sha1}" | project DeviceId`);
    expect(results).toEqual([{ DeviceId: alert?.machineId }]);
  });

  test("ago, datetime and the timespan of the call bound the time", async () => {
    const all = (await hunt("AlertInfo | count")).results[0]?.["Count"] as number;
    const day = (await hunt("AlertInfo | where Timestamp > ago(1d) | count")).results[0]?.["Count"];
    const span = (await hunt("AlertInfo | count", "carla", { Timespan: "P1D" })).results[0]?.["Count"];
    const since = new Date(time - 86_400_000).toISOString();
    const from = (await hunt(`AlertInfo | where Timestamp >= datetime(${since}) | count`)).results[0]?.[
      "Count"
    ];
    expect(all).toBeGreaterThan(Number(day));
    expect([span, from]).toEqual([day, day]);
  });

  test("only devices and alerts that the caller may see", async () => {
    const groups = await hunt("DeviceInfo | distinct MachineGroup", "ben");
    expect(groups.results).toEqual([{ MachineGroup: "Workstations" }]);
    expect((await hunt("DeviceInfo | count", "noor")).results).toEqual([{ Count: 0 }]);
  });
});

describe("several tables, and what is named", () => {
  test.each([
    [
      "union (IdentityInfo | where AccountName has 'ana' | project Who = AccountName), (IdentityInfo | where AccountName has 'ben' | project Who = AccountName, Ben = true) | sort by Who asc",
      ["Who", "Ben"],
      2,
    ],
    ["IdentityInfo | where AccountName has 'ana' | union IdentityInfo | count", ["Count"], 1],
    [
      "let some = IdentityInfo | where AccountName has 'ana' | project AccountUpn;\nlet most = 5;\nIdentityInfo | where AccountUpn in (some) and strlen(AccountUpn) > most | project AccountUpn",
      ["AccountUpn"],
      1,
    ],
    [
      "IdentityInfo | where AccountUpn matches regex @'(?i)^(ANA|ben)\\.' | project AccountUpn",
      ["AccountUpn"],
      2,
    ],
    [
      "DeviceEvents | where ActionType == 'TamperingAttempt' | extend F = parse_json(AdditionalFields) | project S = tostring(F.Status), N = F.Nothing.Below | distinct S",
      ["S"],
      1,
    ],
    [
      "CloudAppEvents | where ActionType == 'New-InboxRule' | project P = tostring(RawEventData.Parameters)",
      ["P"],
      1,
    ],
  ])("%s", async (query, columns, rows) => {
    const found = await hunt(query);
    expect([found.message, found.columns, found.results.length]).toEqual(["", columns, rows]);
  });

  test("FileProfile adds what the world knows of a file", async () => {
    const { results } = await hunt(
      "DeviceFileEvents | where isnotempty(FileOriginUrl) | distinct SHA1 | invoke FileProfile('SHA1', 1000)",
    );
    expect(results[0]).toMatchObject({ GlobalPrevalence: expect.any(Number) as number });
  });
});

describe("what is refused, in Microsoft's words", () => {
  test.each([
    [
      "union DeviceInfo, DeviceInfoo | take 5",
      "'union' operator: Failed to resolve table or column expression named 'DeviceInfoo'. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfo | invoke Evil('x')",
      "The query has a semantic error: Unknown function: 'Evil'. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfo | where DeviceName matches regex '('",
      "'where' operator: The regular expression '(' is invalid. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfoo | take 5",
      "'take' operator: Failed to resolve table or column expression named 'DeviceInfoo'. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfo | where Nope == 1",
      "'where' operator: Failed to resolve scalar expression named 'Nope'. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfo | project deviceid",
      "'project' operator: Failed to resolve scalar expression named 'deviceid'. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfo | where OSBuild == 'x'",
      "'where' operator: Cannot compare values of types long and string. Try adding explicit casts. Fix semantic errors in your query.",
    ],
    [
      "DeviceInfo | where nope(DeviceId)",
      "The query has a semantic error: Unknown function: 'nope'. Fix semantic errors in your query.",
    ],
    ["DeviceInfo | wher x", "Query operator expected.. Fix syntax errors in your query."],
    ["DeviceInfo | where", "The incomplete fragment is unexpected. Fix syntax errors in your query."],
    [
      "DeviceInfo | where DeviceName == “web01”",
      "A recognition error occurred. [line:position=1:34]. Fix syntax errors in your query.",
    ],
  ])("%s", async (query, message) => {
    const refused = await hunt(query);
    expect([refused.status, refused.code, refused.message]).toEqual([400, "BadRequest", message]);
  });

  test("an expression that is nested without end, a body without a query, a timespan that is none", async () => {
    expect((await hunt(`DeviceInfo | where ${"(".repeat(5000)}`)).status).toBe(400);
    expect((await hunt("(".repeat(5000))).status).toBe(400);
    expect((await call("carla", "POST", "runHuntingQuery", {}, PERMISSION)).status).toBe(400);
    expect((await hunt("DeviceInfo", "carla", { Timespan: "a week" })).status).toBe(400);
  });

  test("without the permission, and without the licence", async () => {
    const lacking = await call(
      "carla",
      "POST",
      "runHuntingQuery",
      { Query: "DeviceInfo" },
      "SecurityAlert.Read.All",
    );
    expect([lacking.status, JSON.stringify(lacking.body)]).toEqual([
      403,
      expect.stringContaining(PERMISSION),
    ]);
    graph.hunting.setLicensed(false);
    expect(await hunt("DeviceInfo")).toMatchObject({
      status: 403,
      message: expect.stringContaining("not licensed") as string,
    });
  });

  test("too many calls, too much work, too large an answer", async () => {
    graph.hunting.setCalls(1);
    await hunt("DeviceInfo | count");
    const calls = await hunt("DeviceInfo | count");
    expect([calls.status, calls.code, calls.message]).toEqual([
      429,
      "429",
      "API calls quota exceeded! maximum allowed 1 per 00:01:00",
    ]);
    expect(Number(calls.headers.get("retry-after"))).toBeGreaterThan(0);
    time += 60_000;
    graph.hunting.setCalls(null);
    graph.hunting.setWork(50);
    await hunt("AlertEvidence | count");
    const work = await hunt("DeviceInfo | count");
    expect([work.status, work.message]).toEqual([
      429,
      expect.stringMatching(
        /^You have exceeded processing resources allocated to this tenant\. You can run queries again in 00:1\d:\d\d\.$/,
      ),
    ]);
    graph.hunting.setWork(null);
    graph.hunting.setLargest(500);
    expect((await hunt("DeviceInfo")).message).toContain("Result size limit exceeded");
  });
});
