import { afterAll, beforeAll, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";
import { MessengerError } from "../../src/messaging/messenger.ts";
import { verbatim } from "../../src/texts/text.ts";

/** Many cards in one conversation: Teams' limits hold some of them back, and that must not cost them their turn. */

const PAUSE_MS = 500;

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services, { ...USUAL_POLICY, limits: {} });
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});

afterAll(() => services?.close());

test("as many cards are made as the conversation takes now, and the others later", async () => {
  const cards: Shown[] = [];
  for (let count = 0; count < 3; count += 1) {
    cards.push(await flows.ask(`isolate ${flows.workstation().computerDnsName} beaconing`));
  }
  const { messenger } = harness.deps;
  const working = { ...messenger };
  Object.assign(messenger, { room: () => 0 });
  for (const card of cards) await harness.click("carla", card, "Approve");
  await harness.tick();
  const changed = () => cards.filter((card) => card.edits > 0).length;
  expect(changed()).toBe(0);
  let left = 2;
  Object.assign(messenger, {
    room: () => left,
    edit: async (...edit: Parameters<typeof working.edit>) => {
      left -= 1;
      await working.edit(...edit);
    },
  });
  await harness.tick();
  expect([changed(), left]).toEqual([2, 0]);
  Object.assign(messenger, working);
  await harness.tick();
  expect(changed()).toBe(3);
});

test("a card follows as soon as the limits let it, however often they have held it back", async () => {
  const card = await flows.ask(`isolate ${flows.workstation().computerDnsName} beaconing`);
  const { messenger } = harness.deps;
  const working = { ...messenger };
  const facts = { status: null, effect: "none", obstacle: "throttled", retryAfterMs: PAUSE_MS } as const;
  const held = () => Promise.reject(new MessengerError(verbatim("Too many messages at once."), facts));
  Object.assign(messenger, { edit: held });
  await harness.click("carla", card, "Approve");
  for (let times = 0; times < 8; times += 1) {
    await harness.tick();
    services.advance(PAUSE_MS);
  }
  expect(textOf(card.content)).toContain('"state":"Requested"');
  Object.assign(messenger, working);
  await harness.tick();
  expect(textOf(card.content)).not.toContain('"state":"Requested"');
});

test("cards of different people take turns: many of one person's do not hold up another's", async () => {
  const { messenger } = harness.deps;
  const working = { ...messenger };
  Object.assign(messenger, { room: () => 0 });
  const names = Array.from({ length: 9 }, () => flows.workstation().computerDnsName);
  const before = harness.shown.length;
  for (const name of names) await harness.say("ana", flows.soc, `isolate ${name} flood`);
  await harness.say("carla", flows.soc, `isolate ${flows.workstation().computerDnsName} real`);
  expect(harness.shown.slice(before)).toHaveLength(0);
  let left = 2;
  Object.assign(messenger, {
    room: () => left,
    post: (...post: Parameters<typeof working.post>) => {
      left -= 1;
      return working.post(...post);
    },
  });
  await harness.tick();
  const shown = harness.shown.slice(before).map(({ content }) => textOf(content));
  expect(shown.filter((one) => one.includes("flood"))).toHaveLength(1);
  expect(shown.filter((one) => one.includes("real"))).toHaveLength(1);
  Object.assign(messenger, working);
});

test("who has many due leaves the room that the bot keeps for others", async () => {
  const { messenger } = harness.deps;
  // What one person has asked for is at its end.
  services.advance(2 * 3_600_000);
  await harness.tick();
  const working = { ...messenger };
  Object.assign(messenger, { room: () => 0 });
  for (let count = 0; count < 12; count += 1) {
    await harness.say("ana", flows.soc, `scan ${flows.workstation().computerDnsName} many`);
  }
  const before = harness.shown.length;
  Object.assign(messenger, { room: (_: string | null, whose: string) => (whose === "asked" ? 5 : 0) });
  await harness.tick();
  expect(harness.shown.slice(before)).toHaveLength(0);
  await harness.say("carla", flows.soc, `isolate ${flows.workstation().computerDnsName} real`);
  expect(textOf(harness.shown.at(-1)!.content)).toContain("real");
  Object.assign(messenger, working);
});
