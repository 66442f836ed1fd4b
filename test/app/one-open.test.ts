import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { SANDBOX_DOMAIN, type PersonKey } from "../../sandbox/people.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** One open request for an action and a target; what is so already is not asked for. */

const POLICY: Policy = {
  ...USUAL_POLICY,
  limits: {},
  emergency: { enabled: true, actions: ["isolate"] },
};

let services: Services;
let harness: Harness;
let other: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services, POLICY);
  other = openHarness(services, POLICY);
  flows = openFlows(services, harness);
  for (const key of ["ana", "ben", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(() => services?.close());

const name = () => flows.workstation().computerDnsName ?? "";

async function openOn(device: string) {
  const all = await services.store.read((tx) => tx.requests.open());
  return all.filter((one) => one.target.name === device);
}

/** What the bot says to a command, as one text, and the message with a button of that title. */
async function say(text: string, key: PersonKey) {
  const shown = await harness.say(key, flows.soc, text);
  const all = shown
    .map((one) => textOf(one.content))
    .join("\n")
    .replaceAll('\\"', '"');
  const offer = shown.find((one) => textOf(one.content).includes("Ask all the same"));
  return { all, offer };
}

async function stateOf(card: Shown): Promise<string> {
  await harness.tick();
  await harness.tick();
  return (await flows.request(card)).state;
}

describe("who asks again", () => {
  test("for the same in the same words gets the open request shown, and no second one", async () => {
    const device = name();
    const card = await flows.ask(`isolate ${device} beaconing`);
    const { id } = await flows.request(card);
    const { all, offer } = await say(`isolate ${device} type:full beaconing`, "ana");
    expect(all).toContain(`${id} is open already`);
    expect(all).toContain('"card":"request"');
    expect(offer).toBeUndefined();
    expect(await openOn(device)).toHaveLength(1);
  });

  test("is told what differs in type, lease and reason, and can ask all the same", async () => {
    const device = name();
    const { id } = await flows.request(await flows.ask(`isolate ${device} beaconing`));
    const { all, offer } = await say(`isolate ${device} type:selective for:4h more beaconing`, "ana");
    expect(all).toContain(id);
    expect(all).toContain(
      'Isolate (Selective), not Isolate (Full); for 4h, not without end; reason "more beaconing"',
    );
    expect(await openOn(device)).toHaveLength(1);
    await harness.click("ana", offer!, "Ask all the same");
    expect(await openOn(device)).toHaveLength(2);
  });

  test("as somebody else sees the open one, and opens their own by asking all the same, once", async () => {
    const device = name();
    const { id } = await flows.request(await flows.ask(`isolate ${device} beaconing`));
    const { all, offer } = await say(`isolate ${device} beaconing`, "ben");
    expect(all).toContain(`ana.ruiz@contoso.example asked for this`);
    expect(all).toContain(id);
    await harness.click("carla", offer!, "Ask all the same");
    expect(await openOn(device)).toHaveLength(1);
    await Promise.all([1, 2].map(() => harness.click("ben", offer!, "Ask all the same")));
    const open = await openOn(device);
    expect(open.map(({ requester }) => requester.upn).toSorted()).toEqual([
      "ana.ruiz@contoso.example",
      "ben.okafor@contoso.example",
    ]);
  });

  test("at the same moment on two instances opens one request", async () => {
    const device = name();
    const text = `isolate ${device} beaconing`;
    await Promise.all([harness, other, harness].map((one) => one.say("ana", flows.soc, text)));
    expect(await openOn(device)).toHaveLength(1);
  });
});

describe("once one is sent", () => {
  test("equal ones that wait end Cancelled, and say by which it was sent; others go on", async () => {
    const device = name();
    const first = await flows.ask(`isolate ${device} beaconing`);
    const { offer } = await say(`isolate ${device} seen by me too`, "ben");
    await harness.click("ben", offer!, "Ask all the same");
    const again = await say(`isolate ${device} type:selective careful`, "ana");
    await harness.click("ana", again.offer!, "Ask all the same");
    await harness.click("carla", first, "Approve");
    await flows.settle(first, "Succeeded");
    const { id } = await flows.request(first);
    expect((await openOn(device)).map(({ args }) => args["type"])).toEqual(["selective"]);
    const said = harness.shown.map((one) => textOf(one.content)).join();
    expect(said).toContain(`was cancelled: sent already by ${id}`);
  });
});

describe("once one is sent that leaves no machine action", () => {
  test.each([
    ["an account", `revoke-sessions m.keller@${SANDBOX_DOMAIN}`],
    ["an indicator", "block c2.waits-twice.example"],
  ])("%s: equal ones that wait end Cancelled as well", async (_, words) => {
    const first = await flows.ask(`${words} phished`);
    const { offer } = await say(`${words} seen by me too`, "ben");
    await harness.click("ben", offer!, "Ask all the same");
    const own = harness.shown.findLast(
      ({ content }) =>
        textOf(content).includes("seen by me too") && textOf(content).includes('"card":"request"'),
    )!;
    await harness.click("carla", first, "Approve");
    await flows.settle(first, "Succeeded");
    const { id } = await flows.request(first);
    expect(await flows.request(own)).toMatchObject({ state: "Cancelled" });
    expect(textOf(own.content)).toContain(id);
  });
});

describe("an emergency", () => {
  test("never waits behind an open request, which ends Cancelled once Defender has accepted the call", async () => {
    const device = name();
    await services.signIn("david");
    services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass", "Responder"]);
    const waiting = await flows.ask(`isolate ${device} type:selective beaconing`);
    const said = await harness.say("david", flows.soc, `isolate ${device} emergency:true it spreads`);
    const card = said.find((one) => textOf(one.content).includes('"card":"request"'))!;
    await flows.settle(card, "Succeeded");
    expect(await stateOf(waiting)).toBe("Cancelled");
    expect(textOf(waiting.content)).toContain(`sent as an emergency by ${(await flows.request(card)).id}`);
  });
});

describe("what is so already", () => {
  async function isolated(device: string, how = ""): Promise<Shown> {
    const card = await flows.ask(`isolate ${device} ${how}beaconing`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    return card;
  }

  test("is answered so, with who did it and when, and no request", async () => {
    const device = name();
    const { id } = await flows.request(await isolated(device));
    const { all } = await say(`isolate ${device} once more`, "ben");
    expect(all).toContain("It is so already");
    expect(all).toContain(
      `request ${id} of ana.ruiz@contoso.example, approved by carla.weiss@contoso.example`,
    );
    expect(all).toMatch(/\d\d:\d\d UTC/);
    expect(await openOn(device)).toEqual([]);
  });

  test.each([
    ["the type differs", "type:selective "],
    ["the lease differs", "for:4h "],
  ])("opens a request with a warning where %s", async (_, how) => {
    const device = name();
    await isolated(device);
    const { all } = await say(`isolate ${device} ${how}once more`, "ben");
    expect(all).toContain("It is already isolated");
    expect(await openOn(device)).toHaveLength(1);
  });

  test("opens a request with a warning where the action is older than an hour", async () => {
    const device = name();
    await isolated(device);
    services.advance(3_600_001);
    const { all } = await say(`isolate ${device} once more`, "ana");
    expect(all).toContain("It is already isolated");
    expect(await openOn(device)).toHaveLength(1);
  });

  test("is released only where a release is newer than every isolation", async () => {
    const device = name();
    expect((await say(`release ${device} never isolated`, "ana")).all).toContain(
      "does not seem to be isolated",
    );
    const [never] = await openOn(device);
    expect(never?.action).toBe("release");
    await harness.say("ana", flows.soc, `cancel ${never?.id ?? ""}`);
    const second = name();
    await isolated(second);
    const card = await flows.ask(`release ${second} cleaned`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect((await say(`release ${second} again`, "ben")).all).toContain("It is so already");
    expect(await openOn(second)).toEqual([]);
  });

  test("ends a request that waits as Cancelled at the next click, and says why; nothing is sent", async () => {
    const device = flows.workstation();
    const card = await flows.ask(`isolate ${device.computerDnsName ?? ""} still waiting`);
    // Somebody isolates it in the portal meanwhile.
    const client = harness.deps.defender.as(await services.signIn("carla"), AbortSignal.timeout(5000));
    await client.act(device.id, "isolate", { Comment: "by hand", IsolationType: "Full" });
    await expect
      .poll(async () => {
        services.advance(2000);
        return (await client.machineActions({ deviceId: device.id, top: 1 })).items[0]?.status;
      })
      .toBe("Succeeded");
    const answer = await harness.click("david", card, "Approve");
    expect(JSON.stringify(answer)).toContain("is so already: Isolate (Full), by carla.weiss@contoso.example");
    expect(await stateOf(card)).toBe("Cancelled");
    expect(flows.sent("still waiting")).toBe(0);
  });
});
