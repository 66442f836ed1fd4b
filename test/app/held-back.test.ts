import { afterAll, beforeAll, expect, test } from "vitest";
import { MessengerError } from "../../src/core/errors.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, textOf, type Office } from "../support/office.ts";
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

test("a card follows as soon as the limits let it, however often they have held it back", async () => {
  const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} beaconing`);
  const { messenger } = office.deps;
  const working = { ...messenger };
  const facts = { status: null, effect: "none", gone: false, retryAfterMs: PAUSE_MS } as const;
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
