import { USUAL_POLICY } from "../support/policy.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardOf } from "../support/hunting.ts";
import { conversation, textOf, type Harness } from "../support/harness.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { senderOf, type Services } from "../support/services.ts";

/** What goes round the approval, as an Admin is told. */

let services: Services;
let harness: Harness;
let flows: Flows;
const own = conversation("1:1-erin", "personal");

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy: USUAL_POLICY,
    people: ["ana", "carla", "erin"],
  }));
});
afterAll(() => services?.close());

async function asked() {
  const [shown] = await harness.say("erin", own, "bypass");
  return cardOf(shown);
}

test("bypass names the applications that may change things by themselves, and not the bot, which acts for people", async () => {
  const { rows } = await asked();
  const playbook = rows.find(({ title }) => title === "SOAR playbook");
  expect(playbook?.line).toBe("Machine.Isolate (by itself) and User.EnableDisableAccount.All (by itself)");
  expect(rows.map(({ title }) => title)).not.toContain("Defender bot");
  // It may only read.
  expect(rows.map(({ title }) => title)).not.toContain("Log collector");
});

test("bypass counts machine actions that nobody asked for here, and not those that were approved here", async () => {
  const before = await asked();
  const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  expect((await asked()).heading).toBe(before.heading);
  const device = flows.workstation();
  const portal = services.defender.as(senderOf("carla"), AbortSignal.timeout(5_000));
  await portal.act(device.id, "isolate", { Comment: "[AAAA-AAAA] by hand", IsolationType: "Full" });
  expect((await asked()).heading).not.toBe(before.heading);
});

test("bypass counts none that was approved here and forgotten since, and isolated still says through which request", async () => {
  const [lasting, over] = [flows.workstation(), flows.workstation()];
  const isolation = await flows.ask(`isolate ${lasting.id} beaconing`);
  await harness.click("carla", isolation, "Approve");
  await flows.settle(isolation, "Succeeded");
  const collected = await flows.ask(`collect ${over.id} looks odd`);
  await harness.click("carla", collected, "Approve");
  await flows.settle(collected, "Succeeded");
  const [ids, before] = [
    await Promise.all([isolation, collected].map(async (card) => (await flows.request(card)).id)),
    await asked(),
  ];
  // Longer than finished requests are kept.
  services.advance(3 * 86_400_000);
  await flows.rest();
  const kept = await services.store.read((tx) => Promise.all(ids.map((id) => tx.requests.get(id))));
  expect(kept.map((request) => request?.id)).toEqual([ids[0], undefined]);
  expect((await asked()).heading).toBe(before.heading);
  const [listed] = await harness.say("erin", own, "isolated");
  expect(cardOf(listed).rows.find(({ title }) => title === lasting.computerDnsName)?.line).toContain(ids[0]);
});

test("bypass counts an action that only claims the [ID] of a request, on its device as well", async () => {
  const device = flows.workstation();
  const card = await flows.ask(`collect ${device.id} looks odd`);
  const { id } = await flows.request(card);
  const before = await asked();
  const portal = services.defender.as(senderOf("carla"), AbortSignal.timeout(5_000));
  await portal.act(device.id, "isolate", { Comment: `[${id}] by hand`, IsolationType: "Full" });
  expect((await asked()).heading).not.toBe(before.heading);
});

test("bypass is for Admins", async () => {
  const [shown] = await harness.say("ana", conversation("1:1-ana", "personal"), "bypass");
  expect(textOf(shown!.content)).toContain("Admin");
});
