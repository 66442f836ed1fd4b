import { dataOf } from "../support/card-data.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { contentOf } from "../support/clicks.ts";
import { openFlows, soc, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What a form asks, says and keeps. */

let services: Services;
let harness: Harness;
let flows: Flows;
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
  const rule = { name: "two for finance", when: { device: { group: ["Finance"] } }, then: { approvals: 2 } };
  harness = openHarness(services, { ...USUAL_POLICY, rules: [...USUAL_POLICY.rules, rule] });
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
});
afterAll(() => services?.close());

type Field = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly required: boolean;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
  readonly problem: string;
  readonly fills: readonly { readonly title: string; readonly ref: string; readonly alone: boolean }[];
};
const formOf = (shown: Shown) => dataOf<Readonly<Record<string, unknown>>>(shown);
const fieldsOf = (form: Shown) => dataOf<{ readonly fields: readonly Field[] }>(form).fields;
const fieldOf = (form: Shown, id: string) =>
  fieldsOf(form).find((field) => field.id === id) ?? expect.fail(`no field ${id}`);

async function typed(text: string): Promise<Shown> {
  const [shown] = await harness.say("ana", own, text);
  return shown ?? expect.fail("nothing was said");
}

async function pressed(
  on: Shown,
  title: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  return { ...on, content: contentOf(await harness.click("ana", on, title, inputs)) };
}

describe("a form says what approval it will need, before anybody asks", () => {
  test.each([
    ["isolate", "Workstations", "It needs one approval by an Approver who is not you."],
    ["isolate", "Finance", "It needs 2 approvals by different Approvers, none of them you."],
    ["scan", "Workstations", "It needs no approval: it runs at once"],
    ["offboard", "Workstations", "The policy refuses it: Offboard in the portal."],
  ])("%s on a device of %s: %s", async (command, group, said) => {
    const device = services.sandboxDefender.devices.find((one) => one.rbacGroupName === group);
    expect(textOf((await typed(`${command} ${device?.id}`)).content)).toContain(said);
  });

  test("as long as the device is not known, or can't be looked at, it depends on that", async () => {
    const words = "Which approval it needs depends on the device";
    expect(textOf((await typed("isolate")).content)).toContain(words);
    services.sandboxDefender.faults.next(9, { path: /machines/, status: 503, body: {} });
    expect(textOf((await typed(`isolate ${flows.workstation().id}`)).content)).toContain(words);
    services.sandboxDefender.faults.clear();
  });

  test("while everything is halted, that", async () => {
    await harness.say("carla", soc, "halt a drill");
    expect(textOf((await typed(`isolate ${flows.workstation().id}`)).content)).toContain("a drill");
    await harness.say("erin", soc, "resume");
  });
});

test.each([
  ["isolate web01", "for", "Without end"],
  ["block 203.0.113.50", "expires", "Without end"],
  ["resolve da637472900382838869_1364969609", "determination", "Not stated"],
  ["resolve da637472900382838869_1364969609", "class", "Please choose one"],
])(
  "an empty choice says what holds without it, and is not chosen for anybody: %s, %s",
  async (line, id, says) => {
    expect(fieldOf(await typed(line), id)).toMatchObject({ value: "", placeholder: says });
  },
);

test("so does the one of Take over, which has to be chosen", async () => {
  const [form] = await harness.say("carla", conversation("1:1-carla", "personal"), "take-over web01");
  expect(fieldOf(form ?? expect.fail("nothing was said"), "for")).toMatchObject({
    value: "",
    placeholder: "Please choose one",
    error: "Please choose one.",
  });
});

test("a reason is prompted for by one that fits what is done", async () => {
  const example = async (line: string) => fieldOf(await typed(line), "reason");
  expect(await example("release web01")).toMatchObject({ placeholder: "Cleaned and checked" });
  expect(await example("isolate web01")).toMatchObject({ placeholder: "Contacts a known C2 address" });
});

test("what has to be chosen is missed by its name, not by the words of a typed command", async () => {
  const { id } = services.sandboxDefender.raiseAlert({ severity: "High" });
  expect(fieldOf(await typed(`resolve ${id}`), "class")).toMatchObject({ error: "Please choose one." });
});

test("what a choice does is called by its name, and says what it comes to", async () => {
  const { choices } = fieldOf(await typed("block 203.0.113.50"), "mode");
  expect(choices.map(({ title }) => title)).toContain("Audit: an alert, and nothing is stopped");
});

describe("what was found out about an alert", () => {
  test("can be chosen by its classification, and a pair that does not go together is refused with what does", async () => {
    const { id } = services.sandboxDefender.raiseAlert({ severity: "High" });
    const form = await pressed(await typed(`alert ${id}`), "Resolve");
    expect(fieldOf(form, "determination").choices).toEqual(
      expect.arrayContaining([
        { title: "True positive: Malware", value: "Malware" },
        { title: "False positive: Not malicious", value: "NotMalicious" },
        { title: "Other", value: "Other" },
      ]),
    );
    const again = await pressed(form, "Resolve", {
      class: "false",
      determination: "Malware",
      comment: "drill",
    });
    expect(formOf(again)["problem"]).toBe("");
    expect(fieldOf(again, "determination").problem).toBe(
      '"Malware" does not go with "False positive". Please choose one of NotMalicious, NotEnoughDataToValidate, Other.',
    );
    expect([fieldOf(again, "class").value, fieldOf(again, "comment").value]).toEqual(["false", "drill"]);
    expect(textOf((await typed(`resolve ${id} class:false determination:Malware`)).content)).toContain(
      "one of NotMalicious",
    );
  });
});

test("what was sent and came to nothing is filled in when the form is opened again, and forgotten once it was done", async () => {
  const card = await typed(`device ${flows.workstation().id}`);
  const form = await pressed(card, "Isolate device");
  const inputs = { type: "Selective", for: "4h", reason: "beaconing to a known address" };
  services.sandboxDefender.faults.next(9, { path: /machines/, status: 503, body: {} });
  expect(await harness.click("ana", form, "Isolate device", inputs)).toMatchObject({ kind: "message" });
  services.sandboxDefender.faults.clear();
  const filled = async () => {
    const again = await pressed(card, "Isolate device");
    return { form: again, values: fieldsOf(again).map(({ value }) => value) };
  };
  const { form: second, values } = await filled();
  expect(values).toEqual(["Selective", "4h", "beaconing to a known address"]);
  await harness.click("ana", second, "Isolate device", inputs);
  expect((await filled()).values).toEqual(["Full", "", ""]);
});

describe("a reason", () => {
  const inputs = { type: "Selective", for: "4h" };
  const form = async () => pressed(await typed(`device ${flows.workstation().id}`), "Isolate device");

  test.each([
    ["isolate", "Contacts a known C2 address"],
    ["release", "Cleaned and checked"],
    ["offboard", "retired, and wiped by the service desk"],
  ])("of %s has an example that fits it", async (command, example) => {
    const asked = await typed(`${command} ${flows.workstation().id}`);
    expect(fieldOf(asked, "reason")).toMatchObject({ placeholder: example, value: "" });
  });

  test("can be filled in by a press, which asks for nothing yet, and stays one text that is asked for", async () => {
    const filled = await pressed(await form(), "Signs of ransomware");
    expect(fieldOf(filled, "reason")).toMatchObject({ kind: "text", value: "Signs of ransomware" });
    const other = await pressed(filled, "Contacts a known C2 address");
    expect(fieldOf(other, "reason").value).toBe("Contacts a known C2 address");
    const sent = await pressed(other, "Isolate device", {
      ...inputs,
      reason: "Contacts a known C2 address, twice",
    });
    expect(textOf(sent.content)).toContain("is open");
  });

  test("that is pressed takes the other fields along, and finds no fault with them yet", async () => {
    const chosen = { type: "Selective", for: "4h", reason: "" };
    const filled = await pressed(await form(), "Signs of ransomware", chosen);
    expect(fieldsOf(filled).map(({ value, problem }) => [value, problem])).toEqual([
      ["Selective", ""],
      ["4h", ""],
      ["Signs of ransomware", ""],
    ]);
    const other = await pressed(filled, "Contacts a known C2 address", {
      ...chosen,
      for: "soon",
      reason: "mine",
    });
    expect(fieldsOf(other).map(({ value, problem }) => [value, problem])).toEqual([
      ["Selective", ""],
      ["soon", ""],
      ["Contacts a known C2 address", ""],
    ]);
  });

  test("is one that a client demands; a usual one is sent by itself while it is empty, and says so", async () => {
    const empty = await form();
    expect(fieldsOf(empty).map(({ required }) => required)).toEqual([false, false, true]);
    const filled = await pressed(empty, "Signs of ransomware");
    expect(textOf(filled.content)).toContain("the other fields meanwhile was not sent along");
    const alone = [empty, filled].map((one) => fieldOf(one, "reason").fills.map((fill) => fill.alone));
    expect(alone.map((each) => new Set(each))).toEqual([new Set([true]), new Set([false])]);
    const other = await pressed(filled, "Contacts a known C2 address", { ...inputs, reason: "mine" });
    expect(textOf(other.content)).not.toContain("was not sent along");
  });

  test("that is pressed takes nothing away of what was sent before, and opens one request with the rest of the card", async () => {
    const refused = await pressed(await form(), "Isolate device", { ...inputs, reason: " " });
    const filled = await pressed(refused, "Signs of ransomware");
    expect(["type", "for", "reason"].map((id) => fieldOf(filled, id).value)).toEqual([
      "Selective",
      "4h",
      "Signs of ransomware",
    ]);
    await harness.click("ana", filled, "Isolate device", { ...inputs, reason: "Signs of ransomware" });
    expect(textOf((await pressed(filled, "Contacts a known C2 address")).content)).toContain("is open");
  });

  test("in Swedish is offered, filled in and kept in Swedish", async () => {
    await typed("language sv");
    const card = await typed(`device ${flows.workstation().id}`);
    const filled = await pressed(await pressed(card, "Isolera enhet"), "Tecken på utpressningstrojan");
    await typed("language en");
    expect(fieldOf(filled, "reason").value).toBe("Tecken på utpressningstrojan");
  });

  test("of somebody else's form can't be pressed", async () => {
    const shown = await form();
    expect(await harness.click("carla", shown, "Signs of ransomware")).toMatchObject({
      kind: "message",
      text: expect.stringContaining("ana"),
    });
  });
});

test("all that is wrong on a form is said at once, each at its field and once, and what was sent is kept", async () => {
  const form = await pressed(await typed(`device ${flows.workstation().id}`), "Isolate device");
  const again = await pressed(form, "Isolate device", { type: "Halfway", for: "soon", reason: " " });
  const problems = Object.fromEntries(fieldsOf(again).map(({ id, problem }) => [id, problem]));
  expect(problems).toEqual({
    type: expect.stringContaining("Halfway"),
    // By the label that stands above the field, not by the key of a typed line.
    for: expect.stringContaining(`"${fieldOf(again, "for").label}" can't be "soon"`),
    reason: "Please give a reason.",
  });
  expect(formOf(again)["problem"]).toBe("");
  expect(["type", "for"].map((id) => fieldOf(again, id).value)).toEqual(["Halfway", "soon"]);
});

describe("a command that reads and was typed without what it needs gives its form", () => {
  test.each([
    ["file", "Look up a file", "hash"],
    ["hunt", "Run a hunting query", "kql"],
    ["alert", "Show an alert", "id"],
    ["user", "Find a person", "target"],
  ])("%s", async (command, title, field) => {
    const form = await typed(command);
    expect(formOf(form)["title"]).toBe(title);
    expect(fieldsOf(form).map(({ id }) => id)).toEqual([field]);
  });

  test("and the form runs it", async () => {
    const found = await pressed(await typed("device"), "Find a device", { target: flows.workstation().id });
    expect(found.content).toMatchObject({ card: "device" });
  });
});

describe("live response stands on the device's card", () => {
  test.each([
    ["Run script", ["script", "args", "reason"]],
    ["Get file", ["path", "reason"]],
  ])("%s opens its form", async (title, fields) => {
    const form = await pressed(await typed(`device ${flows.workstation().id}`), title);
    expect(fieldsOf(form).map(({ id }) => id)).toEqual(fields);
    if (title === "Run script") {
      expect(fieldOf(form, "script").choices.map(({ value }) => value)).toContain("triage.ps1");
    }
  });
});

test("a link to the portal that names nothing is told as that, and not taken for a word that I don't know", async () => {
  for (const link of [
    "https://security.microsoft.com/machines/x",
    "hxxps://security[.]microsoft[.]com/alerts/",
  ]) {
    const answer = textOf((await typed(link)).content);
    expect(answer).toContain("I can't read which alert, incident or device this link to Defender leads to");
    expect(answer).not.toContain("Did you mean");
  }
  const among = await typed("https://security.microsoft.com/alerts/da637551227677560813_-961444813 look");
  expect(textOf(among.content)).toContain("send it by itself");
});
