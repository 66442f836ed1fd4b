import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SandboxDevice, SandboxMachineAction } from "../../sandbox/defender/types.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";
import { names } from "../../src/texts/en/terms.ts";

/** Machine actions that somebody else has started, and our own under another name: which is whose. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});

afterEach(() => {
  services.sandboxDefender.faults.clear();
  services.advance(60_000);
});

afterAll(() => services?.close());

/** Olga's isolation of the device in the portal, as Defender tells it. */
function olgas(device: SandboxDevice, changes: object = {}): object {
  const at = new Date(services.clock.now()).toISOString();
  return {
    id: randomUUID(),
    type: "Isolate",
    scope: "Selective",
    status: "Pending",
    requestor: "olga@contoso.example",
    requestorComment: null,
    machineId: device.id,
    creationDateTimeUtc: at,
    lastUpdateDateTimeUtc: at,
    ...changes,
  };
}

const ask = (words: string) => flows.ask(`isolate ${flows.workstation().id} ${words}`);

function ourAction(words: string): SandboxMachineAction {
  const found = services.sandboxDefender.actions.findLast((one) => one.requestorComment.includes(words));
  return found ?? expect.fail(`no action for ${words}`);
}

describe("an answer to the call that names another action than ours", () => {
  test.each<[string, number, object]>([
    ["one without a comment", 201, {}],
    ["one without a comment, as 200", 200, {}],
    ["one with another comment", 201, { requestorComment: "[AAAA-AAAA] mine" }],
    ["one of another device", 201, { machineId: "e".repeat(40) }],
    ["one of another type", 201, { type: "RunAntiVirusScan" }],
    ["one that is done already", 201, { status: "Succeeded" }],
  ])(
    "%s, status %i, is never tracked: Interrupted, and Resume looks and sends",
    async (name, status, changes) => {
      const device = flows.workstation();
      const words = name.replaceAll(" ", "-") + status;
      const card = await flows.ask(`isolate ${device.id} ${words}`);
      const body = olgas(device, changes) as { id: string; type: string };
      services.sandboxDefender.faults.next(1, { method: "POST", path: /\/isolate$/, status, body });
      await harness.click("carla", card, "Approve");
      await flows.settle(card, "Interrupted");
      expect(await flows.request(card)).toMatchObject({ machineActionId: null });
      const told = textOf(card.content);
      for (const fact of [body.id, names.action(body.type), "olga@contoso.example"])
        expect(told).toContain(fact);
      await harness.click("david", card, "Resume");
      await flows.settle(card, "Succeeded");
      expect(flows.sent(words)).toBe(2);
    },
  );

  test("is not ended by a lease: somebody's own isolation is never released", async () => {
    const device = flows.workstation();
    const card = await flows.ask(`isolate ${device.id} for:45m never-release-theirs`);
    const body = olgas(device, { status: "Succeeded" });
    services.sandboxDefender.faults.next(1, { method: "POST", path: /\/isolate$/, status: 201, body });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Interrupted");
    services.advance(3 * 3_600_000);
    for (let tick = 0; tick < 3; tick += 1) await harness.tick();
    const open = await services.store.read((tx) => tx.requests.open());
    expect(open.filter(({ target, lease }) => target.id === device.id && lease !== undefined)).toEqual([]);
    const releases = services.sandboxDefender.calls.filter((call) => call.path.includes(`${device.id}/unis`));
    expect(releases).toEqual([]);
  });
});

test.each<[string, object]>([
  ["of another device", { machineId: "e".repeat(40) }],
  ["without our ID", { requestorComment: null }],
])("an action under way that turns out to be %s is tracked no more", async (name, changes) => {
  const card = await flows.ask(`isolate ${flows.workstation().id} tracked-${name.replaceAll(" ", "-")}`);
  services.sandboxDefender.setSpeed(0.001);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Pending");
  services.sandboxDefender.setSpeed(100);
  const { machineActionId: id } = await flows.request(card);
  const body = olgas(flows.workstation(), { id, status: "Succeeded", ...changes });
  services.sandboxDefender.faults.set({ method: "GET", path: new RegExp(`/machineactions/${id}$`), body });
  await flows.settle(card, "Interrupted");
  expect(textOf(card.content)).toContain(id);
  expect(await flows.request(card)).toMatchObject({ machineActionId: null });
});

test.each<[string, object]>([
  ["without its comment", { requestorComment: null }],
  ["as of another device", { machineId: "e".repeat(40) }],
  ["as of another type, and ended", { type: "Unisolate", status: "Succeeded" }],
])(
  "a list that several are read from and that tells of ours %s makes it nobody else's",
  async (name, changes) => {
    const words = `listed-${name.replace(/\W+/g, "-")}`;
    const cards = [await ask(words), await ask(words)];
    services.sandboxDefender.setSpeed(0.001);
    for (const card of cards) await harness.click("carla", card, "Approve");
    for (const card of cards) await flows.settle(card, "Pending", 10);
    const { actions, faults } = services.sandboxDefender;
    const listed = actions.filter((one) => one.requestorComment.includes(words));
    const body = { value: listed.map((one) => ({ ...one, ...changes })) };
    faults.set({ method: "GET", path: /\/machineactions$/i, body });
    services.sandboxDefender.setSpeed(100);
    for (const card of cards) await flows.settle(card, "Succeeded");
  },
);

describe("after a lost answer our own action is found by its ID, and nothing is sent twice,", () => {
  async function lost(words: string, changes: object): Promise<void> {
    const card = await flows.ask(`isolate ${flows.workstation().id} ${words}`);
    services.sandboxDefender.setSpeed(0.001);
    services.sandboxDefender.faults.next(1, { method: "POST", status: 500, answer: "after" });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Executing", 10);
    Object.assign(ourAction(words), changes);
    services.sandboxDefender.setSpeed(100);
    await flows.settle(card, "Succeeded");
    expect(flows.sent(words)).toBe(1);
  }

  test("though Defender names who asked by another name", () =>
    lost("by-display-name", { requestor: "Carla Weiss" }));

  test("though Defender's clock is an hour behind ours", () =>
    lost("clock-behind", {
      creationDateTimeUtc: new Date(services.clock.now() - 3_600_000).toISOString(),
    }));
});
