import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Fault } from "../../src/shared/errors.ts";
import type { Store } from "../../src/shared/store.ts";
import type { Tx } from "../../src/bot/rows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The database goes away between what the bot does and what it writes down. */

let services: Services;
let harness: Harness;
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
  harness = openHarness({ ...services, store: { ...services.store, ...store } });
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", soc, "enable");
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
  const before = harness.shown.length;
  away = () => harness.shown.length > before;
  await harness.say("ana", soc, `isolate ${device()} beaconing`).catch(() => undefined);
  const [card, sentence] = harness.shown.slice(before);
  expect(textOf(card!.content)).toContain('"state":"Requested"');
  expect(textOf(sentence!.content)).toContain("can't reach my database");
  away = () => false;
  // Where the card stands is not written down yet.
  expect(await harness.click("carla", card!, "Refresh")).toMatchObject({ kind: "card" });
  services.advance(11_000);
  await harness.tick();
  await harness.tick();
  expect(harness.shown.slice(before).filter((one) => textOf(one.content).includes("Requested"))).toHaveLength(
    1,
  );
  expect(await harness.click("carla", card!, "Refresh")).toMatchObject({ kind: "card" });
});

test("an answer that was given stays one, though its end could not be written down", async () => {
  const before = harness.shown.length;
  away = () => harness.shown.length > before;
  const said = await harness.say("carla", chat, "whoami");
  expect(said.map((one) => textOf(one.content))).toEqual([expect.stringContaining("carla.weiss@")]);
});
