import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Limit, Policy } from "../../src/policy/model.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { deny } from "../support/clicks.ts";
import { conversation, openOffice, textOf, type Office, type Shown } from "../support/office.ts";
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
  // What the test before has asked for no longer counts; offices number their messages from one.
  services.advance(25 * HOUR);
  chat = conversation(`1:1-${(chats += 1)}`, "personal");
});

let opened: Office[] = [];

/** What is approved is sent: it keeps its place until then, and is no business of the next test. */
afterEach(async () => {
  for (const office of opened) await office.tick();
  opened = [];
});

function officeWith(limit: Limit): Office {
  const policy: Policy = {
    ...DEFAULT_POLICY,
    default: { ...DEFAULT_POLICY.default, expires: 24 * HOUR },
    limits: { isolate: limit },
  };
  return open(policy);
}

function open(policy: Policy): Office {
  const office = openOffice(services, policy);
  opened.push(office);
  return office;
}

let made = 0;

/** Devices of that group that nobody has asked for yet. */
function devices(group: "Workstations" | "Servers", count = 13): readonly string[] {
  const model = services.sandboxDefender.devices.find((one) => one.rbacGroupName === group)!;
  return Array.from({ length: count }, () => {
    const id = (made += 1).toString(16).padStart(40, "11a17");
    const computerDnsName = `limit-${made}.contoso.example`;
    services.sandboxDefender.devices.push({ ...model, healthStatus: "Active", id, computerDnsName });
    return id;
  });
}

async function isolate(office: Office, device: string): Promise<Shown> {
  const said = await office.say("ana", chat, `isolate ${device} beaconing`);
  return said.find(isOpen) ?? said.at(-1)!;
}

function isOpen(shown: Shown): boolean {
  return textOf(shown.content).includes('"state":"Requested"');
}

/** Has it approved, and sent: what is left of it in Defender doesn't matter here. */
async function send(office: Office, device: string): Promise<Shown> {
  const card = await isolate(office, device);
  expect(await office.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
  await office.tick();
  return card;
}

function requestOf(card: Shown) {
  const id = /"id":"(.{9})"/.exec(textOf(card.content))?.[1] ?? "";
  return services.store.read((tx) => tx.requests.get(id));
}

describe("a limit", () => {
  test("counts what is approved or sent, and not what waits", async () => {
    const office = officeWith({ perHour: 2 });
    const targets = devices("Workstations").slice(0, 6);
    const cards: Shown[] = [];
    for (const device of targets) cards.push(await isolate(office, device));
    expect(cards.filter(isOpen)).toHaveLength(6);
    const answers = await Promise.all(cards.map((card) => office.click("carla", card, "Approve")));
    expect(answers.map(({ kind }) => kind).filter((kind) => kind === "card")).toHaveLength(2);
  });

  test("refuses the next wish when it is used up, says when one more is free, and explain says the same", async () => {
    const office = officeWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    await send(office, first);
    const words = /than 1 .* per hour .* 1 were approved: none is left. One more is free from .* UTC/;
    expect(textOf((await isolate(office, second)).content)).toMatch(words);
    const [record] = await services.store.transaction((tx) => tx.audit.list(null, 1));
    expect(record).toMatchObject({ event: "refused", command: "isolate" });
    const [explained] = await office.say("ana", chat, `explain isolate ${second} beaconing`);
    expect(textOf(explained!.content)).toMatch(words);
  });

  test("of a day reaches further back than that of an hour", async () => {
    const office = officeWith({ perHour: 2, perDay: 2 });
    const [first = "", second = "", third = ""] = devices("Workstations");
    await send(office, first);
    services.advance(2 * HOUR);
    await send(office, second);
    expect(textOf((await isolate(office, third)).content)).toMatch(/than 2 .* per day/);
  });

  test("of a device group counts the devices of that group", async () => {
    const office = officeWith({ perGroupPerHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const [server = ""] = devices("Servers");
    await send(office, first);
    expect(textOf((await isolate(office, second)).content)).toMatch(/than 1 .* per device group and hour/);
    expect(isOpen(await isolate(office, server))).toBe(true);
  });

  test("counts a Resume anew, and refuses it when it is used up", async () => {
    const office = officeWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const interrupted = await isolate(office, first);
    await office.click("carla", interrupted, "Approve");
    // As if the halt had come between the approval and the call.
    await services.store.transaction((tx) =>
      tx.switches.setHalt({ since: services.clock.now(), by: "erin", reason: "drill" }),
    );
    await office.tick();
    await office.tick();
    await services.store.transaction((tx) => tx.switches.setHalt(null));
    expect((await requestOf(interrupted))?.state).toBe("Interrupted");
    // Nothing of it was sent, so it takes no place.
    await send(office, second);
    expect(await office.click("carla", interrupted, "Resume")).toMatchObject({
      kind: "message",
      text: expect.stringMatching(/than 1 .* per hour/),
    });
    services.advance(HOUR + 1);
    expect(await office.click("carla", interrupted, "Resume")).toMatchObject({ kind: "card" });
    expect(textOf((await isolate(office, second)).content)).toMatch(/than 1 .* per hour/);
  });

  test("keeps the place of a call that Defender turns away for more than an hour, and counts it when it is sent", async () => {
    const office = officeWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const { faults } = services.sandboxDefender;
    faults.next(1, { method: "POST", status: 429, headers: { "retry-after": "3600" } });
    const turnedAway = await send(office, first);
    services.advance(HOUR - 60_000);
    expect((await requestOf(turnedAway))?.state).toBe("Executing");
    expect(textOf((await isolate(office, second)).content)).toMatch(/than 1 .* per hour/);
    services.advance(120_000);
    expect(textOf((await isolate(office, second)).content)).toMatch(/than 1 .* per hour/);
    await office.tick();
    expect((await requestOf(turnedAway))?.execution?.attempts).toBe(2);
    services.advance(HOUR - 120_000);
    expect(textOf((await isolate(office, second)).content)).toMatch(/than 1 .* per hour/);
    services.advance(180_000);
    expect(isOpen(await isolate(office, second))).toBe(true);
  });

  test("is not used up for an emergency by what nobody has approved", async () => {
    const office = open({
      ...DEFAULT_POLICY,
      limits: { isolate: { perHour: 1 } },
      emergency: { enabled: true, actions: ["isolate"] },
    });
    const [first = "", second = "", third = ""] = devices("Workstations");
    await isolate(office, first);
    await isolate(office, second);
    services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass", "Responder"]);
    services.advance(61_000);
    const said = await office.say("david", chat, `isolate ${third} emergency:true it spreads`);
    expect(textOf(said[0]!.content)).toContain('"state":"Approved"');
  });
});

describe("one person", () => {
  test("has at most ten open requests that nobody has approved; refused in words, and once on record", async () => {
    const office = officeWith({ perHour: 100 });
    const targets = devices("Workstations").slice(0, 13);
    await Promise.all(targets.slice(0, 11).map((device) => isolate(office, device)));
    const open = office.shown.filter(isOpen);
    expect(open).toHaveLength(10);
    const before = services.sandboxDefender.calls.length;
    const refused = await isolate(office, targets[11] ?? "");
    expect(textOf(refused.content)).toMatch(/10 of your requests wait .* Cancel one/);
    // It costs Defender nothing.
    expect(services.sandboxDefender.calls).toHaveLength(before);
    const records = await services.store.read((tx) => tx.audit.list(null, 30));
    expect(records.filter(({ outcome }) => outcome.includes("of your requests wait"))).toHaveLength(1);
    // Others are not held up, nor is what was approved.
    const [scan] = await office.say("ana", chat, `scan ${targets[12] ?? ""} look`);
    expect(textOf(scan!.content)).not.toContain("of your requests wait");
    await office.click("carla", open[0]!, "Approve");
    expect(isOpen(await isolate(office, targets[11] ?? ""))).toBe(true);
  });

  test("asks at most twenty times a minute; triage goes on", async () => {
    const office = officeWith({ perHour: 100 });
    const [device = ""] = devices("Workstations");
    for (let n = 0; n < 20; n += 1) {
      const card = await isolate(office, device);
      await deny(office, "carla", card);
    }
    expect(textOf((await isolate(office, device)).content)).toMatch(/asked 20 times in the last minute/);
    const alert = services.sandboxDefender.alerts[0]?.id ?? "";
    const [triage] = await office.say("ana", chat, `comment ${alert} still looking`);
    expect(textOf(triage!.content)).not.toMatch(/in the last minute/);
    services.advance(61_000);
    expect(isOpen(await isolate(office, device))).toBe(true);
  });
});

describe("requests that were opened apart", () => {
  test("can't be approved together in greater number; a later hour takes them", async () => {
    const office = officeWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const early = await isolate(office, first);
    services.advance(HOUR + 1);
    const late = await isolate(office, second);
    expect(await office.click("carla", early, "Approve")).toMatchObject({ kind: "card" });
    await office.tick();
    const refused = await office.click("david", late, "Approve");
    expect(refused).toMatchObject({
      kind: "message",
      text: expect.stringMatching(/than 1 .* 1 were approved/),
    });
    await office.tick();
    expect(isOpen(late)).toBe(true);
    services.advance(HOUR + 1);
    expect(await office.click("david", late, "Approve")).toMatchObject({ kind: "card" });
  });

  test("nor at the same moment", async () => {
    const office = officeWith({ perHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const early = await isolate(office, first);
    services.advance(HOUR + 1);
    const late = await isolate(office, second);
    const answers = await Promise.all([
      office.click("carla", early, "Approve"),
      office.click("david", late, "Approve"),
    ]);
    expect(answers.map((answer) => answer.kind).toSorted()).toEqual(["card", "message"]);
  });
});
