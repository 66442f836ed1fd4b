import { dataOf } from "../support/card-data.ts";
import type { Spoken } from "../../src/messaging/spoken.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ExplainCardData } from "../../src/commands/parts/explanation.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { TurnAnswer } from "../../src/messaging/turn.ts";
import { loadPolicy } from "../../src/adapters/policy-file/schema.ts";
import { createDeviceDesk, type DeviceDesk } from "../../sandbox/controls/device-desk.ts";
import { createPeopleDesk, type PeopleDesk } from "../../sandbox/controls/people-desk.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The cases of "Play it" in docs/approvals.md, under the policy that `npm run sandbox` gives the bot. */

const loaded = loadPolicy("sandbox/policy.json");
const MINUTE = 60_000;
const ONE = "Approvers: 1 person with the role Approver, not you";

let services: Services;
let harness: Harness;
let flows: Flows;
let devices: DeviceDesk;
let people: PeopleDesk;
let policy: { -readonly [K in keyof Policy]: Policy[K] };

beforeAll(async () => {
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  policy = { ...loaded.policy };
  services = await startServices();
  harness = openHarness(services, policy);
  flows = openFlows(services, harness);
  devices = createDeviceDesk(
    () => services.sandboxDefender,
    () => services.clock.now(),
  );
  people = createPeopleDesk(services.sandboxEntra);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
  await harness.say("erin", flows.soc, "subscribe approvals");
});

// The bot spares Defender, 100 calls a minute, and asks for roles anew after a minute.
beforeEach(async () => {
  services.advance(61_000);
  await harness.tick();
});

afterEach(() => {
  if (loaded.ok) Object.assign(policy, loaded.policy);
  people.reset();
});

afterAll(async () => {
  await services?.close();
});

/** What the bot shows or says in answer to a message. */
async function answer(text: string, key: PersonKey = "ana"): Promise<string> {
  const said = await harness.say(key, flows.soc, text);
  return said.map((one) => textOf(one.content)).join("\n");
}

function idOf(name: string): string {
  return services.sandboxDefender.device(name).id;
}

/** The words of an answer that changed nothing. */
function refusal(given: Spoken<TurnAnswer>): string {
  return given.kind === "message" ? given.text : expect.fail(`no refusal, but ${JSON.stringify(given)}`);
}

async function shown(card: Shown): Promise<string> {
  await harness.tick();
  return textOf(card.content);
}

describe("explain tells the verdict of each device", () => {
  test.each<readonly [key: PersonKey, command: string, outcome: RegExp, fact: string]>([
    ["ana", "isolate ward3-nurse12 x", /wait for 1 approval\./, "Open for: 1 h"],
    ["ana", "isolate dc01 x", /wait for 2 approvals/, "Open for: 30 min"],
    ["ana", "release dc02 x", /wait for 2 approvals/, "Open for: 30 min"],
    ["ana", "isolate fin-ws01 x", /wait for 1 approval/, `${ONE}; signed in anew (c1)`],
    ["ana", "isolate ehr-app01 x", /wait for 1 approval/, `${ONE}; not the owner of the alert`],
    ["ana", "isolate frontdesk-03 x", /wait for 1 approval/, "Open for: 2 min"],
    [
      "ana",
      "isolate training-pc01 x",
      /at once, with your own rights\.$/,
      "Limit: 0 of 200 per hour, and no more",
    ],
    ["ana", "isolate lab-analyzer01 x", /refused: .*Call the lab \(extension 4410\)/, "Reason: given"],
    ["ana", "scan lab-analyzer02 x", /refused: .*Call the lab/, "Reason: given"],
    ["ana", "scan ward3-nurse11 x", /done at once/, "Limit: 0 of 3 per device group and hour, and no more"],
    ["david", "isolate web01 emergency:true x", /another Approver would have to review/, "Reason: given"],
    ["david", "isolate lab-analyzer01 emergency:true x", /refused: .*Call the lab/, "Reason: given"],
    ["david", "release web01 emergency:true x", /refused: .* emergencies for isolate/, "Reason: given"],
  ])("%s: %s", async (key, command, outcome, fact) => {
    const [said] = await harness.say(key, conversation(`1:1-${key}`, "personal"), `explain ${command}`);
    const data = dataOf<ExplainCardData>(said);
    expect(data.outcome).toMatch(outcome);
    expect([...data.facts, ...data.more].map(({ label, value }) => `${label}: ${value}`)).toContain(fact);
  });
});

describe("who may decide", () => {
  test("Ana's own approval is refused, Carla's sends it", async () => {
    const card = await flows.ask("isolate ward3-nurse12 beaconing");
    expect(refusal(await harness.click("ana", card, "Approve"))).toContain("You asked for this yourself");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
  });

  test("a domain controller takes two, and who has approved can take it back", async () => {
    const card = await flows.ask("isolate dc01 golden ticket");
    expect(textOf(card.content)).toContain("It looks like a domain controller (tag Tier0)");
    await harness.click("carla", card, "Approve");
    expect(JSON.stringify(await harness.click("carla", card, "Approve"))).toContain(
      "the next approval has to come from somebody else",
    );
    expect(await shown(card)).toContain('"label":"Approvals","value":"1 of 2: carla.weiss@contoso.example"');
    await harness.click("carla", card, "Revoke");
    expect(await shown(card)).toContain('"label":"Approvals","value":"0 of 2"');
    await harness.click("david", card, "Approve");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
  });

  test("the owner of the alert may not approve for a server with health records", async () => {
    const alert = services.sandboxDefender.raiseAlert({
      machineId: idOf("ehr-app01"),
      assignedTo: "carla.weiss@contoso.example",
    });
    const [about] = await harness.say("ana", flows.soc, `alert ${alert.id}`);
    const form = await harness.click("ana", about!, "Isolate device");
    if (form.kind !== "card") throw new Error(JSON.stringify(form));
    const before = harness.shown.length;
    const inputs = { reason: "ransom note", type: "Full" };
    await harness.click("ana", { ...about!, content: form.content }, "Isolate device", inputs);
    await harness.tick();
    const card = harness.shown.slice(before).find((one) => textOf(one.content).includes("Approve"))!;
    expect(refusal(await harness.click("carla", card, "Approve"))).toContain("You own the alert");
    expect(await harness.click("david", card, "Approve")).toMatchObject({ kind: "card" });
  });

  test("in Finance the click asks for a stronger sign-in; who can't see the device can't decide", async () => {
    const card = await flows.ask("isolate fin-ws01 macro");
    expect(textOf(card.content)).toContain("approving asks for a stronger one (c1)");
    expect(refusal(await harness.click("david", card, "Approve"))).toContain("does not show you this device");
    expect(await harness.click("carla", card, "Approve")).toMatchObject({ kind: "login", exchangeId: null });
  });

  test("users of the device are named, whether they ask or approve", async () => {
    expect(textOf((await flows.ask("isolate laptop-aruiz mine")).content)).toContain(
      "ana.ruiz@contoso.example, who asked, looks like a user of this device",
    );
    const card = await flows.ask("isolate mac-design01 odd");
    await harness.click("carla", card, "Approve");
    expect(await shown(card)).toContain("carla.weiss@contoso.example, who approved, looks like a user");
  });

  test("an Approver who has lost the role is refused", async () => {
    const card = await flows.ask("isolate web01 webshell");
    people.setRole("david", "Approver", false);
    expect(refusal(await harness.click("david", card, "Approve"))).toContain("You need the role Approver");
  });

  test("a forwarded card decides nothing", async () => {
    const card = await flows.ask("isolate lab-ws05 odd");
    const general = conversation("19:general@thread.tacv2", "channel");
    const copy = { ...card, at: { conversation: general, activityId: "copy" } };
    const told = refusal(await harness.click("carla", copy, "Approve"));
    expect(told).toContain("This card can't be used here");
    expect(told).toContain(
      `for a card that works, type "request ${(await flows.request(card)).id}" in our 1:1 chat.`,
    );
  });
});

describe("what changes while a request is open", () => {
  test.each([
    ["ward5-nurse02", "tag", /Please look again: the tag \\"Tier0\\" was added; 2 approvals are needed now/],
    ["er-triage01", "reimage", /Please look again: the card did not mention another device of this name/],
  ] as const)("%s: %s", async (name, step, words) => {
    const card = await flows.ask(`isolate ${name} odd`);
    devices.step(idOf(name), step);
    await harness.click("carla", card, "Approve");
    expect(await shown(card)).toMatch(words);
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  });

  test("a policy that asks for more", async () => {
    const card = await flows.ask("isolate files01 odd");
    policy.rules = [
      ...policy.rules,
      { name: "servers", when: { device: { group: ["Servers"] } }, then: { approvals: 2 } },
    ];
    await harness.click("carla", card, "Approve");
    expect(await shown(card)).toContain("Please look again: 2 approvals are needed now, 1 before");
  });

  test("a silent device keeps its isolation waiting until it comes back", async () => {
    const card = await flows.ask("isolate training-pc01 demo");
    await flows.settle(card, "Pending");
    devices.step(idOf("training-pc01"), "wake");
    await flows.settle(card, "Succeeded");
  });

  test("at the front desk the time runs out, with a reminder halfway", async () => {
    const card = await flows.ask("isolate frontdesk-03 odd");
    const since = harness.shown.length;
    services.advance(MINUTE);
    await harness.tick();
    services.advance(MINUTE);
    await flows.settle(card, "Expired");
    const words = harness.shown.slice(since).map((one) => textOf(one.content));
    expect(words.filter((one) => one.includes("still waits"))).toHaveLength(1);
  });
});

describe("without waiting for anybody", () => {
  test("the lab's analysers are refused, in an emergency too", async () => {
    expect(await answer("isolate lab-analyzer01 odd")).toContain("Call the lab (extension 4410)");
    expect(await answer("isolate lab-analyzer01 emergency:true odd", "david")).toContain("Call the lab");
  });

  test("David's emergency runs at once and is reviewed by Carla, not by David", async () => {
    const card = await flows.ask("isolate web02 emergency:true ransomware is spreading", "david");
    await flows.settle(card, "Succeeded");
    expect(refusal(await harness.click("david", card, "Review"))).toContain("You ran this yourself");
    await harness.click("carla", card, "Review", { comment: "right call" });
    expect(await shown(card)).toContain("Reviewed by carla.weiss@contoso.example");
    expect(await answer("isolate web02 emergency:true too")).toContain("You need the role BreakGlass");
  });

  test("the fourth scan of an hour in one device group is refused", async () => {
    for (const name of ["ward3-nurse11", "er-triage02", "mac-director"])
      expect(await answer(`scan ${name} check`)).toContain("scans are free");
    expect(await answer("scan pharmacy-ws04 check")).toContain('3 \\"scan\\" per device group and hour');
  });
});

test("a halt stops asking and approving until an Admin resumes", async () => {
  const card = await flows.ask("isolate ward3-nurse11 odd");
  await harness.say("carla", flows.soc, "halt drill");
  expect(refusal(await harness.click("carla", card, "Approve"))).toContain("Halted by carla.weiss");
  expect(await answer("isolate files01 odd")).toContain("Halted by carla.weiss");
  expect(await answer("resume", "carla")).toContain("You halted this yourself");
  await harness.say("erin", flows.soc, "resume");
  expect(await harness.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
});

test("a lease is extended, and its release can be taken back", async () => {
  const isolation = await flows.ask("isolate radiology-pacs01 for:4h odd");
  await harness.click("carla", isolation, "Approve");
  await flows.settle(isolation, "Succeeded");
  await harness.tick();
  const release = harness.shown.findLast((one) => textOf(one.content).includes("end of the isolation"))!;
  expect(refusal(await harness.click("ana", release, "Extend", { for: "4h" }))).toContain("role Approver");
  const { lease } = await flows.request(release);
  await harness.click("carla", release, "Extend", { for: "4h" });
  expect((await flows.request(release)).lease?.endsAt).toBe((lease?.endsAt ?? 0) + 240 * MINUTE);
  await harness.tick();
  await harness.click("carla", release, "Revoke");
  expect(await flows.request(release)).toMatchObject({ state: "Requested", approvals: [] });
});
