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
