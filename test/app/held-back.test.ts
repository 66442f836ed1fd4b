import { afterAll, beforeAll, expect, test } from "vitest";
import { MessengerError } from "../../src/core/errors.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, textOf, type Office, type Shown } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** Many cards in one conversation: Teams' limits hold some of them back, and that must not cost them their turn. */

const PAUSE_MS = 500;

let services: Services;
let office: Office;
let desk: Desk;

beforeAll(async () => {
  services = await startServices();
  office = openOffice(services);
  desk = openDesk(services, office);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await office.say("erin", desk.soc, "enable");
});

afterAll(() => services?.close());

test("as many cards are made as the conversation takes now, and the others later", async () => {
  const cards: Shown[] = [];
  for (let count = 0; count < 3; count += 1) {
    cards.push(await desk.ask(`isolate ${desk.workstation().computerDnsName} beaconing`));
  }
  const { messenger } = office.deps;
  const working = { ...messenger };
  Object.assign(messenger, { room: () => 0 });
  for (const card of cards) await office.click("carla", card, "Approve");
  await office.tick();
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
  await office.tick();
  expect([changed(), left]).toEqual([2, 0]);
  Object.assign(messenger, working);
  await office.tick();
  expect(changed()).toBe(3);
});

test("a card follows as soon as the limits let it, however often they have held it back", async () => {
  const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} beaconing`);
  const { messenger } = office.deps;
  const working = { ...messenger };
  const facts = { status: null, effect: "none", obstacle: "throttled", retryAfterMs: PAUSE_MS } as const;
  const held = () => Promise.reject(new MessengerError("Too many messages at once.", facts));
  Object.assign(messenger, { edit: held });
  await office.click("carla", card, "Approve");
  for (let times = 0; times < 8; times += 1) {
    await office.tick();
    services.advance(PAUSE_MS);
  }
  expect(textOf(card.content)).toContain('"state":"Requested"');
  Object.assign(messenger, working);
  await office.tick();
  expect(textOf(card.content)).not.toContain('"state":"Requested"');
});
