import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { personByKey, type PersonKey } from "../../sandbox/people.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import { attackOn } from "../support/attack.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Devices of the last two holders of a role: cut off only when two people have approved it, whatever way it was asked for. */

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  rules: [],
  limits: {},
  emergency: { enabled: true, actions: ["isolate"] },
};
let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph", oneClock: true });
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  services.advance(25 * 3_600_000);
  services.sandboxEntra.setRoles("erin", ["Admin"]);
  services.sandboxEntra.setRoles("ana", ["Responder"]);
  harness = openHarness(services, POLICY);
  flows = openFlows(services, harness);
});

/** Registers a device to somebody, and no other one. */
function register(key: PersonKey, { computerDnsName }: Pick<SandboxDevice, "computerDnsName">): void {
  const [name = ""] = (computerDnsName ?? "").split(".");
  const account = services.sandboxGraph.people.find(personByKey(key).upn)!;
  account.devices = [{ name, os: "Windows", isCompliant: true, isManaged: true }];
}

/** A new device that is registered to somebody. */
function deviceOf(key: PersonKey): SandboxDevice {
  const device = flows.workstation();
  register(key, device);
  return device;
}

const TWO = /fewer than two of them would be left with their devices: two people have to approve/;

describe("one device a day, until nobody is left who could stop it", () => {
  const DAYS = 3 * 24 * 3_600_000;

  test("what was cut off days ago and still is counts, until its release has succeeded", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    const [carlas, erins] = [deviceOf("carla"), deviceOf("erin")];
    const first = await flows.ask(`isolate ${carlas.id} beaconing`);
    await harness.click("david", first, "Approve");
    await flows.settle(first, "Succeeded");
    // Longer than finished requests are kept.
    services.advance(DAYS);
    await flows.rest();
    const second = await flows.ask(`isolate ${erins.id} beaconing`);
    expect((await flows.request(second)).verdict.approvals).toBe(2);
    expect(textOf(second.content)).toMatch(TWO);
    await harness.click("david", second, "Deny");
    // Whose device is cut off can still decide by another one: nobody's account is out of reach for that.
    const account = await flows.ask(`revoke-sessions ${personByKey("erin").upn} phished`);
    expect((await flows.request(account)).verdict).toMatchObject({ deny: null, approvals: 1 });
    const release = await flows.ask(`release ${carlas.id} clean`);
    await harness.click("david", release, "Approve");
    await flows.settle(release, "Succeeded");
    services.advance(DAYS);
    await flows.rest();
    const third = await flows.ask(`isolate ${erins.id} beaconing`);
    expect((await flows.request(third)).verdict.approvals).toBe(1);
  });
});

describe("of the last two Approvers", () => {
  test("a typed isolation of the device of one takes two approvals and the card says why; nobody else's does", async () => {
    const device = deviceOf("carla");
    const [explained] = await harness.say("ana", flows.soc, `explain isolate ${device.id} beaconing`);
    expect(textOf(explained!.content)).toMatch(TWO);
    const card = await flows.ask(`isolate ${device.id} beaconing`);
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    expect(textOf(card.content)).toMatch(TWO);
    await harness.click("carla", card, "Approve");
    expect((await flows.request(card)).state).toBe("Requested");
    expect(
      (await flows.request(await flows.ask(`isolate ${flows.workstation().id} beaconing`))).verdict,
    ).toMatchObject({
      approvals: 1,
      guarded: null,
    });
  });

  test("a device is theirs by its id at Entra too, whatever it is called there", async () => {
    const device = flows.workstation();
    device.aadDeviceId = "0B1E55ED-4C0D-4E5A-9A51-3C7F2D1E0A55";
    const deviceId = device.aadDeviceId.toLowerCase();
    const registered = { name: "renamed-since", os: "Windows", isCompliant: true, isManaged: true, deviceId };
    services.sandboxGraph.people.find(personByKey("carla").upn)!.devices = [registered];
    const card = await flows.ask(`isolate ${device.id} beaconing`);
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    expect(textOf(card.content)).toMatch(TWO);
  });

  test.each([
    ["no device at all", []],
    ["no more than a phone", [{ name: "Carla's iPhone", os: "iOS", isCompliant: true, isManaged: true }]],
  ])("one to whom Entra registers %s works at the device whose user they look like", async (_, devices) => {
    services.sandboxGraph.people.find(personByKey("carla").upn)!.devices = devices;
    const card = await flows.ask(`isolate mac-design01 beaconing`);
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    expect(textOf(card.content)).toMatch(TWO);
    const other = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
    expect((await flows.request(other)).verdict.approvals).toBe(1);
    await harness.click("david", card, "Deny");
  });

  test("with three of them one approval is enough, and the next device counts what was approved", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    const [carlas, erins] = [deviceOf("carla"), deviceOf("erin")];
    const first = await flows.ask(`isolate ${carlas.id} beaconing`);
    const second = await flows.ask(`isolate ${erins.id} beaconing`);
    const both = await Promise.all([flows.request(first), flows.request(second)]);
    expect(both.map(({ verdict }) => verdict.approvals)).toEqual([1, 1]);
    await harness.click("david", first, "Approve");
    const answer = await harness.click("david", second, "Approve");
    expect(JSON.stringify(answer)).toMatch(/fewer than two/);
    expect(await flows.request(second)).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
    await flows.settle(first, "Succeeded");
  });

  test("several targets and incident:ID: theirs is a request of its own, the rest waits for one", async () => {
    const own = deviceOf("carla");
    const others = [flows.workstation(), flows.workstation()];
    const from = harness.shown.length;
    await flows.ask(`isolate ${[own, ...others].map(({ id }) => id).join(", ")} beaconing`);
    const asked = await openedSince(from);
    expect(asked.map(({ verdict, steps }) => [verdict.approvals, steps?.count ?? 1])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    const { incident, devices } = attackOn(services, flows, 2, null);
    register("carla", devices[1]!);
    services.advance(700_000);
    const next = harness.shown.length;
    await flows.ask(`isolate incident:${incident} it spreads`);
    expect((await openedSince(next)).map(({ verdict }) => verdict.approvals)).toEqual([1, 2]);
  });

  test("an emergency is none there: nothing is sent before two people have approved", async () => {
    services.sandboxEntra.setRoles("ana", ["Responder", "BreakGlass"]);
    services.advance(61_000);
    const device = deviceOf("carla");
    const card = await flows.ask(`isolate ${device.id} emergency:true worm`);
    const request = await flows.request(card);
    expect(request).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
    expect(request.emergency).toBeUndefined();
    await flows.rest();
    expect(services.sandboxDefender.actions.filter(({ machineId }) => machineId === device.id)).toEqual([]);
  });

  test("a device that comes to be theirs behind the approval is not cut off: its request waits for two", async () => {
    const device = flows.workstation();
    const card = await flows.ask(`isolate ${device.id} beaconing`);
    services.sandboxDefender.faults.next(1, {
      method: "POST",
      path: /isolate$/,
      status: 429,
      headers: { "retry-after": "700" },
    });
    await harness.click("david", card, "Approve");
    await flows.rest();
    register("carla", device);
    await flows.settle(card, "Requested", 60_000);
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    expect(services.sandboxDefender.actions.filter(({ machineId }) => machineId === device.id)).toEqual([]);
  });
});

describe("holders that can't be listed", () => {
  const down = (path: RegExp) => ({
    method: "GET",
    path,
    status: 403,
    body: { error: { code: "Authorization_RequestDenied", message: "x" } },
  });

  test("are those of the last verified roles: their devices take two approvals, other ones what the policy asks", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    services.sandboxGraph.faults.set(down(/servicePrincipals/));
    const card = await flows.ask(`isolate ${deviceOf("carla").id} beaconing`);
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    expect(textOf(card.content)).toContain("I could not list who else is");
    const other = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
    expect((await flows.request(other)).verdict.approvals).toBe(1);
  });

  test("who may not list them is asked once in a minute, and what was not granted guards as before", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    services.sandboxGraph.faults.set(down(/servicePrincipals|registeredDevices/));
    const from = services.sandboxGraph.calls.length;
    const asked = () => services.sandboxGraph.calls.slice(from).filter(({ status }) => status === 403).length;
    const first = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
    const once = asked();
    expect(once).toBeGreaterThan(0);
    const own = await flows.ask(`isolate mac-design01 beaconing`);
    expect((await flows.request(own)).verdict.approvals).toBe(2);
    expect(asked()).toBe(once);
    services.advance(61_000);
    const later = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
    expect(asked()).toBeGreaterThan(once);
    for (const card of [first, own, later]) await harness.click("david", card, "Deny");
  });

  test("where Entra does not tell of devices, those count who look like the device's users; where nobody tells, the card says so", async () => {
    services.sandboxGraph.faults.set(down(/registeredDevices/));
    const device = flows.workstation();
    const other = await flows.ask(`isolate ${device.id} beaconing`);
    expect((await flows.request(other)).verdict.approvals).toBe(1);
    services.sandboxDefender.faults.set({
      method: "GET",
      path: /logonusers/,
      status: 403,
      body: { error: { code: "Forbidden", message: "x" } },
    });
    const unknown = await flows.ask(`isolate ${flows.workstation().id} beaconing`);
    expect((await flows.request(unknown)).verdict.approvals).toBe(1);
    expect(textOf(unknown.content)).toContain("could not be checked");
    services.sandboxDefender.faults.clear();
  });
});

async function openedSince(from: number) {
  const ids = harness.shown
    .slice(from)
    .flatMap(({ content }) => /"id":"([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(textOf(content))?.[1] ?? []);
  const found = await services.store.read((tx) =>
    Promise.all([...new Set(ids)].map((id) => tx.requests.get(id))),
  );
  return found.flatMap((one) => one ?? []);
}

test("what one person's token shows of who holds the roles is no answer to another's", async () => {
  const device = deviceOf("david");
  services.sandboxEntra.setRoles("david", ["Responder"]);
  const group = { id: "77aa0000-52f4-4b1e-9b0f-1d6c3f7b0001", name: "Approvers", appRoles: ["Approver"] };
  services.sandboxGraph.people.groups.push({ ...group, memberIds: [personByKey("david").oid] });
  // A group may hide its members from whoever is none of them.
  services.sandboxGraph.faults.next(1, {
    method: "GET",
    path: /\/members/,
    status: 200,
    body: { value: [] },
  });
  const card = await flows.ask(`isolate ${device.id} beaconing`);
  expect((await flows.request(card)).verdict.approvals).toBe(1);
  await harness.click("carla", card, "Approve");
  await flows.rest();
  services.sandboxGraph.people.groups.pop();
  services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass"]);
  expect((await flows.request(card)).state).toBe("Requested");
  expect(flows.sent(device.id)).toBe(0);
});
