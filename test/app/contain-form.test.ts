import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { asShown, attackOn, boxes, formOn } from "../support/attack.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, type Harness, type Shown } from "../support/harness.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { startServices, type Services } from "../support/services.ts";

/** The form of `contain`: what it says, fills in and keeps. */

let services: Services;
let harness: Harness;
let flows: Flows;
const chat = conversation("1:1-contain-form", "personal");

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  await services.signIn("ana");
});
afterAll(() => services?.close());
beforeEach(() => {
  services.advance(25 * 3_600_000);
  harness = openHarness(services, { ...USUAL_POLICY, rules: [], limits: {} });
  flows = openFlows(services, harness);
});

const attack = (devices: number) => attackOn(services, flows, devices);

async function press(form: Shown, title: string, inputs: Record<string, string>): Promise<Shown> {
  const answer = await harness.click("ana", form, title, inputs);
  return answer.kind === "card" ? { ...form, content: answer.content } : expect.fail(answer.kind);
}

const open = () => services.store.read((tx) => tx.requests.open());

test("all that is wrong is told at once, each where it belongs; a usual reason fills the field in and leaves every box as it is", async () => {
  const { incident } = attack(1);
  const [bare] = await harness.say("ana", chat, `contain ${incident}`);
  const none = { step0: "false", step1: "false", step2: "false", reason: "" };
  const refused = await press(bare!, "Contain", none);
  expect(formOn(refused)).toMatchObject({
    problem: "Nothing is ticked. Tick what should be done.",
    reasonProblem: "Please give a reason.",
  });
  const filled = await press(refused, "Signs of ransomware", { ...none, step0: "true" });
  expect(formOn(filled)).toMatchObject({ problem: "", reasonProblem: "", reason: "Signs of ransomware" });
  expect(boxes(formOn(filled)).map(({ ticked }) => ticked)).toEqual(["true", "false", "false"]);
  expect(await open()).toEqual([]);
  await press(filled, "Contain", { ...asShown(formOn(filled)), reason: "Signs of ransomware on two" });
  expect(await open()).toMatchObject([{ command: "isolate", reason: "Signs of ransomware on two" }]);
});

test("whoever came from an alert or an incident gets back to it, also from a form that was sent in vain", async () => {
  const { incident } = attack(1);
  const [card] = await harness.say("ana", chat, `incident ${incident}`);
  let form = await harness.click("ana", card!, "Contain");
  for (let turn = 0; turn < 2; turn += 1) {
    if (form.kind !== "card") throw new Error(form.kind);
    const shown = { ...card!, content: form.content };
    const back = await harness.click("ana", shown, "Back");
    expect(JSON.stringify(back)).toContain('"incident"');
    form = await harness.click("ana", shown, "Contain", { ...asShown(formOn(shown)), reason: "" });
  }
});

test("a domain controller has its warning below its box, as its request will have", async () => {
  const { incident } = attackOn(services, flows, 1, null);
  const { id: machineId, computerDnsName } = services.sandboxDefender.device("dc01");
  const more = { machineId, computerDnsName, incidentId: Number(incident), evidence: [] };
  services.sandboxDefender.raiseAlert(more);
  const [form] = await harness.say("ana", chat, `contain ${incident} it spreads`);
  const shown = boxes(formOn(form!));
  const dc = shown.find(({ check }) => JSON.stringify(check).includes("dc01"))!;
  expect(JSON.stringify(dc)).toContain("looks like a domain controller");
});
