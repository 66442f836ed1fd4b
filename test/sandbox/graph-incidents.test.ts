import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDefender, type SandboxDefender } from "../../sandbox/defender/server.ts";
import { startGraph, type SandboxGraph } from "../../sandbox/graph/server.ts";
import { filter, upn, verifyTestToken } from "./defender-caller.ts";
import { graphCaller } from "./graph-caller.ts";

/** What people do with incidents, as Microsoft's pages and metadata tell it. */

const WRITES = "SecurityIncident.ReadWrite.All,SecurityData.Manage.All";

let defender: SandboxDefender;
let graph: SandboxGraph;
let ask: ReturnType<typeof graphCaller>;
let time = Date.now();
let last = 8_000;

beforeAll(async () => {
  const options = { entra: { verifyAccessToken: verifyTestToken }, clock: () => time, limits: null };
  defender = await startDefender(options);
  graph = await startGraph({ ...options, defender });
  ask = graphCaller(graph);
});
afterAll(() => Promise.all([graph.close(), defender.close()]));

const call = (who: "carla" | "ben" | "david", method: string, path: string, body?: unknown) =>
  ask(who, method, path, body, WRITES);

function incident(count = 1, machine = "ward3-nurse12"): string {
  last += 1;
  const machineId = defender.device(machine).id;
  for (let made = 0; made < count; made += 1) defender.raiseAlert({ incidentId: last, machineId });
  return String(last);
}

describe("a change", () => {
  test("of owner, status, classification, tags and name stands, and says who made it", async () => {
    const id = incident();
    time += 1000;
    const change = {
      assignedTo: upn("carla"),
      status: "inProgress",
      classification: "truePositive",
      determination: "compromisedAccount",
      customTags: ["Ward 3"],
      displayName: "Phished nurse",
    };
    const { status, body } = await call("carla", "PATCH", `incidents/${id}`, change);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...change, id, lastModifiedBy: upn("carla") });
    expect((await call("carla", "GET", `incidents/${id}`)).body).toMatchObject(change);
    const mine = await call("carla", "GET", `incidents?${filter(`assignedTo eq '${upn("carla")}'`)}`);
    expect(mine.rows.map((row) => row["id"])).toContain(id);
    expect(
      (await call("carla", "PATCH", `incidents/${id}`, { assignedTo: null })).body["assignedTo"],
    ).toBeNull();
  });

  test("to resolved resolves what is open of its alerts", async () => {
    const id = incident(2);
    const closed = { status: "resolved", classification: "falsePositive", determination: "notMalicious" };
    await call("carla", "PATCH", `incidents/${id}`, closed);
    const alerts = defender.alerts.filter(({ incidentId }) => String(incidentId) === id);
    expect(alerts.map((one) => [one.status, one.classification, one.determination])).toEqual([
      ["Resolved", "FalsePositive", "NotMalicious"],
      ["Resolved", "FalsePositive", "NotMalicious"],
    ]);
  });

  test.each([
    ["another case", { status: "InProgress" }],
    ["Defender's own word", { determination: "CompromisedUser" }],
    ["a word of the page that is not in the metadata", { determination: "confirmedUserActivity" }],
    ["a status that only Defender sets", { status: "redirected" }],
    [
      "a determination of another classification",
      { classification: "falsePositive", determination: "malware" },
    ],
    ["a property that can't be changed", { redirectIncidentId: "1" }],
    ["tags that are no list", { customTags: "a" }],
  ])("with %s is 400, and changes nothing", async (_, body) => {
    const id = incident();
    const before = (await call("carla", "GET", `incidents/${id}`)).body;
    expect((await call("carla", "PATCH", `incidents/${id}`, body)).status).toBe(400);
    expect((await call("carla", "GET", `incidents/${id}`)).body).toEqual(before);
  });

  test("needs the permission, and Defender's role for every alert in it", async () => {
    const id = incident(1, "dc01");
    const scope = await ask(
      "carla",
      "PATCH",
      `incidents/${id}`,
      { status: "active" },
      "SecurityIncident.Read.All",
    );
    expect(scope.status).toBe(403);
    expect((await call("ben", "PATCH", `incidents/${id}`, { status: "active" })).status).toBe(404);
    expect((await call("david", "PATCH", `incidents/${id}`, { status: "active" })).status).toBe(200);
  });
});

test("a comment is answered with all of them", async () => {
  const id = incident();
  const words = (comment: string) => ({ "@odata.type": "microsoft.graph.security.alertComment", comment });
  await call("carla", "POST", `incidents/${id}/comments`, words("first"));
  const { rows } = await call("david", "POST", `incidents/${id}/comments`, words("second"));
  expect(rows.map((row) => [row["comment"], row["createdByDisplayName"]])).toEqual([
    ["first", upn("carla")],
    ["second", upn("david")],
  ]);
  expect((await call("carla", "POST", `incidents/${id}/comments`, words(" "))).status).toBe(400);
});

describe("a merge", () => {
  const merge = (body: object) => call("carla", "POST", "incidents/mergeIncidents", body);

  test("says which incident stays; the other is redirected there, and only read", async () => {
    const [older, newer] = [incident(), incident(2)];
    const answer = await merge({
      incidentIds: [newer, older],
      incidentComment: "one attack",
      mergeReasons: "sameActor,sameAsset",
    });
    expect(answer.body["targetIncidentId"]).toBe(older);
    const kept = (await call("carla", "GET", `incidents/${older}?$expand=alerts`)).body;
    expect(kept["alerts"]).toHaveLength(3);
    expect(kept["comments"]).toMatchObject([{ comment: "one attack" }]);
    const gone = (await call("carla", "GET", `incidents/${newer}?$expand=alerts`)).body;
    expect(gone).toMatchObject({ status: "redirected", redirectIncidentId: older, alerts: [] });
    expect((await call("carla", "PATCH", `incidents/${newer}`, { status: "active" })).status).toBe(400);
  });

  test.each([
    ["one incident", (id: string) => ({ incidentIds: [id, id] }), 400],
    [
      "a reason that there is not",
      (id: string) => ({ incidentIds: [id, incident()], mergeReasons: "SameActor" }),
      400,
    ],
    ["an incident that there is not", (id: string) => ({ incidentIds: [id, "999999"] }), 404],
  ])("of %s is refused", async (_, body, status) => {
    expect((await merge(body(incident()))).status).toBe(status);
  });
});

describe("a list", () => {
  test("of more than fifty on a page is refused, with an empty code", async () => {
    const { status, body } = await call("carla", "GET", "incidents?$top=51");
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: "", message: "The limit of '50' for Top query has been exceeded." },
    });
  });

  test("that is filtered and brings its alerts does not answer on a large tenant", async () => {
    const path = `incidents?$expand=alerts&${filter("status eq 'active'")}`;
    expect((await call("carla", "GET", path)).status).toBe(200);
    for (let more = 0; more < 1_000; more += 1) defender.raiseAlert({ incidentId: null });
    expect((await call("carla", "GET", path)).status).toBe(500);
  });
});
