import { dataOf } from "../support/card-data.ts";
import { deny } from "../support/clicks.ts";
import { inWords } from "../support/in-english.ts";
import { recorded } from "../../src/texts/render.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TurnAnswer } from "../../src/messaging/turn.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { buttonOf, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** Several devices answer to a name: who asked picks one, once. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(() => services?.close());

let names = 0;
let name = "";

/** That many devices of one name; the first is the newest. */
function twins(count: number) {
  names += 1;
  name = `twin-${names}.contoso.example`;
  return Array.from({ length: count }, (_, index) => {
    const device = flows.workstation();
    const lastSeen = new Date(Date.now() - index * 3_600_000).toISOString();
    Object.assign(device, { computerDnsName: name, lastSeen });
    return device;
  });
}

beforeEach(() => {
  twins(2);
});

async function picker(text: string): Promise<Shown> {
  const [shown] = await harness.say("ana", flows.soc, text);
  if (shown === undefined) throw new Error("no answer");
  return shown;
}

interface Row {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly button: { readonly verb: string; readonly ref: string };
}

const rowsOf = (shown: Shown) => dataOf<{ readonly rows: readonly Row[] }>(shown, "picker").rows;

/** A click on the n-th row, of which there are several with one title. */
function choose(key: Parameters<typeof senderOf>[0], shown: Shown, row: number, activityId: string) {
  const { verb, ref } = rowsOf(shown)[row]?.button ?? { verb: "", ref: "" };
  return harness.deliver({
    kind: "click",
    activityId,
    sender: senderOf(key),
    conversation: flows.soc,
    at: services.clock.now(),
    verb,
    data: { ref },
    trigger: "manual",
    cardActivityId: shown.at.activityId,
    ssoToken: null,
    code: null,
  });
}

async function openOnes(reason: string) {
  const all = await services.store.read((tx) => tx.requests.open());
  return all.filter((one) => one.reason === reason);
}

function words(answer: TurnAnswer): string {
  return JSON.stringify(answer);
}

describe("the picker of a command that changes something", () => {
  test("lets nobody choose but who typed the command, and tells the others so", async () => {
    const shown = await picker(`isolate ${name} typed by ana`);
    for (const other of ["david", "carla"] as const) {
      const answer = await harness.click(other, shown, "Choose this one");
      expect(words(answer)).toContain("Only ana.ruiz@contoso.example, who asked, can choose here");
    }
    expect(await openOnes("typed by ana")).toEqual([]);
    await harness.click("ana", shown, "Choose this one");
    const [request] = await openOnes("typed by ana");
    expect(request?.requester.upn).toBe("ana.ruiz@contoso.example");
  });

  test("shows the command, its reason and who asked", async () => {
    const text = textOf((await picker(`isolate ${name} type:selective odd prints`)).content);
    for (const said of ["Isolate (Selective)", "odd prints", "ana.ruiz@contoso.example"])
      expect(text).toContain(said);
  });

  test("takes one choice: twice the same one, or two different ones, open one request", async () => {
    const shown = await picker(`isolate ${name} once only`);
    const answers = await Promise.all(
      [0, 1, 0].map((row, at) => choose("ana", shown, row, `race-${names}-${at}`)),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(["card", "card", "card"]);
    const [request, ...more] = await openOnes("once only");
    expect(more).toEqual([]);
    const other = rowsOf(shown).findIndex(({ facts }) => facts.at(-1)?.value !== request?.target.id);
    const late = await choose("ana", shown, other, `late-${names}`);
    expect(words(late)).toContain(`you have chosen already`);
    expect(words(late)).toContain(request?.id);
    expect(await openOnes("once only")).toHaveLength(1);
  });

  test("answers a choice that is delivered again with what it opened", async () => {
    const shown = await picker(`isolate ${name} delivered twice`);
    await choose("ana", shown, 0, `again-${names}`);
    const [request] = await openOnes("delivered twice");
    expect(words(await choose("ana", shown, 0, `again-${names}`))).toContain(request?.id);
  });
});

describe("which devices it shows", () => {
  test("the newest first, ten at most, with their health; a duplicate is marked, and how many are not shown is said", async () => {
    const all = twins(13);
    Object.assign(all[1]!, { isPotentialDuplication: true, healthStatus: "Inactive" });
    const shown = await picker(`isolate ${name} many`);
    expect(textOf(shown.content)).toContain("3 more are not shown");
    const rows = rowsOf(shown);
    expect(rows.map(({ facts }) => facts.at(-1)?.value)).toEqual(all.slice(0, 10).map(({ id }) => id));
    expect(rows.map(({ title }) => recorded(title).includes("duplicate"))).toEqual(
      rows.map((_, at) => at === 1),
    );
    expect(rows[1]?.facts).toContainEqual({ label: "Health", value: "Inactive" });
  });

  /** A device of an address of its own, last heard of so long ago. */
  function addressed(hours: number): string {
    const device = flows.workstation();
    const address = `10.77.0.${(names += 1)}`;
    const lastSeen = new Date(Date.now() - hours * 3_600_000).toISOString();
    const ipAddresses = [{ ...device.ipAddresses[0]!, ipAddress: address }];
    Object.assign(device, { lastIpAddress: address, ipAddresses, lastSeen });
    return address;
  }

  test("a device named by its address of today is not asked about, and the card says that an address was typed", async () => {
    const address = addressed(1);
    const card = await picker(`isolate ${address} by address`);
    expect(textOf(card.content)).toContain('"card":"request"');
    expect(textOf(card.content)).toContain(
      `The IP address ${address} was typed; the device was last seen with it`,
    );
  });

  test("a device named by an address that it had two days ago has to be picked, and the card says that an address was typed", async () => {
    const address = addressed(48);
    const shown = await picker(`isolate ${address} long ago`);
    expect(rowsOf(shown)).toHaveLength(1);
    expect(textOf(shown.content)).toContain("last seen with it 2\u00a0d ago");
    expect(await openOnes("long ago")).toEqual([]);
    await harness.click("ana", shown, "Choose this one");
    const [request] = await openOnes("long ago");
    expect(JSON.stringify(inWords(request?.facts))).toContain(`The IP address ${address} was typed`);
  });
});

describe("a form", () => {
  const text = () => `device ${flows.workstation().computerDnsName ?? ""}`;

  async function form(): Promise<Shown> {
    const [shown] = await harness.say("ana", flows.soc, text());
    const answer = await harness.click("ana", shown!, "Isolate device");
    if (answer.kind !== "card") throw new Error(`no form, but ${words(answer)}`);
    return { ...shown!, content: answer.content };
  }

  test("that is sent twice, or whose button is clicked twice, opens one request", async () => {
    const filled = await form();
    const inputs = { reason: "sent twice", type: "Full" };
    const answers = await Promise.all(
      [1, 2].map(() => harness.click("ana", filled, "Isolate device", inputs)),
    );
    const [request, ...more] = await openOnes("sent twice");
    expect(more).toEqual([]);
    for (const answer of answers) expect(words(answer)).toContain(request?.id);
  });

  test("opens one request also when it is sent again after that one has ended", async () => {
    const filled = await form();
    await harness.click("ana", filled, "Isolate device", { reason: "sent late", type: "Full" });
    const [request] = await openOnes("sent late");
    const card = harness.shown.findLast((one) => textOf(one.content).includes(request?.id ?? "?"));
    await deny(harness, "carla", card!);
    const answer = await harness.click("ana", filled, "Isolate device", {
      reason: "sent late",
      type: "Full",
    });
    expect(words(answer)).toContain(request?.id);
    expect(await openOnes("sent late")).toEqual([]);
  });

  test("is for whoever opened it alone", async () => {
    const filled = await form();
    expect(buttonOf(filled.content, "Isolate device").verb).toBe("run");
    const answer = await harness.click("carla", filled, "Isolate device", {
      reason: "not theirs",
      type: "Full",
    });
    expect(words(answer)).toContain("Only ana.ruiz@contoso.example");
    expect(await openOnes("not theirs")).toEqual([]);
  });
});
