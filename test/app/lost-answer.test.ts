import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, type Office } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** The call was made, its answer got lost, and for a minute nobody could look whether the action was started. */

let services: Services;
let office: Office;
let desk: Desk;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  office = openOffice(services, { ...DEFAULT_POLICY, limits: {} });
  desk = openDesk(services, office);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  await office.say("erin", desk.soc, "enable");
});

afterEach(() => services.sandboxDefender.faults.clear());

afterAll(() => services?.close());

test.each(["carla", "david"] as const)(
  "%s resumes it: Carla's call is found, and none is made",
  async (who) => {
    const card = await desk.ask(`isolate ${desk.workstation().id} resumed-by-${who}`);
    const { faults } = services.sandboxDefender;
    faults.next(1, { method: "POST", status: 500, answer: "after" });
    faults.set({ path: /\/machineactions$/i, status: 503 });
    await office.click("carla", card, "Approve");
    await desk.settle(card, "Interrupted", 10_000);
    faults.clear();
    services.advance(Date.now() - services.clock.now());
    await office.click(who, card, "Resume");
    await desk.settle(card, "Succeeded");
    expect(desk.sent(`resumed-by-${who}`)).toBe(1);
  },
);
