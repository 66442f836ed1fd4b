import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Fault } from "../../src/shared/errors.ts";
import type { Store } from "../../src/shared/store.ts";
import type { Tx } from "../../src/bot/rows.ts";
import { conversation, openOffice, textOf, type Office } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** The database goes away between what the bot does and what it writes down. */

let services: Services;
let office: Office;
/** While it holds, the database is away. */
let away: () => boolean = () => false;
const soc = conversation("19:soc@thread.tacv2", "channel");
const chat = conversation("1:1-carla", "personal");

beforeAll(async () => {
  services = await startServices();
  const gone = () => Promise.reject(new Fault("store", "the database could not be reached"));
  const store: Store<Tx> = {
    transaction: (work) => (away() ? gone() : services.store.transaction(work)),
    read: (work) => (away() ? gone() : services.store.read(work)),
  };
  office = openOffice({ ...services, store: { ...services.store, ...store } });
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await office.say("erin", soc, "enable");
});

beforeEach(() => {
  away = () => false;
});

afterAll(() => services?.close());

function device(): string {
  const found = services.sandboxDefender.devices.find(
    (one) => one.rbacGroupName === "Workstations" && one.healthStatus === "Active",
  );
  return found?.computerDnsName ?? "";
}

test("a card that was posted is not posted again when the database is back, and its buttons work", async () => {
  const before = office.shown.length;
  away = () => office.shown.length > before;
  await office.say("ana", soc, `isolate ${device()} beaconing`).catch(() => undefined);
  const [card, sentence] = office.shown.slice(before);
  expect(textOf(card!.content)).toContain('"state":"Requested"');
  expect(textOf(sentence!.content)).toContain("can't reach my database");
  away = () => false;
  // Where the card stands is not written down yet.
  expect(await office.click("carla", card!, "Refresh")).toMatchObject({ kind: "card" });
  services.advance(11_000);
  await office.tick();
  await office.tick();
  expect(office.shown.slice(before).filter((one) => textOf(one.content).includes("Requested"))).toHaveLength(
    1,
  );
  expect(await office.click("carla", card!, "Refresh")).toMatchObject({ kind: "card" });
});

test("an answer that was given stays one, though its end could not be written down", async () => {
  const before = office.shown.length;
  away = () => office.shown.length > before;
  const said = await office.say("carla", chat, "whoami");
  expect(said.map((one) => textOf(one.content))).toEqual([expect.stringContaining("carla.weiss@")]);
});
