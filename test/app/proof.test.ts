import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { personByKey } from "../../sandbox/people.ts";
import { type Flows, openUsual } from "../support/flows.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** After an isolation: what a hunting query says of the device is a fact on the card, and never a state. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    alertsApi: "graph",
    policy: USUAL_POLICY,
    people: ["ana", "carla"],
    enabled: false,
  }));
});
afterAll(() => services.close());
beforeEach(() => services.sandboxGraph.hunting.setLicensed(true));

async function isolated(name: string) {
  const card = await flows.ask(`isolate ${name} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  return card;
}

async function after(minutes: number): Promise<void> {
  services.advance(minutes * 60_000);
  for (let round = 0; round < 3; round += 1) await harness.tick();
}

const hunts = () => services.sandboxGraph.calls.filter(({ path }) => path.endsWith("runHuntingQuery"));

test("devices are asked about by one query with the approver's token, and each card says what it found", async () => {
  services.sandboxDefender.device("web02").leaks = true;
  const [silent, talking] = [await isolated("web01"), await isolated("web02")];
  const before = hunts().length;
  await after(6);
  expect(hunts().slice(before)).toEqual([expect.objectContaining({ oid: personByKey("carla").oid })]);
  expect(textOf(silent.content)).toContain("but to Defender");
  expect(textOf(silent.content)).toContain('"state":"Succeeded"');
  expect(textOf(talking.content)).toContain("Still talking to 10.20.11.23");
  expect(textOf(talking.content)).toContain('"state":"Succeeded"');
});

test("two processes on one store ask once", async () => {
  const other = openHarness(services, undefined, harness.shown);
  const card = await isolated("lab-ws05");
  const before = hunts().length;
  services.advance(6 * 60_000);
  await Promise.all([harness.tick(), other.tick()]);
  await harness.tick();
  expect(hunts().length - before).toBe(1);
  expect(textOf(card.content)).toContain('"state":"Succeeded"');
});

test("a licence without hunting is said on the card, and nothing fails with it", async () => {
  services.sandboxGraph.hunting.setLicensed(false);
  const card = await isolated("ward3-nurse12");
  await after(6);
  expect(textOf(card.content)).toContain("Could not verify yet");
  expect(textOf(card.content)).toContain('"state":"Succeeded"');
  services.sandboxGraph.hunting.setLicensed(true);
  await after(10);
  expect(textOf(card.content)).toContain("but to Defender");
});
