import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personByKey } from "../../sandbox/people.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import { asShown, attackOn, formOn } from "../support/attack.ts";
import { contentOf } from "../support/clicks.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Decisions, and how they end, are written to the incident that they came from: by who decided, once, and beside the request. */

const POLICY: Policy = { ...DEFAULT_POLICY, rules: [], limits: {} };
let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true, alertsApi: "graph" });
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(async () => {
  services.sandboxGraph.faults.clear();
  services.advance(25 * 3_600_000);
  await under(POLICY);
});

async function under(policy: Policy): Promise<void> {
  harness = openHarness(services, policy);
  flows = openFlows(services, harness);
  await harness.say("erin", flows.soc, "enable");
}

const commentOf = { method: "POST", path: /incidents\/\d+\/comments$/ };

/** The comments that reached Graph, whoever refused them. */
function sent(incident: string) {
  return services.sandboxGraph.calls
    .filter(({ method, path }) => method === "POST" && path.endsWith(`incidents/${incident}/comments`))
    .map(({ oid, body }) => ({ oid, text: String((body as { comment?: unknown }).comment) }));
}

async function after(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    services.advance(5_000);
    await harness.tick();
  }
}

async function isolated(incident: string, extra = "", approver: "carla" | "david" = "carla"): Promise<Shown> {
  const card = await flows.ask(`isolate incident:${incident} it spreads${extra}`);
  await harness.click(approver, card, "Approve");
  await flows.settle(card, "Succeeded");
  await after(10);
  return card;
}

describe("what came from an incident is written to it", () => {
  test("the decision and the end, each once, with the token of who decided, and on record", async () => {
    const { incident, devices } = attackOn(services, flows, 1);
    const card = await isolated(incident, " ticket:INC123");
    const { id } = await flows.request(card);
    const comments = sent(incident);
    expect(comments.map(({ oid }) => oid)).toEqual(Array(2).fill(personByKey("carla").oid));
    const [decision, end] = comments.map(({ text }) => text);
    const { upn } = personByKey("carla");
    expect(decision).toMatch(
      new RegExp(
        `^\\[${id}\\] approved at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC by ${upn} \\| Isolate \\(Full\\): `,
      ),
    );
    expect(decision).toContain(devices[0]!.computerDnsName);
    expect(decision).toContain("| it spreads | ticket INC123 | requested by ");
    expect(end).toMatch(new RegExp(`^\\[${id}\\] Succeeded at `));
    const records = await services.store.read((tx) => tx.audit.list(id, 50));
    expect(records.filter(({ event }) => event === "changed").map(({ args }) => args["comment"])).toEqual([
      end,
      decision,
    ]);
    expect(textOf(card.content)).not.toContain("incident was not told");
  });

  test("what an alert of it led to as well, and a denial with its reason is one comment", async () => {
    const { incident, alerts } = attackOn(services, flows, 1);
    const shown = (await harness.say("ana", flows.soc, `alert ${alerts[0]!.id}`))[0]!;
    const form = await harness.click("ana", shown, "Isolate device");
    const before = harness.shown.length;
    await harness.click("ana", { ...shown, content: contentOf(form) }, "Isolate device", {
      reason: "odd [logon] | x",
    });
    await harness.tick();
    const card = harness.shown
      .slice(before)
      .find(({ content }) => textOf(content).includes('"state":"Requested"'))!;
    const why = await harness.click("carla", card, "Deny");
    await harness.click("carla", { ...card, content: contentOf(why) }, "Deny", { reason: "a test device" });
    await after(10);
    const { id } = await flows.request(card);
    expect(sent(incident).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        new RegExp(`^\\[${id}\\] denied at .* \\| a test device \\| odd  logon    x \\| requested by `),
      ),
    ]);
  });

  test("of many steps there is one comment for the decision and one for the end, which counts them", async () => {
    const { incident } = attackOn(services, flows, 4);
    await isolated(incident);
    const comments = sent(incident);
    expect(comments).toHaveLength(2);
    expect(comments[1]!.text).toContain("| 4 Succeeded |");
  });

  test("leases of many steps that end together are one comment, which names them and is written once", async () => {
    const { incident, devices } = attackOn(services, flows, 12);
    const card = await flows.ask(`isolate incident:${incident} for:1h it spreads`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    await after(10);
    expect(sent(incident)).toHaveLength(2);
    services.advance(3_600_000);
    await after(180);
    const [, , leases, ...more] = sent(incident);
    const { id } = await flows.request(card);
    expect(more).toEqual([]);
    expect(leases!.text).toMatch(
      new RegExp(`^\\[${id}\\] leases ended at .* UTC, sent as carla.*12 Succeeded: `),
    );
    for (const { computerDnsName } of devices) expect(leases!.text).toContain(computerDnsName);
    expect(leases!.oid).toBe(personByKey("carla").oid);
  });

  test("an incident that was merged meanwhile is the one that it is now", async () => {
    const [gone, stays] = [attackOn(services, flows, 1), attackOn(services, flows, 1)].toReversed();
    const card = await flows.ask(`isolate incident:${gone!.incident} it spreads`);
    const merge = `merge ${gone!.incident} into:${stays!.incident}`;
    await harness.say("carla", conversation("1:1-carla", "personal"), merge);
    await after(20);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    await after(10);
    expect([sent(gone!.incident).length, sent(stays!.incident).length]).toEqual([0, 2]);
  });
});

describe("the policy's switch", () => {
  const contained = async (policy: Policy) => {
    await under(policy);
    const { incident, devices } = attackOn(services, flows, 1);
    const [shown] = await harness.say("ana", flows.soc, `contain ${incident} it spreads`);
    const before = harness.shown.length;
    await harness.click("ana", shown!, "Contain", { ...asShown(formOn(shown!)), reason: "it spreads" });
    await harness.tick();
    const card = harness.shown
      .slice(before)
      .find(({ content }) => textOf(content).includes('"state":"Requested"'))!;
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    await after(10);
    return { texts: sent(incident).map(({ text }) => text), device: devices[0]!.computerDnsName };
  };

  test("decisions about people are not written back by default: of a mixed request, only its devices are", async () => {
    const { texts, device } = await contained(POLICY);
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(text).toContain(device);
      expect(text).not.toMatch(/keller|Revoke|compromised/i);
    }
  });

  test("people are named where it says so, and nothing is written where it is off", async () => {
    const on = await contained({ ...POLICY, incidentComments: { enabled: true, people: true } });
    expect(on.texts[0]).toMatch(/Revoke sessions: m\.keller/);
    expect(
      (await contained({ ...POLICY, incidentComments: { enabled: false, people: true } })).texts,
    ).toEqual([]);
  });
});

describe("it never holds up, fails or repeats the request", () => {
  test.each([
    ["lacks the permission", 403],
    ["is refused", 400],
  ])("where the decider %s, the history says so once, and the request goes on", async (_, status) => {
    services.sandboxGraph.faults.set({
      ...commentOf,
      status,
      body: { error: { code: "Forbidden", message: "no" } },
    });
    const { incident } = attackOn(services, flows, 1);
    const card = await isolated(incident);
    expect(sent(incident)).toHaveLength(2);
    expect(textOf(card.content).match(/its incident was not told of this/g)).toHaveLength(1);
    expect(textOf(card.content)).toContain('"state":"Succeeded"');
  });

  test("where the decider has not agreed to the permission, the history says which one", async () => {
    services.sandboxEntra.requireConsent("david", true, "SecurityIncident.ReadWrite.All");
    const { incident } = attackOn(services, flows, 1);
    const card = await isolated(incident, "", "david");
    services.sandboxEntra.requireConsent("david", false, "SecurityIncident.ReadWrite.All");
    expect(sent(incident)).toEqual([]);
    expect(
      textOf(card.content).match(/agree to the permission SecurityIncident\.ReadWrite\.All/g),
    ).toHaveLength(1);
  });

  test("what Graph has no room for is tried again, in order", async () => {
    services.sandboxGraph.faults.next(3, { ...commentOf, status: 429, headers: { "retry-after": "1" } });
    const { incident } = attackOn(services, flows, 1);
    const card = await isolated(incident);
    await after(120);
    const words = sent(incident).map(({ text }) => /\] (\w+) /.exec(text)?.[1]);
    expect(words).toEqual([...Array(4).fill("approved"), "Succeeded"]);
    expect(textOf(card.content)).not.toContain("incident was not told");
  });

  test.each([
    ["written, and only the answer was lost: it is found", "after", 0],
    [
      "lost before it was written: it is looked for a minute, never sent again, and that is said",
      "before",
      1,
    ],
  ] as const)("a comment is sent once, if it was %s", async (_, answer, said) => {
    services.sandboxGraph.faults.next(1, { ...commentOf, status: 500, answer });
    const { incident } = attackOn(services, flows, 1);
    const card = await isolated(incident);
    await after(120);
    const words = sent(incident).map(({ text }) => /\] (\w+) /.exec(text)?.[1]);
    expect(words).toEqual(["approved", "Succeeded"]);
    expect(textOf(card.content).match(/its incident was not told of this/g) ?? []).toHaveLength(said);
  });

  test("two processes write it once, and one that was killed after the call does not write it again", async () => {
    const { incident } = attackOn(services, flows, 1);
    const card = await flows.ask(`isolate incident:${incident} it spreads`);
    await harness.click("carla", card, "Approve");
    const other = openHarness(services, POLICY, harness.shown);
    await Promise.all([harness.tick(), other.tick()]);
    expect(sent(incident)).toHaveLength(1);
    // As whoever comes after a kill finds it: marked before the call; or, in a store put back from a copy, not even that.
    const { id: requestId, requester: author } = await flows.request(card);
    const mark = /^\[.{9}\] approved at .{23}/.exec(sent(incident)[0]!.text)?.[0] ?? expect.fail();
    const now = services.clock.now();
    const row = { requestId, about: incident, author, mark, text: "again", at: now, dueAt: now };
    await services.store.transaction(async (tx) => {
      await tx.incidentComments.put({ ...row, id: "killed", sentAt: now - 1 });
      await tx.incidentComments.put({ ...row, id: "restored", at: now + 1, sentAt: null });
    });
    await flows.settle(card, "Succeeded");
    await after(120);
    expect(sent(incident).map(({ text }) => text)).not.toContain("again");
    expect(sent(incident)).toHaveLength(2);
  });
});
