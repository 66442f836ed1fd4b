import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openUsual, type Flows } from "../support/flows.ts";
import { textOf, type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** Lists of devices: by what Defender can filter, and those that are isolated now. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({ people: ["ana", "carla", "erin"] }));
});

afterAll(() => services?.close());

async function shown(text: string): Promise<Shown> {
  const [card] = await harness.say("ana", flows.soc, text);
  return card!;
}

const said = async (text: string): Promise<string> => textOf((await shown(text)).content);

function reads(since: number): readonly string[] {
  return services.sandboxDefender.calls.slice(since).map((call) => `${call.method} ${call.path}`);
}

async function isolatedBy(command: string): Promise<void> {
  const card = await flows.ask(command);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
}

test("help names the jobs of a shift in order, and explains a command from its example on", async () => {
  const jobs = await said("help");
  const order = ["Alerts and incidents", "Devices", "People and accounts", "Block and allow", "Investigate"];
  expect(order.map((title) => jobs.indexOf(`"title":"${title}`)).toSorted((a, b) => a - b)).toEqual(
    order.map((title) => jobs.indexOf(`"title":"${title}`)),
  );
  const one = (await shown("help isolate")).content;
  expect(one).toMatchObject({
    data: { heading: "isolate", usage: expect.stringMatching(/^isolate TARGET \[type:/) },
  });
});

test("no machine actions are said in words", async () => {
  expect(await said("actions type:Offboard")).toContain("No machine actions in the last 7 days");
  expect(await said("actions device:web02 type:Offboard")).toContain("No machine actions on web02");
});

test("machine actions say who cancelled them and why, what went wrong, which file, and what ran with what end", async () => {
  const device = flows.workstation();
  const carla = services.defender.as(await services.signIn("carla"), AbortSignal.timeout(10_000));
  await carla.act(device.id, "isolate", { Comment: "by hand", IsolationType: "Full" });
  Object.assign(services.sandboxDefender.actions.at(-1)!, {
    ...{
      status: "Cancelled",
      cancellationRequestor: "ben@contoso.example",
      cancellationComment: "wrong desk",
    },
    ...{ cancellationDateTimeUtc: "2026-11-20T12:00:00Z", errorHResult: -2147024891 },
    relatedFileInfo: { fileIdentifier: "c3".repeat(20), fileIdentifierType: "Sha1" },
    commands: [
      {
        ...{ index: 0, startTime: null, endTime: null, commandStatus: "Failed", errors: ["no such script"] },
        command: { type: "RunScript", params: [{ key: "ScriptName", value: "dump.ps1" }] },
      },
    ],
  });
  const list = await said(`actions device:${device.id}`);
  for (const told of [
    "cancelled by ben@contoso.example 20 Nov 2026 12:00 UTC: wrong desk",
    "0x80070005",
    `file ${"c3".repeat(20)}`,
    "Run script dump.ps1: Failed (no such script)",
  ])
    expect(list).toContain(told);
});

describe("devices", () => {
  test("are told without words of the program: their system, and that they are in no group", async () => {
    expect(await said("devices name:ward3-nurse12")).toContain("Windows 10 · ");
    const ungrouped = await said("devices name:research-gpu01");
    expect(ungrouped).toMatch(/Ubuntu · Active · .*Research/);
    expect(await said("device research-gpu01")).toContain(
      '{"label":"Device group","value":"No device group"}',
    );
  });

  test("are found by one call that is filtered, whatever is asked for", async () => {
    const before = services.sandboxDefender.calls.length;
    const list = await said("devices risk:high os:windows10 health:active");
    expect(reads(before)).toEqual(["GET /api/machines"]);
    expect(list).toContain("ward3-nurse12.contoso.example");
    expect(list).toContain("Risk: High");
    expect(list).not.toContain("web01.contoso.example");
  });

  test.each([
    ["devices name:EHR-*", "ehr-app01", "web01"],
    ["devices tag:Tier0", "dc01", "ehr-app01"],
    ["devices group:finance risk:medium", "fin-ws01", "radiology-pacs01"],
    ["devices group:Domain*", "dc02", "fin-ws01"],
  ])("%s", async (line, found, left) => {
    const list = await said(line);
    expect(list).toContain(found);
    expect(list).not.toContain(left);
  });

  test("come by pages, and each opens its card", async () => {
    const first = await shown("devices group:Servers");
    expect(textOf(first.content)).toContain("Page 1 of 2");
    const second = await harness.click("ana", first, "Next");
    expect(JSON.stringify(second)).toContain("Page 2 of 2");
    expect(textOf(first.content)).toContain('"title":"Show device"');
  });

  test("that are in no group say so on their rows, and not that anything is 'none'", async () => {
    const list = await said("devices group:none");
    expect(list).toContain("research-gpu01.contoso.example");
    expect(list).toContain("No device group");
    expect(list).not.toMatch(/· none ·/);
  });

  test("that are not there, or that Defender does not show, are none", async () => {
    expect(await said("devices name:nothing-of-the-kind")).toContain("No devices that fit");
  });

  test.each([
    ["devices risk:huge", "one or more of High, Medium, Low"],
    ["devices isolated:false", "isolated"],
    ["devices colour:red", "it knows name: risk:"],
  ])("%s is refused with what is allowed", async (line, words) => {
    expect(await said(line)).toContain(words);
  });
});

describe("isolated", () => {
  test("tells every device that is isolated now, oldest first: by whom, through the bot or not, until when", async () => {
    expect(await said("isolated")).toContain("No device is isolated");
    const [foreign, leased, released] = [flows.workstation(), flows.workstation(), flows.workstation()];
    const carla = services.defender.as(await services.signIn("carla"), AbortSignal.timeout(10_000));
    await carla.act(foreign.id, "isolate", { Comment: "[ABCD-1234] from the portal", IsolationType: "Full" });
    services.advance(60_000);
    await isolatedBy(`isolate ${leased.id} for:4h beaconing`);
    await isolatedBy(`isolate ${released.id} beaconing`);
    await isolatedBy(`release ${released.id} cleaned`);
    const before = services.sandboxDefender.calls.length;
    const list = await shown("isolated");
    expect(reads(before)).toEqual(["GET /api/machineactions", "GET /api/machineactions"]);
    const text = textOf(list.content);
    expect(text).toContain("2 devices isolated now");
    expect(text).not.toContain(released.computerDnsName);
    // A mark in a comment that is no request of ours proves nothing.
    expect(text).toMatch(
      new RegExp(`${foreign.computerDnsName}[^]*not through me · without end[^]*${leased.computerDnsName}`),
    );
    expect(text).toMatch(/by ana\.ruiz@contoso\.example · request .{4}-.{4}/);
    const form = await harness.click("ana", list, "Release device");
    expect(JSON.stringify(form)).toContain(foreign.computerDnsName);
    const only = await said("devices isolated:true");
    expect(only).toContain(leased.computerDnsName);
    expect(only).not.toContain(released.computerDnsName);
    expect(only).not.toContain("dc01");
  });
});
