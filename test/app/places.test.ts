import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Turn } from "../../src/core/turn.ts";
import { conversation, openOffice, type Office } from "../support/office.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** Where the bot is: what it knows of conversations, in the store, for those who speak later. */

let services: Services;
let office: Office;
let counter = 0;
let soc = conversation("", "channel");

beforeAll(async () => {
  services = await startServices();
  office = openOffice(services);
});

beforeEach(() => {
  soc = conversation(`19:soc-${(counter += 1)}@thread.tacv2`, "channel");
});

afterAll(() => services?.close());

const place = () => services.store.read((tx) => tx.conversations.get(soc.id));

async function happens(kind: "installed" | "removed" | "other"): Promise<void> {
  const turn: Turn = {
    kind,
    activityId: `happens-${(counter += 1)}`,
    sender: senderOf("ana"),
    conversation: soc,
    at: services.clock.now(),
  };
  await office.deliver(turn);
}

/** As if another instance had been told. */
const removedElsewhere = () => services.store.transaction((tx) => tx.conversations.remove(soc.id));

test("a conversation is known from its first message on", async () => {
  await office.say("ana", soc, "help");
  expect(await place()).toMatchObject({ id: soc.id, serviceUrl: soc.serviceUrl, enabled: false });
});

test("what has changed is written down at once", async () => {
  await office.say("ana", soc, "help");
  soc = { ...soc, serviceUrl: "http://127.0.0.1:10/" };
  await office.say("ana", soc, "help");
  expect(await place()).toMatchObject({ serviceUrl: "http://127.0.0.1:10/" });
});

test("a conversation that the bot was removed from is unknown, and known again once somebody speaks there", async () => {
  await office.say("ana", soc, "help");
  await happens("removed");
  expect(await place()).toBeNull();
  await office.say("ana", soc, "help");
  expect(await place()).not.toBeNull();
});

test("removed and added again by way of another instance, it is known when it is added, or a minute later", async () => {
  await office.say("ana", soc, "help");
  await removedElsewhere();
  await happens("installed");
  expect(await place()).not.toBeNull();
  await removedElsewhere();
  services.advance(60_000);
  await office.say("ana", soc, "help");
  expect(await place()).not.toBeNull();
});

test("what could not be written is written by the next message", async () => {
  const broken = openOffice({
    ...services,
    store: { ...services.store, transaction: () => Promise.reject(new TypeError("disk full")) },
  });
  await broken.say("ana", soc, "help").catch(() => undefined);
  expect(await place()).toBeNull();
  await office.say("ana", soc, "help");
  expect(await place()).not.toBeNull();
});
