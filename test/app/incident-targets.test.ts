import { dataOf } from "../support/card-data.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_DOMAIN } from "../../sandbox/people.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { FormCardData } from "../../src/messaging/card.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** `incident:ID` where a device or a person is named: all of them in the incident's evidence, under one decision. */

const POLICY: Policy = { ...USUAL_POLICY, rules: [], limits: {} };
let services: Services;
let harness: Harness;
let flows: Flows;
let chat = conversation("", "personal");
let made = 0;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  services.advance(25 * 3_600_000);
  chat = conversation(`1:1-incident-${(made += 1)}`, "personal");
  harness = openHarness(services, POLICY);
  flows = openFlows(services, harness);
});

const upn = (local: string) => `${local}@${SANDBOX_DOMAIN}`;

/** An incident that names new workstations and an account. */
function attack(devices: number, account = "m.keller") {
  const incidentId = 890_000 + (made += 1);
  const id = services.sandboxGraph.people.find(upn(account))?.id ?? "00000000-0000-4000-8000-00000000dead";
  const struck = Array.from({ length: devices }, () => flows.workstation());
  for (const device of struck) {
    services.sandboxDefender.raiseAlert({
      machineId: device.id,
      computerDnsName: device.computerDnsName,
      rbacGroupName: device.rbacGroupName,
      incidentId,
      title: "Ransomware behaviour",
      evidence: [
        {
          ...services.sandboxDefender.alerts[0]!.evidence[0]!,
          ...{ entityType: "User", aadUserId: id, userPrincipalName: upn(account) },
          ...{ accountName: account, domainName: "CONTOSO", processCommandLine: null, fileName: null },
        },
      ],
    });
  }
  return { incident: String(incidentId), devices: struck };
}

const say = (line: string): Promise<readonly Shown[]> => harness.say("ana", chat, line);
const wordsOf = (shown: readonly Shown[]): string => shown.map(({ content }) => textOf(content)).join(" ");
const cardIn = (shown: readonly Shown[]): Shown =>
  shown.find(({ content }) => textOf(content).includes('"state":"Requested"')) ?? expect.fail(wordsOf(shown));
const stepsOf = async (card: Shown) => {
  const leader = await flows.request(card);
  return services.store.read((tx) => tx.steps.all(leader.id));
};

describe("incident:ID as a target", () => {
  test.each([
    ["isolate", "Isolate device"],
    ["suspend", "Suspend account"],
  ])("without a reason is asked for it, as one target is: %s", async (command, title) => {
    const { incident } = attack(2);
    const [form] = await say(`${command} incident:${incident}`);
    expect(textOf(form!.content)).toContain(incident);
    await harness.click("ana", form!, title, { reason: "it spreads" });
    expect(wordsOf(harness.shown)).toContain("it spreads");
  });

  test("stands for every device of the incident's evidence: one card with exactly these, one decision, a call for each", async () => {
    const { incident, devices } = attack(3);
    const card = cardIn(await say(`isolate incident:${incident} for:4h it spreads`));
    for (const { computerDnsName } of devices) expect(textOf(card.content)).toContain(computerDnsName);
    const steps = await stepsOf(card);
    expect(steps.map(({ target }) => target.id).toSorted()).toEqual(devices.map(({ id }) => id).toSorted());
    expect(await flows.request(card)).toMatchObject({ steps: { count: 3 }, args: { incident, for: "4h" } });

    // What joins the incident later is no part of what was shown, and of what is done.
    services.sandboxDefender.raiseAlert({ ...late(flows), incidentId: Number(incident), title: "Later" });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    const called = services.sandboxDefender.actions.filter(({ requestorComment }) =>
      requestorComment.includes("it spreads"),
    );
    expect(called.map(({ machineId }) => machineId).toSorted()).toEqual(
      devices.map(({ id }) => id).toSorted(),
    );
  });

  test("stands for the people of the evidence where a command is about people, and stands beside others in a list, each once", async () => {
    const { incident, devices } = attack(2);
    const people = cardIn(await say(`revoke-sessions incident:${incident}, ${upn("s.aydin")} phished`));
    const names = (await stepsOf(people)).map(({ target }) => target.name).toSorted();
    expect(names).toEqual([upn("m.keller"), upn("s.aydin")]);
    const beside = flows.workstation();
    const line = `${devices[0]!.computerDnsName}, incident:${incident}, ${beside.computerDnsName}`;
    expect(await stepsOf(cardIn(await say(`collect ${line} look into it`)))).toHaveLength(3);
  });

  test("counts each of them against maxTargets, before they are looked up", async () => {
    const { incident } = attack(3);
    harness = openHarness(services, { ...POLICY, maxTargets: 2 }, harness.shown);
    expect(wordsOf(await say(`isolate incident:${incident} it spreads`))).toContain(
      "That is 3 at once, and the policy allows 2",
    );
  });

  test("names who is not found, and asks for nothing where none is left", async () => {
    const { incident } = attack(1, "nobody-here");
    expect(wordsOf(await say(`suspend incident:${incident} phished`))).toMatch(
      /names no account that you may see.*Left out: nobody-here/,
    );
    expect(wordsOf(await say("isolate incident:99999999 it spreads"))).not.toContain('"state":"Requested"');
  });

  test("is explained as it would be asked for", async () => {
    const { incident, devices } = attack(2);
    const words = wordsOf(await say(`explain isolate incident:${incident} it spreads`));
    for (const { computerDnsName } of devices) expect(words).toContain(computerDnsName);
  });
});

function late(flows: Flows) {
  const { id, computerDnsName, rbacGroupName } = flows.workstation();
  return { machineId: id, computerDnsName, rbacGroupName };
}

describe("a name in a list that fits several", () => {
  /** That many devices of one name. */
  function twins(count: number) {
    const name = `fin-lt-${(made += 1)}.contoso.example`;
    const devices = Array.from({ length: count }, () => {
      const device = flows.workstation();
      device.computerDnsName = name;
      return device;
    });
    return { name, devices };
  }
  const fieldsOn = (shown: Shown) => dataOf<FormCardData>(shown, "form").fields;

  test("is chosen in one card, one choice for each such name; then the whole list is one request", async () => {
    const [pc1, first, second] = [flows.workstation(), twins(3), twins(2)];
    const line = `isolate ${pc1.computerDnsName}, ${first.name}, ${second.name} for:4h beaconing`;
    const form = (await say(line))[0]!;
    expect(fieldsOn(form).map(({ id, choices }) => [id, choices.length])).toEqual([
      ["pick0", 3],
      ["pick1", 2],
    ]);
    const picks = { pick0: first.devices[1]!.id, pick1: second.devices[0]!.id };
    for (const sent of [{}, { ...picks, pick1: "" }, { ...picks, pick0: second.devices[0]!.id }]) {
      const answer = JSON.stringify(await harness.click("ana", form, "Isolate device", sent));
      expect(answer).toContain("Please choose one for");
    }
    const from = harness.shown.length;
    await harness.click("ana", form, "Isolate device", picks);
    const card = cardIn(harness.shown.slice(from));
    const steps = await stepsOf(card);
    expect(steps.map(({ target }) => target.id).toSorted()).toEqual(
      [pc1.id, picks.pick0, picks.pick1].toSorted(),
    );
    expect(await flows.request(card)).toMatchObject({ reason: "beaconing", args: { for: "4h" } });
    // Sent again, with another choice: it is the same request.
    const again = await harness.click("ana", form, "Isolate device", {
      ...picks,
      pick0: first.devices[0]!.id,
    });
    expect(JSON.stringify(again)).toContain((await flows.request(card)).id);
  });

  test("is chosen as well where only its beginning was typed, also where that fits one device", async () => {
    const [pc1, whole] = [flows.workstation(), twins(1)];
    const beginning = whole.name.slice(0, whole.name.indexOf("."));
    whole.devices[0]!.computerDnsName = `${beginning}x.contoso.example`;
    const form = (await say(`isolate ${pc1.computerDnsName}, ${beginning} beaconing`))[0]!;
    expect(fieldsOn(form).map(({ choices }) => choices.map(({ value }) => value))).toEqual([
      [whole.devices[0]!.id],
    ]);
    const from = harness.shown.length;
    await harness.click("ana", form, "Isolate device", { pick0: whole.devices[0]!.id });
    expect(await stepsOf(cardIn(harness.shown.slice(from)))).toHaveLength(2);
  });

  test("is chosen by nobody but the person who typed it, and never where another name is not known at all", async () => {
    const { name, devices } = twins(2);
    const beside = flows.workstation().computerDnsName;
    const form = (await say(`isolate ${beside}, ${name} beaconing`))[0]!;
    const answer = await harness.click("carla", form, "Isolate device", { pick0: devices[0]!.id });
    expect(JSON.stringify(answer)).toContain("ana.ruiz");
    expect(wordsOf(await say(`isolate nowhere-1, ${name} beaconing`))).toMatch(/nothing is called nowhere-1/);
  });

  test("is chosen once, also where the policy lets a reason be left out", async () => {
    const policy: Policy = { ...POLICY, default: { ...POLICY.default, reason: "optional" } };
    harness = openHarness(services, policy, harness.shown);
    const { name, devices } = twins(2);
    const form = (await say(`collect ${flows.workstation().computerDnsName}, ${name}`))[0]!;
    const [field] = fieldsOn(form);
    expect(field?.id).toBe("pick0");
    const from = harness.shown.length;
    await harness.click("ana", form, "Collect package", { pick0: devices[1]!.id });
    expect(await stepsOf(cardIn(harness.shown.slice(from)))).toHaveLength(2);
  });

  test("is a person as well", async () => {
    const [form] = await say(`revoke-sessions "Sam Lee", ${upn("m.keller")} phished`);
    const [field] = fieldsOn(form!);
    const from = harness.shown.length;
    await harness.click("ana", form!, "Revoke sessions", { pick0: field?.choices[0]?.value as string });
    expect((await stepsOf(cardIn(harness.shown.slice(from)))).map(({ target }) => target.id)).toContain(
      field?.choices[0]?.value,
    );
  });
});

describe("whose incident it is", () => {
  const strangers: Policy = {
    ...POLICY,
    rules: [{ name: "strangers", when: {}, then: { exclude: ["alert-owner"] } }],
  };

  test("counts wherever in a list the incident stands: its owner may not approve", async () => {
    const { incident } = attack(2);
    await say(`assign ${incident} to:${upn("carla.weiss")}`);
    harness = openHarness(services, strangers);
    flows = openFlows(services, harness);
    const card = cardIn(await say(`isolate ${flows.workstation().id}, incident:${incident} it spreads`));
    expect(JSON.stringify(await harness.click("carla", card, "Approve"))).toContain("You own the alert");
  });
});
