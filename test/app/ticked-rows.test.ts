import { dataOf } from "../support/card-data.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personByKey } from "../../sandbox/people.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { startServices, type Services } from "../support/services.ts";

/** Rows of a list are ticked, one button opens one form, and what is sent is one request of several steps. */

let services: Services;
let harness: Harness;
let flows: Flows;
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services, { ...DEFAULT_POLICY, rules: [], limits: {} });
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => services.sandboxGraph.faults.clear());

interface Listed {
  readonly ticks: { readonly choices: readonly { check: string; value: string }[] };
}

async function list(line: string): Promise<Shown & { readonly names: readonly string[] }> {
  const [shown] = await harness.say("ana", own, line);
  const { ticks } = dataOf<Listed>(shown);
  return { ...shown!, names: ticks.choices.map(({ check }) => check) };
}

/** Ticks rows and presses a button; the form that it opens. */
async function press(on: Shown, title: string, rows: string): Promise<Shown> {
  const answer = await harness.click("ana", on, title, { rows });
  if (answer.kind !== "card") throw new Error(JSON.stringify(answer));
  return { ...on, content: answer.content };
}

const said = async (on: Shown, title: string, rows: string) =>
  JSON.stringify(await harness.click("ana", on, title, { rows }));

const newest = async () => {
  const requests = await services.store.read((tx) => tx.requests.open());
  const [request] = requests.filter(({ of }) => of === undefined);
  return { request: request!, steps: await services.store.read((tx) => tx.steps.all(request!.id)) };
};

describe("a list of devices", () => {
  test("has its rows ticked, and one form makes one request of a step for each", async () => {
    const devices = await list("devices group:Workstations");
    const form = await press(devices, "Isolate device", "0,2");
    expect(textOf(form.content)).toContain(devices.names[2]);
    await harness.click("ana", form, "Isolate device", { type: "Full", for: "", reason: "beaconing" });
    const { request, steps } = await newest();
    expect(request).toMatchObject({ command: "isolate", reason: "beaconing", steps: { count: 2 } });
    expect(steps.map(({ target }) => target.name)).toEqual([devices.names[0], devices.names[2]]);
  });

  test("answers what is no row of it, or that none is ticked, in words, and does nothing", async () => {
    const devices = await list("devices");
    const before = (await services.store.read((tx) => tx.requests.open())).length;
    expect(await said(devices, "Isolate device", "")).toContain("tick at least one");
    for (const rows of ["99", "-1", "0,x", "1e1", "0;1"]) {
      expect(await said(devices, "Isolate device", rows)).toContain("none of the rows");
    }
    expect((await services.store.read((tx) => tx.requests.open())).length).toBe(before);
  });
});

describe("a list of alerts", () => {
  test("is triaged as it is ticked: several are acknowledged by one press", async () => {
    const alerts = await list("alerts assigned:nobody");
    const before = (await list("alerts assigned:me")).names.length;
    await harness.click("ana", alerts, "Acknowledge", { rows: "0,1" });
    for (let n = 0; n < 4; n += 1) {
      services.advance(2_000);
      await harness.tick();
    }
    expect((await list("alerts assigned:me")).names).toHaveLength(before + 2);
  });

  test("tells those of one name apart by their devices, and only where these are the same by ids", async () => {
    const [one, other] = [flows.workstation(), flows.workstation()];
    const title = `Beaconing ${"to a known address, again and again, ".repeat(3)}`;
    const raised = [one, other, other].map(({ id: machineId }) =>
      services.sandboxDefender.raiseAlert({ machineId, title, severity: "Informational" }),
    );
    const { names } = await list("alerts severity:informational since:1h");
    const ends = [` · ${one.computerDnsName}`, ...raised.slice(1).map(({ id }) => ` (${id})`)];
    for (const end of ends) expect(names).toContain(`${title.slice(0, 79 - end.length)}…${end}`);
  });

  test("tells rows apart by what is shown of them, however much they share and whatever a title says", async () => {
    const device = flows.workstation();
    const long = "Beaconing to a known address ".repeat(4);
    const sly = `Beaconing · ${device.computerDnsName}`;
    for (const title of [`${long}one`, `${long}other`, sly, "Beaconing", "Beaconing"])
      services.sandboxDefender.raiseAlert({ machineId: device.id, title, severity: "Low" });
    const { names } = await list("alerts severity:low since:1h");
    expect(names.filter((name) => name.startsWith("Beaconing")).length).toBeGreaterThanOrEqual(5);
    expect(new Set(names).size).toBe(names.length);
  });

  test("is resolved under one form", async () => {
    const incidents = await list("incidents");
    const form = await press(incidents, "Resolve", "0,1");
    expect(textOf(form.content)).toContain('"id":"class"');
  });
});

describe("the rows of a hunt", () => {
  const two = () => {
    const devices = [flows.workstation(), flows.workstation()] as const;
    const names = devices.map(({ computerDnsName }) => `'${computerDnsName}'`).join(", ");
    return {
      devices,
      line: `hunt since:2d DeviceInfo | where DeviceName in (${names}) | project DeviceName, DeviceId, PublicIP`,
    };
  };
  const hunts = () => services.sandboxGraph.calls.filter(({ path }) => path.endsWith("runHuntingQuery"));
  const answers = (ids: readonly string[]) => {
    const schema = ["DeviceName", "DeviceId", "PublicIP"].map((name) => ({ name, type: "String" }));
    const results = ids.map((DeviceId) => ({ DeviceName: "another", DeviceId, PublicIP: "" }));
    services.sandboxGraph.faults.set({ path: /runHuntingQuery/, body: { schema, results } });
  };

  async function asked(words: string) {
    const { devices, line } = two();
    const found = await list(line);
    const form = await press(found, "Isolate device", "0,1");
    await harness.click("ana", form, "Isolate device", { type: "Full", for: "", reason: words });
    const card = harness.shown.findLast(({ content }) => /"state":"Requested"/.test(textOf(content)))!;
    return { devices, card, ...(await newest()) };
  }

  test("bind the query, its frozen time range and the column to each step; the card shows them", async () => {
    const { card, request, steps } = await asked("found by the hunt");
    const { hunt, huntRange, huntColumn } = steps[0]!.args;
    expect([request.args["hunt"], huntColumn]).toEqual([hunt, "DeviceId"]);
    const [from = "", to = ""] = huntRange!.split("/");
    expect(Date.parse(to) - Date.parse(from)).toBe(2 * 86_400_000);
    expect(textOf(card.content)).toContain("Found by the hunt");
    expect(textOf(card.content)).not.toMatch(/the hunt finds it(?!\.)/);
    const before = hunts().length;
    services.advance(3_600_000 / 2);
    await harness.click("carla", card, "Approve");
    const again = hunts()[before]!;
    expect(again).toMatchObject({ oid: personByKey("carla").oid });
    expect(again.body).toEqual({ Query: hunt, Timespan: `P2D/${to}` });
    expect(hunts().length - before).toBe(1);
    expect((await flows.request(card)).state).toBe("Approved");
  });

  test("are run again before the calls: once for the steps that are sent together", async () => {
    const { devices, card } = await asked("looked at once more");
    await harness.click("carla", card, "Approve");
    const own = () =>
      hunts().filter(({ body }) => JSON.stringify(body).includes(devices[0].computerDnsName!));
    const before = own().length;
    await flows.rest();
    services.advance(2_000);
    await flows.rest();
    const acted = services.sandboxDefender.actions.map(({ machineId }) => machineId);
    expect(acted).toEqual(expect.arrayContaining(devices.map(({ id }) => id)));
    expect(own().length - before).toBe(1);
  });

  test("are run again at the click: more of them are fine, one that is missing drops its step, which is told", async () => {
    const { devices, card } = await asked("one is missing by then");
    answers(["0".repeat(40), devices[0].id]);
    const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
    expect(answer).toMatch(/1 left out.*the hunt does not find it any more/);
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
    await harness.tick();
    await harness.click("carla", card, "Approve");
    expect((await flows.request(card)).state).toBe("Approved");
    await harness.tick();
    services.advance(2_000);
    await harness.tick();
    const acted = services.sandboxDefender.actions.map(({ machineId }) => machineId);
    expect(acted).toContain(devices[0].id);
    expect(acted).not.toContain(devices[1].id);
  });

  test("that can't be run again are neither permission nor denial: the click counts for nothing", async () => {
    const { card } = await asked("hunting is away");
    services.sandboxGraph.faults.set({ path: /runHuntingQuery/, status: 503 });
    expect(JSON.stringify(await harness.click("carla", card, "Approve"))).not.toMatch(/"kind":"card"/);
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
    services.sandboxGraph.faults.clear();
    await harness.click("carla", card, "Approve");
    expect((await flows.request(card)).state).toBe("Approved");
  });

  test("that the hunt does not find any more when they are asked for are left out, with no request of none", async () => {
    const { devices, line } = two();
    const form = await press(await list(line), "Isolate device", "0,1");
    const before = (await services.store.read((tx) => tx.requests.open())).length;
    answers([]);
    const inputs = { type: "Full", for: "", reason: "gone by then" };
    const answer = JSON.stringify(await harness.click("ana", form, "Isolate device", inputs));
    expect(answer).toContain("the hunt does not find it any more");
    expect((await services.store.read((tx) => tx.requests.open())).length).toBe(before);
    expect(devices).toHaveLength(2);
  });

  test("that name nothing have no box, and what attackers wrote into a cell is no second target", async () => {
    const schema = ["Note", "RemoteUrl"].map((name) => ({ name, type: "String" }));
    const urls = ["https://evil.example/a,contoso.example", "https://evil.example/b", "", "<at>Carla</at>"];
    const results = urls.map((RemoteUrl, n) => ({ Note: `[x](http://y) ${n}`, RemoteUrl }));
    services.sandboxGraph.faults.next(1, { path: /runHuntingQuery/, body: { schema, results } });
    const found = await list("hunt DeviceNetworkEvents | project Note, RemoteUrl");
    expect(found.names).toEqual(["2 · [x](http://y) 1 · https://evil.example/b"]);
    expect(await said(found, "Block", "0")).toContain("name nothing that block could be about");
    const form = await press(found, "Block", "1");
    expect(textOf(form.content)).toContain("https://evil.example/b");
  });
});
