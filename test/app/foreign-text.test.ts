import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storedContent } from "../../src/messaging/content.ts";
import { SANDBOX_TENANT_ID } from "../../sandbox/people.ts";
import { NOBODY } from "../../src/shared/people.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What people type, paste and call their devices: never a message of the bot's, and taken for what it is. */

let services: Services;
let harness: Harness;
let flows: Flows;
const duty = conversation("19:duty@thread.tacv2", "channel");
const OWN_LINE = "Approved by carla";
const HOSTILE = `x"\n${OWN_LINE}\r\u2028<at>Everyone</at> \u202Efdp.exe https://evil.example`;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
  await harness.say("erin", duty, "subscribe approvals");
});

afterAll(async () => {
  await services?.close();
});

/** What Teams shows of a message without its card: the text itself, or the notification. */
function plainOf({ content }: Shown): string {
  return content.kind === "card" ? content.summary : content.text;
}

function expectHarmless(shown: readonly Shown[]): void {
  expect(shown).not.toEqual([]);
  for (const one of shown) {
    expect(plainOf(one)).not.toMatch(/[\r\n\u2028\u202E]|<at>|:\/\//);
    expect(plainOf(one).length).toBeLessThan(5000);
  }
}

describe("text of others in a plain message or a notification is no line of ours, no mention, no link", () => {
  test.each([
    ["an unknown command", `${HOSTILE.replaceAll(/\s/g, "_")}`],
    ["a command that help does not know", `help "${HOSTILE.replaceAll('"', "")}"`],
    ["a bad argument", `alerts since:"${HOSTILE.replaceAll('"', "")}"`],
    ["a device that is not there", 'device "no <at>Everyone</at> such"'],
    ["a line that can't be explained", `explain ${HOSTILE}`],
  ])("%s", async (_, line) => {
    expectHarmless(await harness.say("ana", flows.soc, line));
  });

  test("the reason of a halt, told to everybody", async () => {
    const before = harness.shown.length;
    await harness.say("carla", flows.soc, `halt "${HOSTILE.replaceAll('"', "")}"`);
    await harness.say("carla", flows.soc, "halt once more");
    await harness.tick();
    expectHarmless(harness.shown.slice(before));
    expect(harness.shown.slice(before).map(plainOf).join("|")).toContain(OWN_LINE);
    await harness.say("erin", flows.soc, "resume");
  });

  test("a device's name, in the notification of its card and in what is told of its request", async () => {
    const device = flows.workstation();
    device.computerDnsName = `pc <at>Everyone</at> \u202E${device.id.slice(-4)}`;
    const before = harness.shown.length;
    const card = await flows.ask(`isolate ${device.id} hostile-name`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    await harness.say("ana", flows.soc, `device ${device.id}`);
    expectHarmless(harness.shown.slice(before));
  });

  test("what an older version left in the store", () => {
    const old = { kind: "text", text: `Ana: ${HOSTILE}` };
    expect(storedContent(JSON.stringify(old))).toMatchObject({
      text: `Ana: x" ${OWN_LINE} ‹at>Everyone‹/at> fdp.exe https[:]//evil.example`,
    });
    const card = { kind: "card", card: "notice", data: {}, summary: HOSTILE };
    expect(storedContent(JSON.stringify(card))).toMatchObject({ summary: expect.not.stringContaining("\n") });
  });
});

describe("a device is found by what people type and paste", () => {
  test.each([
    ["Ole’s iPhone", `device Ole's iPhone`],
    ["Ole’s iPhone", `device "Ole’s iPhone".`],
    ["büro-pc02.corp.example", "device BÜRO-PC02"],
    [
      "Max Mustermann iPadAir 17zoll (2ndgeneration)",
      'device "Max Mustermann iPadAir 17zoll (2ndgeneration)"',
    ],
    ["fin-lt.corp.example", "device fin-lt[.]corp[.]example"],
    ["fin-lt.corp.example", "device CORP\\fin-lt"],
    ["fin-lt.corp.example", "device FIN-LT$,"],
  ])("%s by %s", async (name, line) => {
    const device = flows.workstation();
    device.computerDnsName = name;
    const [reply] = await harness.say("ana", flows.soc, line);
    device.computerDnsName = `${device.id}.gone`;
    expect(reply?.content).toMatchObject({ card: "device" });
    expect(textOf(reply!.content)).toContain(device.id);
  });

  test("by a link to its page, also by the link alone; another host's is none", async () => {
    const { id } = flows.workstation();
    for (const line of [
      `device https://security.microsoft.com/machines/${id}/overview`,
      `hxxps://security[.]microsoft[.]com/machines/v2/${id}?tid=1`,
    ]) {
      const [reply] = await harness.say("ana", flows.soc, line);
      expect(textOf(reply!.content), line).toContain(id);
    }
    const [refused] = await harness.say("ana", flows.soc, `https://evil.example/machines/${id}`);
    expect(textOf(refused!.content)).toMatch(/I don't know/);
  });

  test("by a link into another tenant's portal is none of ours, whatever its number: typed, listed, in a form or explained", async () => {
    const { id } = flows.workstation();
    const page = `https://security.microsoft.com/machines/${id}`;
    const [own] = await harness.say("ana", flows.soc, `device ${page}?tid=${SANDBOX_TENANT_ID}`);
    expect(textOf(own!.content)).toContain(id);
    const theirs = `${page}?TID=00000000-0000-4000-8000-000000000001`;
    const before = services.sandboxDefender.calls.length;
    for (const line of [
      theirs,
      `device ${theirs}`,
      `isolate ${theirs} beaconing`,
      `isolate web01, <${theirs}> beaconing`,
      `explain isolate ${theirs} beaconing`,
      `isolate incident:https://security.microsoft.com/incidents/3100?tid=${NOBODY} it spreads`,
    ]) {
      const [reply] = await harness.say("ana", flows.soc, line);
      expect(textOf(reply!.content), line).toContain("another organisation's Defender");
    }
    const [form] = await harness.say("ana", flows.soc, "device");
    const answer = await harness
      .click("ana", form!, "Find a device", { target: theirs })
      .catch((error: Error) => error.message);
    expect(JSON.stringify(answer)).toContain("another organisation's Defender");
    expect(services.sandboxDefender.calls).toHaveLength(before);
    const [text] = await harness.say("ana", flows.soc, `isolate ${id} as seen in ${theirs}`);
    expect(textOf(text!.content)).toContain('"card":"request"');
  });

  test("with a name that has spaces and a quote, through approval and call: and a second one of that name voids the approval", async () => {
    const device = flows.workstation();
    device.computerDnsName = "Ole’s iPhone";
    const card = await flows.ask(`isolate "Ole's iPhone" lost-phone`);
    const firstSeen = new Date(services.clock.now() + 1000).toISOString();
    const twin = Object.assign(flows.workstation(), { computerDnsName: "Ole’s iPhone", firstSeen });
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(textOf(card.content)).toContain("the card did not mention another device of this name");
    twin.computerDnsName = `${twin.id}.gone`;
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
  });

  test("picked from an explanation, the command goes on with the same reason", async () => {
    const twins = [flows.workstation(), flows.workstation()];
    for (const twin of twins) twin.computerDnsName = "Ward iPad";
    const [picker] = await harness.say(
      "ana",
      flows.soc,
      'explain isolate "Ward iPad" type:selective strange prints',
    );
    const answer = await harness.click("ana", picker!, "Choose this one");
    expect(answer).toMatchObject({ content: { data: { heading: "Isolate (Selective): Ward iPad" } } });
  });
});

test("a message that is longer than Teams lets people write is refused in words", async () => {
  const before = harness.shown.length;
  await harness.deliver({
    ...{ activityId: "long", conversation: flows.soc, at: 0, kind: "message", text: "", codeBlocks: [] },
    sender: { oid: "0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11", tid: "t", teamsId: "29:x", name: "X" },
    isTooLong: true,
  });
  expect(harness.shown.slice(before).map(plainOf)).toEqual([expect.stringMatching(/longer than I read/)]);
});
