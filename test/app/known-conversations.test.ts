import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LifecycleTurn, MessageTurn } from "../../src/messaging/turn.ts";
import { conversation, openHarness, type Harness } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";
import { NOBODY } from "../../src/shared/people.ts";

/** Where the bot is: what it knows of conversations, in the store, for those who speak later. */

let services: Services;
let harness: Harness;
let counter = 0;
let soc = conversation("", "channel");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
});

beforeEach(() => {
  soc = conversation(`19:soc-${(counter += 1)}@thread.tacv2`, "channel");
});

afterAll(() => services?.close());

const place = () => services.store.read((tx) => tx.conversations.get(soc.id));

const base = () => ({
  activityId: `happens-${(counter += 1)}`,
  sender: senderOf("ana"),
  conversation: soc,
  at: services.clock.now(),
});
const event = (kind: LifecycleTurn["kind"]): LifecycleTurn => ({ ...base(), kind });
const said = (): MessageTurn => ({ ...base(), kind: "message", text: "help", codeBlocks: [] });

async function happens(kind: LifecycleTurn["kind"]): Promise<void> {
  await harness.deliver(event(kind));
}

/** As if another instance had been told. */
const removedElsewhere = () => services.store.transaction((tx) => tx.conversations.remove(soc.id));

test("a conversation is known from its first message on", async () => {
  await harness.say("ana", soc, "help");
  expect(await place()).toMatchObject({ id: soc.id, serviceUrl: soc.serviceUrl, enabled: false });
});

test("what has changed is written down at once", async () => {
  await harness.say("ana", soc, "help");
  soc = { ...soc, serviceUrl: "http://127.0.0.1:10/" };
  await harness.say("ana", soc, "help");
  expect(await place()).toMatchObject({ serviceUrl: "http://127.0.0.1:10/" });
});

test("a conversation that the bot was removed from is unknown, and known again once somebody speaks there", async () => {
  await harness.say("ana", soc, "help");
  await happens("removed");
  expect(await place()).toBeNull();
  await harness.say("ana", soc, "help");
  expect(await place()).not.toBeNull();
});

test("removed and added again by way of another instance, it is known when it is added, or a minute later", async () => {
  await harness.say("ana", soc, "help");
  await removedElsewhere();
  await happens("installed");
  expect(await place()).not.toBeNull();
  await removedElsewhere();
  services.advance(60_000);
  await harness.say("ana", soc, "help");
  expect(await place()).not.toBeNull();
});

test("what could not be written is written by the next message", async () => {
  const broken = openHarness({
    ...services,
    store: { ...services.store, transaction: () => Promise.reject(new TypeError("disk full")) },
  });
  await broken.say("ana", soc, "help").catch(() => undefined);
  expect(await place()).toBeNull();
  await harness.say("ana", soc, "help");
  expect(await place()).not.toBeNull();
});

describe("after a removal", () => {
  test.each(["other", "back"] as const)(
    "an event that comes late (%s) does not bring it back",
    async (kind) => {
      await harness.say("ana", soc, "help");
      await happens("removed");
      await happens(kind);
      expect(await place()).toBeNull();
    },
  );

  test("nor does what was delivered before and is delivered again", async () => {
    const turn = { ...said(), activityId: `again-${(counter += 1)}` };
    await harness.deliver(turn);
    await happens("removed");
    await harness.deliver(turn);
    expect(await place()).toBeNull();
  });

  test("nor does a removal that is delivered again undo that it was added anew", async () => {
    await harness.say("ana", soc, "help");
    const removal = event("removed");
    await harness.deliver(removal);
    await happens("added");
    await harness.deliver(removal);
    expect(await place()).not.toBeNull();
  });

  test.each(["installed", "added"] as const)("the bot's being %s again does", async (kind) => {
    await harness.say("ana", soc, "help");
    await happens("removed");
    await happens(kind);
    expect(await place()).toMatchObject({ enabled: false });
  });
});

test("whose 1:1 chat it is stays known when an event does not name a person", async () => {
  soc = conversation(`a:chat-${(counter += 1)}`, "personal");
  await harness.say("ana", soc, "help");
  const nobody = { oid: NOBODY, tid: senderOf("ana").tid, teamsId: "", name: "" };
  for (const kind of ["other", "installed"] as const)
    await harness.deliver({ ...event(kind), sender: nobody });
  expect(await place()).toMatchObject({ kind: "personal", personOid: senderOf("ana").oid });
});
