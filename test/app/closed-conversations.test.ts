import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PersonKey } from "../../sandbox/people.ts";
import { obstruct } from "../support/obstacles.ts";
import { conversation, openHarness, textOf } from "../support/harness.ts";
import { chatOf, inPlace, MINUTE_MS, startRefusing, type Refusing } from "../support/refusing.ts";
import { senderOf, startServices } from "../support/services.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";

/** Conversations that refuse what the bot posts: a refusal may pass, and nothing that was promised ends by it. */

let at: Refusing;

beforeAll(async () => {
  at = await startRefusing();
});

afterAll(() => at?.services.close());

beforeEach(() => at.calm());

const line = async (key: PersonKey, place: ConversationRef): Promise<string> =>
  textOf((await at.harness.say(key, place, "subscriptions")).at(-1)!.content);

describe("a conversation that refuses messages", () => {
  test("keeps what was subscribed, is tried again for hours, ever more rarely, and gets what waited", async () => {
    const place = await at.channel("Persistence");
    at.teams.set(inPlace(place), "closed");
    at.teams.forget();
    const { id } = at.raise("While archived", "Persistence");
    await at.pass(3 * 60 * MINUTE_MS, 2 * MINUTE_MS);
    const tries = at.teams.at(place).length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(40);
    const kept = await at.services.store.read(async (tx) => ({
      row: await tx.conversations.get(place.id),
      subscribed: await tx.subscriptions.list(place.id),
    }));
    expect(kept.row?.enabled).toBe(true);
    expect(kept.subscribed).toHaveLength(1);
    at.teams.clear();
    await at.pass(60 * MINUTE_MS, 5 * MINUTE_MS);
    expect(at.shownIn(place, id)).toHaveLength(1);
    expect(await line("erin", place)).not.toContain("paused");
  });

  test("is told of after fifteen minutes, to the approvals conversations and an Admin, once; and when it is over", async () => {
    const [place, approvals] = [await at.channel("Exfiltration"), at.fresh("groupChat")];
    await at.harness.say("erin", approvals, "subscribe approvals");
    at.teams.set(inPlace(place), "closed");
    at.raise("Nobody sees it", "Exfiltration");
    await at.pass(14 * MINUTE_MS);
    expect(at.shownIn(approvals, "has refused my messages")).toHaveLength(0);
    await at.pass(20 * MINUTE_MS);
    for (const told of [approvals, chatOf("erin")]) {
      expect(at.shownIn(told, place.id)).toHaveLength(1);
      expect(textOf(at.shownIn(told, place.id)[0]!.content)).toContain("alerts (category Exfiltration)");
    }
    expect(at.shownIn(chatOf("ana"), place.id)).toHaveLength(0);
    at.teams.clear();
    await at.pass(20 * MINUTE_MS);
    for (const told of [approvals, chatOf("erin")]) {
      expect(at.shownIn(told, `again in the channel ${place.id}`)).toHaveLength(1);
    }
  });

  test("is shown as paused by subscriptions: there, and to an Admin in the 1:1 chat", async () => {
    const place = await at.channel("Discovery");
    at.teams.set(({ to, how }) => to.id === place.id && how === "post" && to.thread === null, "closed");
    at.raise("Refused", "Discovery");
    await at.pass(MINUTE_MS);
    expect(await line("erin", chatOf("erin"))).toContain(place.id);
    expect(await line("ana", chatOf("ana"))).not.toContain(place.id);
    expect(await line("erin", { ...place, thread: "root" })).toContain("paused since");
    at.teams.clear();
    await at.pass(MINUTE_MS);
    expect(await line("erin", place)).not.toContain("paused");
    expect(await line("erin", chatOf("erin"))).not.toContain(place.id);
  });

  test.each<[string, (place: ConversationRef) => Promise<unknown>]>([
    ["a word from there", (place) => at.harness.say("ana", place, "help")],
    ["the bot's being added again", (place) => at.happens("added", place)],
    ["an unarchived team", () => at.happens("back", at.fresh("channel"))],
  ])("is tried again at once after %s", async (_, wakes) => {
    const place = await at.channel("Malware");
    at.teams.set(inPlace(place), "closed");
    const { id } = at.raise("Waits for a sign of life", "Malware");
    await at.pass(8 * 60 * MINUTE_MS, 10 * MINUTE_MS);
    at.teams.clear();
    await wakes(place);
    await at.harness.tick();
    await at.harness.tick();
    expect(at.shownIn(place, id)).toHaveLength(1);
  });

  test("loses no approval card, no answer and no last edit", async () => {
    const approvals = at.fresh("channel");
    await at.harness.say("erin", approvals, "enable");
    await at.harness.say("erin", approvals, "subscribe approvals");
    const first = await at.flows.ask(`isolate ${at.flows.workstation().computerDnsName} first`);
    await at.pass(2_000);
    at.teams.set(inPlace(approvals), "closed");
    const second = await at.flows.ask(`isolate ${at.flows.workstation().computerDnsName} second`);
    await at.harness.say("ana", approvals, "whoami");
    await at.harness.click("carla", first, "Deny", { reason: "no" });
    await at.pass(10 * MINUTE_MS);
    at.teams.clear();
    await at.pass(10 * MINUTE_MS);
    expect(at.shownIn(approvals, (await at.flows.request(second)).id)).toHaveLength(1);
    expect(at.shownIn(approvals, "You are ana")).not.toHaveLength(0);
    expect(textOf(at.shownIn(approvals, (await at.flows.request(first)).id)[0]!.content)).toContain(
      '"state":"Denied"',
    );
  });

  test("that the bot was removed from ends for good, with a record of each thing that ended, and is told of", async () => {
    const [place, other, approvals] = [
      await at.channel("Impact"),
      await at.channel("Execution"),
      at.fresh("channel"),
    ];
    await at.harness.say("erin", approvals, "subscribe approvals");
    const team = `19:team-${place.id}`;
    // That the other channel is in the same team is known from what was said there.
    const said = { kind: "message", sender: senderOf("ana"), at: 1, text: "help", codeBlocks: [] } as const;
    for (const conversation of [place, other]) {
      await at.harness.deliver({ ...said, activityId: `team-${conversation.id}`, conversation, team });
    }
    await at.harness.say("erin", place, "hunt save odd-logons DeviceLogonEvents | take 7");
    await at.happens("removed", place, { team });
    const [hunt] = (await at.services.store.read((tx) => tx.audit.list(null, 20))).filter(
      ({ args }) => args["name"] === "odd-logons" && args["kql"] === "DeviceLogonEvents | take 7",
    );
    expect(hunt).toMatchObject({ event: "changed", command: "hunt forget", detail: "the bot was removed" });
    await at.pass(2_000);
    expect(at.shownIn(approvals, "saved hunts are gone: odd-logons")).toHaveLength(1);
    for (const { id } of [place, other]) {
      const records = await at.services.store.read((tx) => tx.audit.list(null, 20));
      const mine = records.filter(({ args }) => args["conversation"] === id);
      expect(mine.map(({ event }) => event)).toEqual(expect.arrayContaining(["unsubscribed", "disabled"]));
      expect(await at.services.store.read((tx) => tx.conversations.get(id))).toBeNull();
      await at.pass(2_000);
      expect(at.shownIn(approvals, `I was removed from the channel ${id}`)).toHaveLength(1);
    }
  });
});

describe("a conversation that the bot was removed from and added to again", () => {
  test("is shown nothing of what it had subscribed to: neither what waited there nor what changes on a card", async () => {
    const place = await at.channel("Collection");
    const shown = at.raise("On a card", "Collection");
    await at.pass(44_000, 11_000);
    const [card] = at.shownIn(place, shown.id);
    at.teams.set(inPlace(place), "closed");
    const late = at.raise("On none yet", "Collection");
    await at.pass(44_000, 11_000);
    await at.happens("removed", place);
    at.teams.clear();
    await at.happens("added", place);
    const changed = { status: "InProgress", assignedTo: "x@contoso.example" } as const;
    for (const { id } of [shown, late]) at.services.sandboxDefender.changeAlert(id, changed);
    await at.pass(66_000, 11_000);
    expect(at.shownIn(place, late.id)).toEqual([]);
    expect(textOf(card!.content)).not.toContain("x@contoso.example");
  });

  test("gets no card of a request that could not be posted there before", async () => {
    const approvals = at.fresh("channel");
    await at.harness.say("erin", approvals, "enable");
    await at.harness.say("erin", approvals, "subscribe approvals");
    at.teams.set(inPlace(approvals), "closed");
    const card = await at.flows.ask(`isolate ${at.flows.workstation().computerDnsName} first`);
    await at.pass(2_000);
    await at.happens("removed", approvals);
    at.teams.clear();
    await at.happens("added", approvals);
    await at.harness.click("carla", card, "Deny", { reason: "no" });
    await at.pass(4_000);
    expect(at.shownIn(approvals, (await at.flows.request(card)).id)).toEqual([]);
  });
});

test("a request's card that waits for approvals that nobody hears of there any more is not posted", async () => {
  const approvals = at.fresh("channel");
  for (const words of ["enable", "subscribe approvals"]) await at.harness.say("erin", approvals, words);
  at.teams.set(({ to, shown }) => to.id === approvals.id && shown.includes('"card":"request"'), "throttled");
  const card = (
    await at.harness.say("ana", chatOf("ana"), `isolate ${at.flows.workstation().id} beaconing`)
  )[0]!;
  await at.pass(2_000);
  const [subscribed] = await at.services.store.read((tx) => tx.subscriptions.list(approvals.id));
  await at.harness.say("erin", approvals, `unsubscribe ${subscribed!.id}`);
  at.teams.clear();
  await at.pass(MINUTE_MS);
  const { id } = await at.flows.request(card);
  expect(at.shownIn(approvals, id)).toEqual([]);
});

test("what waits for a subscription that ends is not posted; what another one is about still is", async () => {
  const place = await at.channel("Persistence");
  await at.harness.say("erin", place, "subscribe category:Execution");
  const [first] = await at.services.store.read((tx) => tx.subscriptions.list(place.id));
  const raised = (["Persistence", "Execution"] as const).map((category) => at.raise(category, category));
  at.teams.set(({ to, shown }) => to.id === place.id && shown.includes('"card":"posted"'), "throttled");
  await at.pass(22_000, 11_000);
  const said = await at.harness.say("erin", place, `unsubscribe ${first!.id}`);
  expect(textOf(said.at(-1)!.content)).toContain("not posted here any more");
  at.teams.clear();
  await at.pass(44_000, 11_000);
  expect(raised.map(({ id }) => at.shownIn(place, id).length)).toEqual([0, 1]);
});

test("who asked where the bot was removed since hears the end in their 1:1 chat", async () => {
  const [asked, approvals] = [at.fresh("channel"), at.fresh("channel")];
  await at.harness.say("erin", approvals, "subscribe approvals");
  await at.harness.say("erin", asked, "enable");
  const said = await at.harness.say(
    "ana",
    asked,
    `isolate ${at.flows.workstation().computerDnsName} beaconing`,
  );
  const id =
    /"id":"([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(said.map(({ content }) => textOf(content)).join())?.[1] ?? "";
  await at.pass(2_000);
  await at.happens("removed", asked);
  await at.harness.click("carla", at.shownIn(approvals, id)[0]!, "Approve");
  await at.pass(2 * MINUTE_MS);
  expect(at.shownIn(chatOf("ana"), `${id} succeeded`)).toHaveLength(1);
  expect(at.shownIn(chatOf("carla"), id)).toHaveLength(0);
});

test("where nobody could be told that a conversation refuses messages, the first Admin who turns up is", async () => {
  const services = await startServices({ oneClock: true });
  try {
    const harness = openHarness(services);
    const teams = obstruct(harness);
    const place = conversation("19:lonely@thread.tacv2", "channel");
    await services.signIn("erin");
    for (const words of ["enable", "subscribe"]) await harness.say("erin", place, words);
    teams.set(inPlace(place), "closed");
    await harness.say("ana", place, "help");
    const pass = async (minutes: number): Promise<void> => {
      for (let minute = 0; minute < minutes; minute += 1) {
        services.advance(MINUTE_MS);
        await harness.tick();
        await harness.tick();
      }
    };
    await pass(18);
    await harness.say("erin", chatOf("erin"), "help");
    await pass(3);
    const told = harness.shown.filter(({ content }) => textOf(content).includes("has refused my messages"));
    expect(told.map(({ at: { conversation: there } }) => there.id)).toEqual([chatOf("erin").id]);
  } finally {
    await services.close();
  }
});
