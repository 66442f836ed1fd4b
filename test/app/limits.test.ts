import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Limit, Policy } from "../../src/core/policy-model.ts";
import { DEFAULT_POLICY } from "../../src/core/policy.ts";
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

function officeWith(limit: Limit): Office {
  const policy: Policy = {
    ...DEFAULT_POLICY,
    default: { ...DEFAULT_POLICY.default, expires: 7 * 24 * HOUR },
    limits: { isolate: limit },
  };
  return openOffice(services, policy);
}

function devices(group: string): readonly string[] {
  return services.sandboxDefender.devices
    .filter((one) => one.rbacGroupName === group && one.healthStatus === "Active")
    .filter((one) => one.computerDnsName !== "kiosk-07.contoso.example")
    .map((one) => one.id);
}

async function isolate(office: Office, device: string): Promise<Shown> {
  const said = await office.say("ana", chat, `isolate ${device} beaconing`);
  return said.find(isOpen) ?? said.at(-1)!;
}

function isOpen(shown: Shown): boolean {
  return textOf(shown.content).includes('"state":"Requested"');
}

describe("a limit", () => {
  test("holds for requests that are opened at the same time", async () => {
    const office = officeWith({ perHour: 2 });
    const targets = devices("Workstations").slice(0, 6);
    await Promise.all(targets.map((device) => isolate(office, device)));
    const opened = office.shown.filter(isOpen);
    const refused = office.shown.filter((shown) => /than 2 .* per hour/.test(textOf(shown.content)));
    expect([opened.length, refused.length]).toEqual([2, 4]);
    const [record] = await services.store.transaction((tx) => tx.audit.list(null, 1));
    expect(record).toMatchObject({ event: "refused", command: "isolate" });
  });

  test("of a day reaches further back than that of an hour", async () => {
    const office = officeWith({ perHour: 2, perDay: 2 });
    const [first = "", second = "", third = ""] = devices("Workstations");
    await isolate(office, first);
    services.advance(2 * HOUR);
    await isolate(office, second);
    expect(textOf((await isolate(office, third)).content)).toMatch(/than 2 .* per day/);
  });

  test("does not count what was denied or cancelled", async () => {
    const office = officeWith({ perHour: 1 });
    const [first = "", second = "", third = ""] = devices("Workstations");
    await office.click("carla", await isolate(office, first), "Deny");
    const again = await isolate(office, second);
    expect(isOpen(again)).toBe(true);
    expect(isOpen(await isolate(office, third))).toBe(false);
  });

  test("of a device group counts the devices of that group", async () => {
    const office = officeWith({ perGroupPerHour: 1 });
    const [first = "", second = ""] = devices("Workstations");
    const [server = ""] = devices("Servers");
    expect(isOpen(await isolate(office, first))).toBe(true);
    expect(textOf((await isolate(office, second)).content)).toMatch(/than 1 .* per device group and hour/);
    expect(isOpen(await isolate(office, server))).toBe(true);
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
