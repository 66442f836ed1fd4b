import { dataOf } from "../support/card-data.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonKey } from "../../sandbox/people.ts";
import { claimTurn, LEASE_MS, mendsMessage } from "../../src/bot/deduplicate.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { contentOf } from "../support/clicks.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** What people type at three in the morning is understood, asked back, or asked for; nothing acts on a guess. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(() => services?.close());

async function one(key: PersonKey, text: string): Promise<Shown> {
  const shown = (await harness.say(key, flows.soc, text)).at(-1);
  return shown ?? expect.fail(`no answer to ${text}`);
}

const workstation = (): string => flows.workstation().computerDnsName ?? expect.fail("no name");
const open = () => services.store.read((tx) => tx.requests.open());

async function openOn(name: string) {
  return (await open()).filter(({ target }) => target.name === name);
}

describe("what is missing is asked for", () => {
  test("a missing reason opens a form with the rest filled in, and nothing typed is lost", async () => {
    const name = workstation();
    const form = await one("ana", `isolate ${name} type:selective for:4h ticket:INC7`);
    expect(form.content).toMatchObject({ card: "form" });
    expect(textOf(form.content)).toContain(name);
    expect(await openOn(name)).toEqual([]);
    expect(await harness.click("carla", form, "Isolate device", { reason: "x" })).toMatchObject({
      text: expect.stringContaining("Only ana.ruiz@"),
    });
    await harness.click("ana", form, "Isolate device", { type: "Selective", reason: "beaconing" });
    expect(await openOn(name)).toMatchObject([
      { reason: "beaconing", args: { for: "4h", type: "Selective", ticket: "INC7" } },
    ]);
  });

  test("a missing class opens a form that holds the comment", async () => {
    const form = await one("ana", `resolve ${services.sandboxDefender.alerts[0]?.id} a test machine`);
    expect(form.content).toMatchObject({ card: "form" });
    expect(textOf(form.content)).toContain("a test machine");
  });

  test("a missing duration of a mute is asked for", async () => {
    const form = await one("erin", "mute severity:low");
    const answer = await harness.click("erin", form, "Mute", { for: "2h" });
    expect(JSON.stringify(answer)).toContain("Muted here until");
  });
});

test("where one of several things is needed and none was said, all of them are asked for", async () => {
  const name = workstation();
  const form = await one("ana", `tag ${name}`);
  expect(form.content).toMatchObject({ card: "form", data: { fields: [{ id: "add" }, { id: "remove" }] } });
  const answer = await harness.click("ana", form, "Tag", { add: "", remove: "" });
  expect(JSON.stringify(answer)).toContain("Please fill this in: a tag");
  await harness.click("ana", form, "Tag", { add: "Seen", remove: "" });
  const asked = await services.store.read((tx) => tx.requests.open());
  expect(
    asked.filter(({ target, args }) => target.name.startsWith(name) && args["add"] === "Seen"),
  ).toHaveLength(1);
});

test.each([
  ["approve", "Show a request"],
  ["contain", "Contain"],
  ["take-over", "Take over"],
])("%s alone opens a form whose button is called %s", async (typed, title) => {
  const { content } = await one("carla", typed);
  expect(content).toMatchObject({ card: "form", data: { buttons: [{ title }] } });
});

describe("the beginning of a name", () => {
  test.each([1, 12])("gives a picker of at most ten, and nothing acts on a guess (%i)", async (n) => {
    const names = Array.from({ length: n }, (_, index) => `begin${n}-${index}.contoso.example`);
    for (const computerDnsName of names) Object.assign(flows.workstation(), { computerDnsName });
    const picker = await one("ana", `isolate begin${n} beaconing`);
    expect(picker.content).toMatchObject({ card: "picker", data: { rows: { length: Math.min(n, 10) } } });
    expect((await open()).filter(({ target }) => names.includes(target.name))).toEqual([]);
    if (n === 1) await harness.click("ana", picker, "Choose this one");
    expect(await openOn(names[0] ?? "")).toHaveLength(n === 1 ? 1 : 0);
    expect((await one("ana", `device begin${n}`)).content).toMatchObject({ card: "picker" });
  });

  test("of one letter is no question", async () => {
    expect(textOf((await one("ana", "device b")).content)).toContain("shows you no device");
  });
});

describe("a key that was written apart is asked back", () => {
  test.each([
    ["For 4 hours", { for: "4h" }, "beaconing"],
    ["Without end", {}, "for 4h beaconing"],
  ])("isolate … for 4h beaconing: %s", async (button, args, reason) => {
    const name = workstation();
    const asked = await one("ana", `isolate ${name} for 4h beaconing`);
    expect(await openOn(name)).toEqual([]);
    await harness.click("ana", asked, button);
    expect(await openOn(name)).toMatchObject([{ args, reason }]);
    await harness.click("ana", asked, "For 4 hours");
    expect(await openOn(name)).toHaveLength(1);
  });

  test("without a reason the form follows", async () => {
    const name = workstation();
    const asked = await one("ana", `isolate ${name} for 4h`);
    const answer = await harness.click("ana", asked, "For 4 hours");
    expect(answer).toMatchObject({ kind: "card", content: { card: "form" } });
  });
});

describe("the halt", () => {
  test("acts without a reason and asks for it afterwards", async () => {
    const form = await one("carla", "halt");
    expect(await services.store.read((tx) => tx.switches.halt())).toMatchObject({ reason: "" });
    expect(textOf(form.content)).toContain("Every changing action is stopped");
    const answer = await harness.click("carla", form, "Halt", { reason: "wrong devices" });
    expect(JSON.stringify(answer)).toContain("now says why: wrong devices");
    expect(await services.store.read((tx) => tx.switches.halt())).toMatchObject({ reason: "wrong devices" });
    await harness.say("erin", flows.soc, "resume");
  });
});

test("whoever may mute may end the own mute, and no other", async () => {
  await harness.say("erin", flows.soc, "mute severity:low for:2h");
  expect(textOf((await one("ana", "unmute")).content)).toContain("You have muted nothing here");
  await harness.say("ana", flows.soc, "mute severity:medium for:1h");
  expect(textOf((await one("ana", "unmute")).content)).toContain("Done:");
  const left = await services.store.read((tx) => tx.mutes.endingAfter(flows.soc.id, services.clock.now()));
  expect(left.map(({ createdBy }) => createdBy)).not.toContain("ana.ruiz@contoso.example");
  expect(left.length).toBeGreaterThan(0);
});

test.each(["approve", "deny", "cancel"])("%s ID only shows the card: deciding is a click", async (word) => {
  const name = workstation();
  await harness.say("ana", flows.soc, `isolate ${name} beaconing`);
  const [request] = await openOn(name);
  const shown = await one(word === "cancel" ? "ana" : "carla", `${word} ${request?.id} because`);
  expect(shown.content).toMatchObject({ card: "request" });
  expect(await openOn(name)).toMatchObject([{ state: "Requested", approvals: [] }]);
});

test("ack is mine: it assigns, and the status stays", async () => {
  const alert = services.sandboxDefender.alerts.find(({ status }) => status === "New");
  await harness.say("ana", flows.soc, `ack ${alert?.id}`);
  expect(services.sandboxDefender.alerts.find(({ id }) => id === alert?.id)).toMatchObject({
    assignedTo: expect.stringMatching(/^ana/),
    status: "New",
  });
});

test("a ticket is kept with the request, shown, and in the comment to Defender", async () => {
  const name = workstation();
  await harness.say("ana", flows.soc, `scan ${name} ticket:INC-42/1 after a malware alert`);
  const [request] = await openOn(name);
  expect(request).toMatchObject({ args: { ticket: "INC-42/1" }, reason: "after a malware alert" });
  expect(textOf((await one("ana", `request ${request?.id}`)).content)).toContain("INC-42/1");
});

test.each([
  ["who am i", "ana.ruiz@"],
  ["hej", "What I can do"],
])("%s is understood", async (text, words) => {
  expect(textOf((await one("ana", text)).content)).toContain(words);
});

describe("help", () => {
  test.each([
    ["quarantine host", "isolate "],
    ["kill session", "revoke-sessions "],
    ["ban hash", "block "],
    ["isolera en dator", "isolate "],
    ["avsluta sessioner", "revoke-sessions "],
    ["spärra hash", "block "],
  ])("finds a command by what people call it: %s", async (called, example) => {
    const { content } = await one("ana", `help ${called}`);
    expect(content).toMatchObject({
      card: "help",
      data: {
        groups: [
          {
            rows: expect.arrayContaining([
              { usage: expect.stringContaining(example), summary: expect.anything() },
            ]),
          },
        ],
      },
    });
    const { groups } = dataOf<{ groups: { rows: { usage: string }[] }[] }>({ content });
    expect(groups[0]?.rows[0]?.usage).toContain(example);
  });

  test("an unknown command is answered with the one that people call so", async () => {
    expect(textOf((await one("ana", "kill the session of bob")).content)).toContain(
      'Did you mean \\"revoke-sessions',
    );
  });

  test("has four buttons for the common jobs, and each command once, with an example, under its job", async () => {
    const { content, at } = await one("ana", "?");
    const data = dataOf<{ buttons: { title: string }[]; folded: { rows: { usage: string }[] }[] }>({
      content,
    });
    expect(data.buttons.map(({ title }) => title)).toEqual([
      "My alerts",
      "Find a device",
      "Requests waiting for me",
      "What can I do",
    ]);
    const examples = data.folded.flatMap(({ rows }) => rows.map(({ usage }) => usage));
    expect([...examples].sort()).toEqual(COMMANDS.map(({ example }) => example).sort());
    expect(at.conversation.id).toBe(flows.soc.id);
  });

  test("Find a device asks for its name and shows it", async () => {
    const name = workstation();
    const card = await one("ana", "hi");
    const form = await harness.click("ana", card, "Find a device");
    expect(form).toMatchObject({ content: { card: "form", data: { title: "Find a device" } } });
    const asked = { ...card, content: contentOf(form) };
    const shown = await harness.click("ana", asked, "Find a device", { target: name });
    expect(shown).toMatchObject({ kind: "card", content: { card: "device", data: { name } } });
  });
});

describe("an edited message", () => {
  const turnOf = (activityId: string, text: string, isEdited?: true, by: PersonKey = "ana") => ({
    activityId,
    sender: senderOf(by),
    conversation: flows.soc,
    at: services.clock.now(),
    kind: "message" as const,
    text,
    codeBlocks: [],
    ...(isEdited && { isEdited }),
  });
  const deliver = async (...turn: Parameters<typeof turnOf>) => {
    const before = harness.shown.length;
    await harness.deliver(turnOf(...turn));
    return harness.shown.slice(before).map(({ content }) => textOf(content));
  };

  test("is answered anew when the first was a usage fault, and only then", async () => {
    expect(await deliver("edited", "alrts")).toEqual([expect.stringContaining("Did you mean")]);
    const still = await deliver("edited", "alerts since:soon", true);
    expect(still).toEqual([expect.stringContaining("can't be")]);
    expect(await deliver("edited", "alerts since:soon", true)).toEqual([]);
    expect(await deliver("edited", "whoami", true)).toEqual([expect.stringContaining("ana.ruiz@")]);
    expect(await deliver("edited", "help", true)).toEqual([]);
  });

  test("is its author's: what somebody else makes of a misunderstood message is not run", async () => {
    await deliver("theirs", "alrts");
    expect(await deliver("theirs", "whoami", true, "carla")).toEqual([]);
    expect(await deliver("theirs", "whoami", true)).toEqual([expect.stringContaining("ana.ruiz@")]);
  });

  test("that came again after the process working on it had died is still answered", async () => {
    await deliver("killed", "alrts");
    const edit = turnOf("killed", "whoami", true);
    // What a process has written that dies right after.
    expect((await claimTurn(harness.deps, edit))?.kind).toBe("taken");
    expect(await mendsMessage(harness.deps, edit)).toBe(true);
    services.advance(2 * LEASE_MS);
    expect(await deliver("killed", "whoami", true)).toEqual([expect.stringContaining("ana.ruiz@")]);
  });
});

test("a click brings what its form asks for and nothing else: an emergency is not slipped into it", async () => {
  const name = workstation();
  const form = await one("ana", `isolate ${name}`);
  await harness.click("ana", form, "Isolate device", {
    reason: "beaconing",
    emergency: "true",
    ticket: "X1",
  });
  const [request] = await openOn(name);
  expect(request?.args).not.toHaveProperty("emergency");
  expect(request?.args).not.toHaveProperty("ticket");
});
