import { USUAL_POLICY } from "../support/policy.ts";
import { listed } from "../support/listed.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardOf } from "../support/hunting.ts";
import { conversation, textOf, type Harness } from "../support/harness.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import type { Services } from "../support/services.ts";

/** `timeline`: alerts, requests, decisions and actions around an alert or an incident, in order. */

let services: Services;
let harness: Harness;
let flows: Flows;
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy: USUAL_POLICY,
    people: ["ana", "ben", "carla", "erin"],
  }));
});
afterAll(() => services?.close());

test("timeline tells what was raised, asked, decided and done, in order, and who did it", async () => {
  const device = flows.workstation();
  const alert = services.sandboxDefender.raiseAlert({
    machineId: device.id,
    title: "Beacon to a new domain",
  });
  const card = await flows.ask(`isolate ${device.computerDnsName} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  const [shown] = await harness.say("ana", own, `timeline ${alert.id}`);
  const { heading, rows } = cardOf(shown);
  expect(heading).toMatch(/^Beacon to a new domain: \d+ events$/);
  const told = rows.map(({ title }) => title);
  expect(told[0]).toContain("Beacon to a new domain on");
  // Defender raised it: nobody is named, the bot neither.
  expect(rows[0]?.line).not.toContain("·");
  const order = ["requested", "approved", "succeeded"].map((event) =>
    told.findIndex((title) => title.endsWith(`: ${event}`)),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(told).toContainEqual(expect.stringMatching(/^Isolate .*: Succeeded$/));
  expect(rows[order[1] ?? 0]?.line).toContain("carla.weiss@");
});

test("timeline shows nobody a request on what they can't read", async () => {
  const [hidden] = services.sandboxDefender.alerts.filter(({ rbacGroupName }) => rbacGroupName === "Finance");
  const [shown] = await harness.say("ben", conversation("1:1-ben", "personal"), `timeline ${hidden!.id}`);
  expect(textOf(shown!.content)).toContain(`does not know the alert ${hidden!.id}`);
});

test("timeline says where it is not all: alerts that were not told, and a crowd of actions that it ends with", async () => {
  const alert = services.sandboxDefender.raiseAlert({
    machineId: flows.workstation().id,
    incidentId: 990_777,
  });
  const { defender } = harness.deps;
  const as: typeof defender.as = (...who) => {
    const client = defender.as(...who);
    return {
      ...client,
      incident: async (id) => ({ ...(await client.incident(id)), alertsCut: true as const }),
      async machineActions(wanted) {
        const { items } = await client.machineActions({ top: 1 });
        const scan = { ...items[0]!, deviceId: "0".repeat(40) };
        return { ...listed(Array.from({ length: wanted.top ?? 0 }, () => scan)), isWhole: false };
      },
    };
  };
  Object.assign(harness.deps, { defender: { ...defender, as } });
  const [shown] = await harness.say("ana", own, `timeline ${alert.incidentId}`);
  Object.assign(harness.deps, { defender });
  expect(textOf(shown!.content)).toContain("Not all of its alerts could be read");
  expect(textOf(shown!.content)).toContain("machine actions were looked through");
});
