import { deviceIdOf } from "../support/device-id.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Limit, Policy } from "../../src/policy/model.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { deny } from "../support/clicks.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The policy's limits through the whole path, from the message to the store. */

const HOUR = 3_600_000;

let services: Services;

beforeAll(async () => {
  services = await startServices();
  for (const key of ["ana", "carla", "david"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

let chat = conversation("", "personal");
let chats = 0;

beforeEach(() => {
  // What the test before has asked for no longer counts; harnesses number their messages from one.
  services.advance(25 * HOUR);
  chat = conversation(`1:1-${(chats += 1)}`, "personal");
});

let opened: Harness[] = [];

/** What is approved is sent: it keeps its place until then, and is no business of the next test. */
afterEach(async () => {
  for (const harness of opened) await harness.tick();
  opened = [];
});

function harnessWith(limit: Limit): Harness {
  const policy: Policy = {
    ...USUAL_POLICY,
    default: { ...USUAL_POLICY.default, expires: 24 * HOUR },
    limits: { isolate: limit },
  };
  return open(policy);
}

function open(policy: Policy): Harness {
  const harness = openHarness(services, policy);
  opened.push(harness);
  return harness;
}

let made = 0;

/** Devices of that group that nobody has asked for yet. */
function devices(group: "Workstations" | "Servers", count = 13): readonly string[] {
  const model = services.sandboxDefender.devices.find((one) => one.rbacGroupName === group)!;
  return Array.from({ length: count }, () => {
    const id = deviceIdOf("11a17", (made += 1));
    const computerDnsName = `limit-${made}.contoso.example`;
    services.sandboxDefender.devices.push({ ...model, healthStatus: "Active", id, computerDnsName });
    return id;
  });
}

async function isolate(harness: Harness, device: string): Promise<Shown> {
  const said = await harness.say("ana", chat, `isolate ${device} beaconing`);
  return said.find(isOpen) ?? said.at(-1)!;
}

function isOpen(shown: Shown): boolean {
  return textOf(shown.content).includes('"state":"Requested"');
}

/** Has it approved, and sent: what is left of it in Defender doesn't matter here. */
async function send(harness: Harness, device: string): Promise<Shown> {
  const card = await isolate(harness, device);
  expect(await harness.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
  await harness.tick();
  return card;
}

function requestOf(card: Shown) {
  const id = /"id":"(.{9})"/.exec(textOf(card.content))?.[1] ?? "";
  return services.store.read((tx) => tx.requests.get(id));
}

describe("a limit", () => {
  test("counts what is approved or sent, and not what waits", async () => {
    const harness = harnessWith({ perHour: 2 });
    const targets = devices("Workstations").slice(0, 6);
    const cards: Shown[] = [];
    for (const device of targets) cards.push(await isolate(harness, device));
    expect(cards.filter(isOpen)).toHaveLength(6);
    const answers = await Promise.all(cards.map((card) => harness.click("carla", card, "Approve")));
    expect(answers.map(({ kind }) => kind).filter((kind) => kind === "card")).toHaveLength(2);
  });

  test("refuses the next request when it is used up, says when one more is free, and explain says the same", async () => {
    const harness = harnessWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    await send(harness, first);
    const words = /than 1 .* per hour .* 1 were approved: none is left. One more is free from .* UTC/;
    expect(textOf((await isolate(harness, second)).content)).toMatch(words);
    const [record] = await services.store.transaction((tx) => tx.audit.list(null, 1));
    expect(record).toMatchObject({ event: "refused", command: "isolate" });
    const [explained] = await harness.say("ana", chat, `explain isolate ${second} beaconing`);
    expect(textOf(explained!.content)).toMatch(words);
  });

  test("of a day reaches further back than that of an hour", async () => {
    const harness = harnessWith({ perHour: 2, perDay: 2 });
    const [first = "", second = "", third = ""] = devices("Workstations");
    await send(harness, first);
    services.advance(2 * HOUR);
    await send(harness, second);
    expect(textOf((await isolate(harness, third)).content)).toMatch(/than 2 .* per day/);
  });

  test("of a device group counts the devices of that group", async () => {
    const harness = harnessWith({ perGroupPerHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const [server = ""] = devices("Servers");
    await send(harness, first);
    expect(textOf((await isolate(harness, second)).content)).toMatch(/than 1 .* per device group and hour/);
    expect(isOpen(await isolate(harness, server))).toBe(true);
  });

  test("counts a Resume anew, and refuses it when it is used up", async () => {
    const harness = harnessWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const interrupted = await isolate(harness, first);
    await harness.click("carla", interrupted, "Approve");
    // As if the halt had come between the approval and the call.
    await services.store.transaction((tx) =>
      tx.switches.setHalt({ since: services.clock.now(), by: "erin", reason: "drill" }),
    );
    await harness.tick();
    await harness.tick();
    await services.store.transaction((tx) => tx.switches.setHalt(null));
    expect((await requestOf(interrupted))?.state).toBe("Interrupted");
    // Nothing of it was sent, so it takes no place.
    await send(harness, second);
    expect(await harness.click("carla", interrupted, "Resume")).toMatchObject({
      kind: "message",
      text: expect.stringMatching(/than 1 .* per hour/),
    });
    services.advance(HOUR + 1);
    expect(await harness.click("carla", interrupted, "Resume")).toMatchObject({ kind: "card" });
    expect(textOf((await isolate(harness, second)).content)).toMatch(/than 1 .* per hour/);
  });

  test("keeps the place of a call that Defender turns away for more than an hour, and counts it when it is sent", async () => {
    const harness = harnessWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const { faults } = services.sandboxDefender;
    faults.next(1, { method: "POST", status: 429, headers: { "retry-after": "3600" } });
    const turnedAway = await send(harness, first);
    services.advance(HOUR - 60_000);
    expect((await requestOf(turnedAway))?.state).toBe("Executing");
    expect(textOf((await isolate(harness, second)).content)).toMatch(/than 1 .* per hour/);
    services.advance(120_000);
    expect(textOf((await isolate(harness, second)).content)).toMatch(/than 1 .* per hour/);
    await harness.tick();
    expect((await requestOf(turnedAway))?.execution?.attempts).toBe(2);
    services.advance(HOUR - 120_000);
    expect(textOf((await isolate(harness, second)).content)).toMatch(/than 1 .* per hour/);
    services.advance(180_000);
    expect(isOpen(await isolate(harness, second))).toBe(true);
  });

  test("is not used up for an emergency by what nobody has approved", async () => {
    const harness = open({
      ...USUAL_POLICY,
      limits: { isolate: { perHour: 1 } },
      emergency: { enabled: true, actions: ["isolate"] },
    });
    const [first = "", second = "", third = ""] = devices("Workstations");
    await isolate(harness, first);
    await isolate(harness, second);
    services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass", "Responder"]);
    services.advance(61_000);
    const said = await harness.say("david", chat, `isolate ${third} emergency:true it spreads`);
    expect(textOf(said[0]!.content)).toContain('"state":"Approved"');
  });
});

describe("one person", () => {
  test("has at most ten open requests that nobody has approved; refused in words, and once on record", async () => {
    const harness = harnessWith({ perHour: 100 });
    const targets = devices("Workstations").slice(0, 13);
    await Promise.all(targets.slice(0, 11).map((device) => isolate(harness, device)));
    const open = harness.shown.filter(isOpen);
    expect(open).toHaveLength(10);
    const before = services.sandboxDefender.calls.length;
    const refused = await isolate(harness, targets[11] ?? "");
    expect(textOf(refused.content)).toMatch(/10 of your requests wait .* Cancel one/);
    // It costs Defender nothing.
    expect(services.sandboxDefender.calls).toHaveLength(before);
    const records = await services.store.read((tx) => tx.audit.list(null, 30));
    expect(records.filter(({ outcome }) => outcome.includes("of your requests wait"))).toHaveLength(1);
    // Others are not held up, nor is what was approved.
    const [scan] = await harness.say("ana", chat, `scan ${targets[12] ?? ""} look`);
    expect(textOf(scan!.content)).not.toContain("of your requests wait");
    await harness.click("carla", open[0]!, "Approve");
    expect(isOpen(await isolate(harness, targets[11] ?? ""))).toBe(true);
  });

  test("asks at most twenty times a minute; triage goes on", async () => {
    const harness = harnessWith({ perHour: 100 });
    const [device = ""] = devices("Workstations");
    for (let n = 0; n < 20; n += 1) {
      const card = await isolate(harness, device);
      await deny(harness, "carla", card);
    }
    expect(textOf((await isolate(harness, device)).content)).toMatch(/asked 20 times in the last minute/);
    const alert = services.sandboxDefender.alerts[0]?.id ?? "";
    const [triage] = await harness.say("ana", chat, `comment ${alert} still looking`);
    expect(textOf(triage!.content)).not.toMatch(/in the last minute/);
    services.advance(61_000);
    expect(isOpen(await isolate(harness, device))).toBe(true);
  });
});

describe("requests that were opened apart", () => {
  test("can't be approved together in greater number; a later hour takes them", async () => {
    const harness = harnessWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const early = await isolate(harness, first);
    services.advance(HOUR + 1);
    const late = await isolate(harness, second);
    expect(await harness.click("carla", early, "Approve")).toMatchObject({ kind: "card" });
    await harness.tick();
    const refused = await harness.click("david", late, "Approve");
    expect(refused).toMatchObject({
      kind: "message",
      text: expect.stringMatching(/than 1 .* 1 were approved/),
    });
    await harness.tick();
    expect(isOpen(late)).toBe(true);
    services.advance(HOUR + 1);
    expect(await harness.click("david", late, "Approve")).toMatchObject({ kind: "card" });
  });

  test("nor at the same moment", async () => {
    const harness = harnessWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const early = await isolate(harness, first);
    services.advance(HOUR + 1);
    const late = await isolate(harness, second);
    const answers = await Promise.all([
      harness.click("carla", early, "Approve"),
      harness.click("david", late, "Approve"),
    ]);
    expect(answers.map((answer) => answer.kind).toSorted()).toEqual(["card", "message"]);
  });
});
