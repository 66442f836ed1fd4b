import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personByKey, SANDBOX_DOMAIN } from "../../sandbox/people.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { asShown, attackOn, boxes, formOn } from "../support/attack.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** `contain`: a form that proposes what to do about an attack, one decision, and a call of its own for each step. */

const POLICY: Policy = { ...USUAL_POLICY, rules: [], limits: {} };
let services: Services;
let harness: Harness;
let flows: Flows;
let chat = conversation("", "personal");
let made = 0;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  for (const key of ["ana", "ben", "carla", "david", "erin"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  services.advance(25 * 3_600_000);
  chat = conversation(`1:1-contain-${(made += 1)}`, "personal");
  harness = openHarness(services, POLICY);
  flows = openFlows(services, harness);
});

const upn = (local: string) => `${local}@${SANDBOX_DOMAIN}`;

const attack = (devices: number, account?: string | null) => attackOn(services, flows, devices, account);

async function formFor(id: string, words = "it spreads"): Promise<Shown> {
  const [shown] = await harness.say("ana", chat, `contain ${id} ${words}`);
  return shown!;
}

/** Requests that stand open in this chat. */
async function opened(from: number): Promise<readonly Request[]> {
  const ids = harness.shown
    .slice(from)
    .flatMap(({ content }) => /"id":"([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(textOf(content))?.[1] ?? []);
  const found = await services.store.read((tx) =>
    Promise.all([...new Set(ids)].map((id) => tx.requests.get(id))),
  );
  return found.flatMap((one) => one ?? []);
}

async function send(form: Shown, inputs: Record<string, string>) {
  const from = harness.shown.length;
  const answer = await harness.click("ana", form, "Contain", inputs);
  await harness.tick();
  const cards = harness.shown
    .slice(from)
    .filter(({ content }) => textOf(content).includes('"state":"Requested"'));
  return { answer, cards, requests: await opened(from) };
}

describe("contain proposes, ticked and with reasons", () => {
  test("isolating the attack's devices and revoking and marking its people, under one decision; each step has its own call", async () => {
    const { incident, devices, person } = attack(2);
    const form = await formFor(incident);
    const shown = boxes(formOn(form));
    expect(shown.map(({ ticked }) => ticked)).toEqual(["true", "true", "true", "true"]);
    expect(shown.map(({ check }) => textOf({ kind: "text", text: check as never })).join("\n")).toContain(
      `${devices[0]!.computerDnsName}: named in 1 alert`,
    );
    expect(shown.map(({ check }) => textOf({ kind: "text", text: check as never })).join("\n")).toContain(
      `${upn("m.keller")}: revoke sessions (named in 2 alerts)`,
    );

    const { requests, cards } = await send(form, { ...asShown(formOn(form)), reason: "it spreads" });
    expect(requests).toHaveLength(1);
    const [leader] = requests;
    expect(leader).toMatchObject({
      command: "contain",
      action: "contain",
      reason: "it spreads",
      steps: { count: 4 },
    });
    expect(textOf(cards[0]!.content)).toContain(`Revoke sessions: ${upn("m.keller")}`);
    expect(textOf(cards[0]!.content)).toContain("2 × Isolate (Full) · Until somebody releases it");
    expect(textOf(cards[0]!.content)).toContain("1 × Revoke sessions · Whoever uses the account");

    const before = services.sandboxGraph.calls.length;
    await harness.click("carla", cards[0]!, "Approve");
    await flows.settle(cards[0]!, "Succeeded");
    const ids = new Set(devices.map(({ id }) => id));
    expect(services.sandboxDefender.actions.filter(({ machineId }) => ids.has(machineId))).toHaveLength(2);
    const posts = services.sandboxGraph.calls
      .slice(before)
      .filter(({ method, path }) => method === "POST" && !/Hunting|comments$/.test(path));
    expect(posts.map(({ path }) => path.split("/").at(-1)).toSorted()).toEqual([
      "confirmCompromised",
      "revokeSignInSessions",
    ]);
    const steps = await services.store.read((tx) => tx.steps.all(leader!.id));
    expect(steps.map(({ command }) => command)).toEqual([
      "isolate",
      "isolate",
      "revoke-sessions",
      "compromised",
    ]);
    expect(steps.every(({ executor }) => executor?.oid === personByKey("carla").oid)).toBe(true);
    expect(leader?.steps?.people).toEqual([person]);
    const audit = await services.store.read((tx) => tx.audit.list(steps[2]!.id, 20));
    expect(audit.map(({ event, command }) => `${command} ${event}`)).toContain("revoke-sessions succeeded");
  });

  test("a request about devices and people stands in the list of whoever may read all of them, and opens by its ID", async () => {
    const { incident } = attack(1);
    const form = await formFor(incident);
    const [leader] = (await send(form, { ...asShown(formOn(form)), reason: "it spreads" })).requests;
    for (const person of ["ana", "carla"] as const) {
      const [list] = await harness.say(person, chat, "requests");
      expect(textOf(list!.content)).toContain(leader!.id);
      const [card] = await harness.say(person, chat, `request ${leader!.id}`);
      expect(textOf(card!.content)).toContain("it spreads");
    }
  });

  test("what is unticked is not asked for, and one box alone is a request as ever", async () => {
    const { incident, devices } = attack(2);
    const form = await formFor(incident);
    const inputs = {
      ...asShown(formOn(form)),
      step1: "false",
      step2: "false",
      step3: "false",
      reason: "only one",
    };
    const { requests } = await send(form, inputs);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ command: "isolate", target: { id: devices[0]!.id } });
    expect(requests[0]?.steps).toBeUndefined();
  });

  test("an alert is contained as well, and its request knows it", async () => {
    const { alerts } = attack(1);
    const form = await formFor(alerts[0]!.id);
    const { requests } = await send(form, { ...asShown(formOn(form)), reason: "x" });
    expect(requests[0]?.alertId).toBe(alerts[0]!.id);
  });

  test("a form that is sent twice opens one request, and nothing typed is lost where something is missing", async () => {
    const { incident } = attack(1);
    const [bare] = await harness.say("ana", chat, `contain ${incident}`);
    const inputs = { ...asShown(formOn(bare!)), step2: "false" };
    const again = await harness.click("ana", bare!, "Contain", inputs);
    if (again.kind !== "card") throw new Error(again.kind);
    const form = { ...bare!, content: again.content };
    expect(formOn(form)).toMatchObject({ problem: "", reasonProblem: "Please give a reason." });
    expect(boxes(formOn(form)).map(({ ticked }) => ticked)).toEqual(["true", "true", "false"]);
    const first = await send(form, { ...asShown(formOn(form)), reason: "now" });
    const second = await send(form, { ...asShown(formOn(form)), reason: "now" });
    expect(first.requests).toHaveLength(1);
    expect(second.requests).toHaveLength(0);
  });
});

describe("what is sent is held against the attack as it is then", () => {
  test("a box that was not proposed is refused, and nothing is asked for", async () => {
    const { incident } = attack(1, null);
    const form = await formFor(incident);
    for (const strange of [{ step7: "true" }, { step0: "yes" }, { stepx: "true" }]) {
      const { answer, requests } = await send(form, { ...asShown(formOn(form)), ...strange, reason: "x" });
      expect(JSON.stringify(answer)).toContain("did not propose");
      expect(requests).toHaveLength(0);
    }
  });

  test("what is no part of it any more is named on the form, and nothing is asked for", async () => {
    const { incident, alerts, devices } = attack(2, null);
    const form = await formFor(incident);
    services.sandboxDefender.changeAlert(alerts[1]!.id, { incidentId: 1 });
    const { answer, requests } = await send(form, { ...asShown(formOn(form)), reason: "x" });
    expect(requests).toHaveLength(0);
    expect(JSON.stringify(answer)).toContain(devices[1]!.computerDnsName);
  });

  test("nobody else can send it", async () => {
    const { incident } = attack(1, null);
    const form = await formFor(incident);
    const answer = await harness.click("ben", form, "Contain", { ...asShown(formOn(form)), reason: "x" });
    expect(JSON.stringify(answer)).toContain("Only ana.ruiz");
  });
});

describe("people who approve here", () => {
  beforeAll(() => services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]));
  afterAll(() => services.sandboxEntra.setRoles("erin", ["Admin"]));

  test("are not ticked, and become a request of their own with two approvals, on which they decide nothing", async () => {
    const { incident } = attack(1, "erin.novak");
    const form = await formFor(incident);
    const shown = boxes(formOn(form));
    expect(shown.map(({ ticked }) => ticked)).toEqual(["true", "false", "false"]);
    const inputs = { step0: "true", step1: "true", step2: "true", reason: "x" };
    const { requests, cards } = await send(form, inputs);
    expect(requests.map(({ command, verdict }) => [command, verdict.approvals])).toEqual([
      ["isolate", 1],
      ["contain", 2],
    ]);
    const own = cards.find(({ content }) => textOf(content).includes(requests[1]!.id))!;
    for (const title of ["Approve", "Deny"]) {
      const answer = await harness.click("erin", own, title, { reason: "no" });
      expect(JSON.stringify(answer)).toContain("about your own account");
    }
  });

  test("have devices of theirs looked at by two as well, not ticked", async () => {
    const { incident, devices } = attack(1, null);
    const account = services.sandboxGraph.people.find(personByKey("carla").upn)!;
    const before = account.devices;
    account.devices = [{ ...before[0]!, name: devices[0]!.computerDnsName!.split(".")[0]! }];
    const form = await formFor(incident);
    account.devices = before;
    expect(boxes(formOn(form))).toMatchObject([{ ticked: "false" }]);
    account.devices = [{ ...before[0]!, name: devices[0]!.computerDnsName!.split(".")[0]! }];
    const { requests } = await send(form, { step0: "true", reason: "x" });
    account.devices = before;
    expect(requests.map(({ command, verdict }) => [command, verdict.approvals])).toEqual([["isolate", 2]]);
  });

  test("may have any device while it can't be read which: each is looked at by two, not ticked", async () => {
    const { incident } = attack(1, null);
    services.sandboxGraph.faults.set({ path: /registeredDevices/, status: 403 });
    const form = await formFor(incident);
    expect(formOn(form).gaps.length).toBeGreaterThan(0);
    expect(boxes(formOn(form))).toMatchObject([{ ticked: "false" }]);
    const { requests } = await send(form, { step0: "true", reason: "x" });
    expect(requests.map(({ command, verdict }) => [command, verdict.approvals])).toEqual([["isolate", 2]]);
  });
});

describe("where the policy wants somebody else than the owner of what is contained", () => {
  const strangers = { name: "strangers", when: {}, then: { exclude: ["alert-owner"] } };

  /** What Carla is told who clicks Approve on what `contain` of an incident has become. */
  async function approvedBy(key: "carla" | "david", owned: ReturnType<typeof attack>) {
    harness = openHarness(services, { ...POLICY, rules: [strangers] });
    flows = openFlows(services, harness);
    const form = await formFor(owned.incident);
    const { cards } = await send(form, { ...asShown(formOn(form)), reason: "it spreads" });
    return JSON.stringify(await harness.click(key, cards[0]!, "Approve"));
  }

  test("the owner of the incident may not, somebody else may", async () => {
    const owned = attack(2, null);
    await harness.say("carla", chat, `assign ${owned.incident} to:me`);
    expect(await approvedBy("carla", owned)).toContain("You own the alert");
    expect(await approvedBy("david", owned)).toContain('"state":"Approved"');
  });

  test("nor may the owner of any of its alerts", async () => {
    const owned = attack(2, null);
    services.sandboxDefender.changeAlert(owned.alerts[1]!.id, { assignedTo: personByKey("carla").upn });
    expect(await approvedBy("carla", owned)).toContain("You own the alert");
  });
});

test("where the policy asks different things, what agrees is decided together and the rest by itself", async () => {
  harness = openHarness(services, {
    ...POLICY,
    rules: [{ name: "people take two", when: { action: ["revoke-sessions"] }, then: { approvals: 2 } }],
  });
  flows = openFlows(services, harness);
  const { incident } = attack(1);
  const form = await formFor(incident);
  const { requests } = await send(form, { ...asShown(formOn(form)), reason: "x" });
  expect(requests.map(({ command, verdict }) => [command, verdict.approvals])).toEqual([
    ["contain", 1],
    ["revoke-sessions", 2],
  ]);
});

test("limits count each action for itself, also while steps wait under a request that is approved", async () => {
  harness = openHarness(services, { ...POLICY, limits: { "revoke-sessions": { perHour: 1 } } });
  flows = openFlows(services, harness);
  const { incident } = attack(1);
  const form = await formFor(incident);
  const { cards } = await send(form, { ...asShown(formOn(form)), reason: "x" });
  await harness.click("carla", cards[0]!, "Approve");
  const used = await services.store.read((tx) =>
    tx.requests.charges("revoke-sessions", services.clock.now() - 60_000),
  );
  expect(used).toHaveLength(1);
  await flows.settle(cards[0]!, "Succeeded");
  const later = attack(1, "j.moreau");
  const second = await formFor(later.incident);
  const from = harness.shown.length;
  await send(second, { ...asShown(formOn(second)), reason: "x" });
  const said = JSON.stringify(harness.shown.slice(from));
  expect(said).toMatch(/Left out: j\.moreau@contoso\.example \(.*revoke-sessions/);
});
