import { afterAll, beforeAll, expect, test } from "vitest";
import { asShown, attackOn, formOn } from "../support/attack.ts";
import { type Flows, openUsual } from "../support/flows.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { conversation, textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** What is under way about an incident, on its card: all of it, and to nobody who may not read what it is about. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    alertsApi: "graph",
    policy: USUAL_POLICY,
    people: ["ana", "ben", "carla", "erin"],
  }));
});
afterAll(() => services?.close());

async function cardFor(key: "ana" | "ben" | "carla", incident: string): Promise<string> {
  const [shown] = await harness.say(key, conversation(`1:1-${key}`, "personal"), `incident ${incident}`);
  return textOf(shown!.content);
}

test("shows nobody a request on a device that they can't read, though an alert of it names that device", async () => {
  const { incident, alerts, devices } = attackOn(services, flows, 1, null);
  const hidden = services.sandboxDefender.devices.find((one) => one.rbacGroupName === "Finance")!;
  Object.assign(alerts[0]!, { detectionSource: "WindowsDefenderAtp", furtherMachineIds: [hidden.id] });
  const { id } = await flows.request(await flows.ask(`isolate ${hidden.id} beaconing`, "carla"));
  const { id: seen } = await flows.request(await flows.ask(`isolate ${devices[0]!.id} beaconing`));
  expect(await cardFor("carla", incident)).toContain(id);
  const bens = await cardFor("ben", incident);
  expect(bens).toContain(seen);
  expect(bens).not.toContain(id);
});

test("shows what contains it, as the request of several steps that it is, and one about a person", async () => {
  const { incident } = attackOn(services, flows, 2);
  const [said] = await harness.say("ana", flows.soc, `contain ${incident} it spreads`);
  await harness.click("ana", said!, "Contain", { ...asShown(formOn(said!)), reason: "it spreads" });
  const card = harness.shown.findLast(({ content }) => textOf(content).includes('"state":"Requested"'))!;
  const person = await flows.ask("suspend m.keller@contoso.example phished", "carla");
  const shown = await cardFor("ana", incident);
  expect(shown).toContain((await flows.request(card)).id);
  expect(shown).toContain((await flows.request(person)).id);
});
