import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../support/harness.ts";
import { chatOf, inPlace, MINUTE_MS, startRefusing, type Refusing } from "../support/refusing.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";
import { MessengerError } from "../../src/messaging/messenger.ts";
import { verbatim } from "../../src/texts/text.ts";

/** What the bot says of whom it has told: only what is so, and what to do when it is not. */

let at: Refusing;

beforeAll(async () => {
  at = await startRefusing();
});

afterAll(() => at?.services.close());

beforeEach(() => at.calm());

describe("that nobody who could approve was told", () => {
  const LINE = "Nobody who could approve this has been told";

  test("is said once it has turned out so, and no longer when a card has got through", async () => {
    const approvals = at.fresh("channel");
    await at.harness.say("erin", approvals, "enable");
    await at.harness.say("erin", approvals, "subscribe approvals");
    const others = (await at.services.store.read((tx) => tx.subscriptions.ofKind("approvals"))).map(
      ({ conversationId }) => conversationId,
    );
    at.teams.set(({ to }) => others.includes(to.id), "closed");
    const [card] = await at.harness.say(
      "ana",
      chatOf("ana"),
      `isolate ${at.flows.workstation().computerDnsName} x`,
    );
    expect(textOf(card!.content)).not.toContain(LINE);
    await at.pass(MINUTE_MS, 5_000);
    expect(textOf(card!.content)).toContain(LINE);
    const [second] = await at.harness.say(
      "ana",
      chatOf("ana"),
      `isolate ${at.flows.workstation().computerDnsName} y`,
    );
    expect(textOf(second!.content)).toContain(LINE);
    at.teams.clear();
    await at.pass(MINUTE_MS, 5_000);
    expect(textOf(card!.content)).not.toContain(LINE);
    expect(textOf(second!.content)).not.toContain(LINE);
  });
});

describe("that the answer is in the 1:1 chat", () => {
  const ask = (place: ConversationRef) => at.harness.say("carla", place, "devices");

  test("is said only when it stands there; else what happened and what to do", async () => {
    const place = at.fresh("groupChat");
    const command = "alerts";
    const said = async () => textOf((await at.harness.say("carla", place, command)).at(-1)!.content);
    expect(await said()).toContain("so I answered in our 1:1 chat");
    at.teams.set(inPlace(chatOf("carla")), "closed");
    const refused = await said();
    expect(refused).not.toContain("I answered");
    expect(refused).toContain("could not reach you in our 1:1 chat");
    expect(refused).toContain("add or unblock me");
    at.teams.set(inPlace(chatOf("carla")), "passing");
    await at.happens("added", chatOf("carla"));
    expect(await said()).toContain("follows in our 1:1 chat");
    at.teams.clear();
    await ask(chatOf("carla"));
  });

  test("nor is it said of a request whose card is not there", async () => {
    const place = at.fresh("groupChat");
    at.teams.set(inPlace(chatOf("carla")), "closed");
    const said = await at.harness.say("carla", place, `isolate ${at.flows.workstation().computerDnsName} x`);
    expect(textOf(said.at(-1)!.content)).toContain("could not reach you in our 1:1 chat");
    at.teams.clear();
    await at.happens("added", chatOf("carla"));
  });

  test("and where no chat can be opened, nothing is done", async () => {
    const { messenger } = at.harness.deps;
    const personal = messenger.personal.bind(messenger);

    const facts = { status: 403, effect: "none", obstacle: "closed", retryAfterMs: null } as const;
    Object.assign(messenger, { personal: () => Promise.reject(new MessengerError(verbatim("no"), facts)) });
    const said = await at.harness.say("ben", at.fresh("groupChat"), "alerts");
    expect(textOf(said.at(-1)!.content)).toContain("can't open a 1:1 chat with you, so nothing was done");
    Object.assign(messenger, { personal });
  });
});
