import { afterAll, beforeAll, expect, test } from "vitest";
import { COMMON_FILE } from "../../sandbox/defender/finding-seed.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** A channel in which device data is not shown: nor is it by way of a refusal, which others read as well. */

let services: Services;
let harness: Harness;
let flows: Flows;
const closed = conversation("19:closed@thread.tacv2", "channel");

beforeAll(async () => {
  services = await startServices();
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  harness = openHarness(services);
  flows = openFlows(services, harness);
  await harness.say("erin", flows.soc, "enable");
});
afterAll(() => services?.close());

/** What everybody there reads, and what the person alone does. */
async function said(line: string): Promise<{ readonly there: string; readonly own: string }> {
  const before = harness.shown.length;
  await harness.say("ana", closed, line);
  const all = harness.shown.slice(before);
  const words = (isThere: boolean) =>
    all
      .filter(({ at }) => (at.conversation.id === closed.id) === isThere)
      .map(({ content }) => textOf(content))
      .join("\n");
  return { there: words(true), own: words(false) };
}

test("a file that half of the fleet has is told of, with how many, to who asked", async () => {
  const { there, own } = await said(`block ${COMMON_FILE.sha1 ?? ""} looks odd`);
  expect(there).toContain("I answered in our 1:1 chat");
  expect(there).not.toMatch(/devices of/);
  expect(own).toMatch(/not blocked: \d+ devices of \d+ have it/);
});

test("names of devices that a list could mean are named to who asked", async () => {
  const label = `twin${Date.now()}`;
  for (const domain of ["north", "south"])
    flows.workstation().computerDnsName = `${label}.${domain}.contoso.example`;
  const { there, own } = await said(`isolate ${label}, nosuch-device beaconing`);
  expect(there).toContain("I answered in our 1:1 chat");
  expect(there).not.toContain("north");
  expect(own).toContain(`${label}.north.contoso.example`);
});

test("an indicator that is there already is told of to who asked, and what was mistyped where it was typed", async () => {
  const card = await flows.ask("block known.example first");
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  const { there, own } = await said("block known.example again");
  expect(there).not.toContain("has this indicator");
  expect(own).toContain("has this indicator already");
  expect((await said("block not-a-value x")).there).toContain("an IP address (no range)");
});
