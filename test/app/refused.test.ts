import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MessengerError } from "../../src/core/errors.ts";
import type { ConversationKind, ConversationRef } from "../../src/core/model.ts";
import type { LifecycleTurn } from "../../src/core/turn.ts";
import type { PersonKey } from "../../src/sandbox/people.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { obstruct, type Attempt, type Obstacles } from "../support/obstacles.ts";
import { conversation, openOffice, textOf, type Office, type Shown } from "../support/office.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** What becomes of messages that Teams does not take: a refusal may pass, and nothing that was promised ends by it. */

const MINUTE_MS = 60_000;

let services: Services;
let office: Office;
let desk: Desk;
let teams: Obstacles;
let places = 0;

const fresh = (kind: ConversationKind): ConversationRef =>
  conversation(`19:place-${(places += 1)}@thread.${kind === "channel" ? "tacv2" : "v2"}`, kind);
const chatOf = (key: PersonKey): ConversationRef => conversation(`1:1-${senderOf(key).oid}`, "personal");
const inPlace =
  (place: { readonly id: string }) =>
  ({ to }: Attempt): boolean =>
    to.id === place.id;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  office = openOffice(services);
  desk = openDesk(services, office);
  teams = obstruct(office);
  for (const key of ["ana", "carla", "david", "erin"] as const) {
    await services.signIn(key);
    await office.say(key, chatOf(key), "help");
  }
  await services.signIn("ben");
  await office.say("erin", desk.soc, "enable");
});

afterAll(() => services?.close());

beforeEach(() => {
  teams.clear();
  teams.forget();
  services.advance(2 * MINUTE_MS);
});

/** Lets so much time pass, in steps, and everything happen that is due meanwhile. */
async function pass(ms: number, stepMs = Math.min(ms, 30_000)): Promise<void> {
  for (let gone = 0; gone < ms; gone += stepMs) {
    services.advance(stepMs);
    await office.tick();
    await office.tick();
  }
}

function shownIn(place: { readonly id: string }, words: string): readonly Shown[] {
  return office.shown.filter(
    (one) => one.at.conversation.id === place.id && textOf(one.content).includes(words),
  );
}

function raise(title: string, category: string) {
  return services.sandboxDefender.raiseAlert({
    title,
    category,
    severity: "High",
    detectionSource: "WindowsDefenderAtp",
  });
}

async function happens(
  kind: LifecycleTurn["kind"],
  place: ConversationRef,
  more: Partial<LifecycleTurn> = {},
): Promise<void> {
  const activityId = `event-${(places += 1)}`;
  await office.deliver({
    kind,
    activityId,
    sender: senderOf("erin"),
    conversation: place,
    at: services.clock.now(),
    ...more,
  });
}

/** A channel with an alerts subscription of its own, that is enabled and in an approvals conversation. */
async function channel(category: string): Promise<ConversationRef> {
  const place = fresh("channel");
  await office.say("erin", place, "enable");
  await office.say("erin", place, `subscribe category:${category}`);
  return place;
}

const line = async (key: PersonKey, place: ConversationRef): Promise<string> =>
  textOf((await office.say(key, place, "subscriptions")).at(-1)!.content);

describe("a conversation that refuses messages", () => {
  test("keeps what was subscribed, is tried again for hours, ever more rarely, and gets what waited", async () => {
    const place = await channel("Persistence");
    teams.set(inPlace(place), "closed");
    teams.forget();
    const { id } = raise("While archived", "Persistence");
    await pass(3 * 60 * MINUTE_MS, 2 * MINUTE_MS);
    const tries = teams.at(place).length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(40);
    const kept = await services.store.read(async (tx) => ({
      row: await tx.conversations.get(place.id),
      subscribed: await tx.subscriptions.list(place.id),
    }));
    expect(kept.row?.enabled).toBe(true);
    expect(kept.subscribed).toHaveLength(1);
    teams.clear();
    await pass(60 * MINUTE_MS, 5 * MINUTE_MS);
    expect(shownIn(place, id)).toHaveLength(1);
    expect(await line("erin", place)).not.toContain("paused");
  });

  test("is told of after fifteen minutes, to the approvals conversations and an Admin, once; and when it is over", async () => {
    const [place, approvals] = [await channel("Exfiltration"), fresh("groupChat")];
    await office.say("erin", approvals, "subscribe approvals");
    teams.set(inPlace(place), "closed");
    raise("Nobody sees it", "Exfiltration");
    await pass(14 * MINUTE_MS);
    expect(shownIn(approvals, "has refused my messages")).toHaveLength(0);
    await pass(20 * MINUTE_MS);
    for (const told of [approvals, chatOf("erin")]) {
      expect(shownIn(told, place.id)).toHaveLength(1);
      expect(textOf(shownIn(told, place.id)[0]!.content)).toContain("alerts (category Exfiltration)");
    }
    expect(shownIn(chatOf("ana"), place.id)).toHaveLength(0);
    teams.clear();
    await pass(20 * MINUTE_MS);
    for (const told of [approvals, chatOf("erin")]) {
      expect(shownIn(told, `again in the channel ${place.id}`)).toHaveLength(1);
    }
  });

  test("is shown as paused by subscriptions: there, and to an Admin in the 1:1 chat", async () => {
    const place = await channel("Discovery");
    teams.set(({ to, how }) => to.id === place.id && how === "post" && to.thread === null, "closed");
    raise("Refused", "Discovery");
    await pass(MINUTE_MS);
    expect(await line("erin", chatOf("erin"))).toContain(place.id);
    expect(await line("ana", chatOf("ana"))).not.toContain(place.id);
    expect(await line("erin", { ...place, thread: "root" })).toContain("paused since");
    teams.clear();
    await pass(MINUTE_MS);
    expect(await line("erin", place)).not.toContain("paused");
    expect(await line("erin", chatOf("erin"))).not.toContain(place.id);
  });

  test.each<[string, (place: ConversationRef) => Promise<unknown>]>([
    ["a word from there", (place) => office.say("ana", place, "help")],
    ["the bot's being added again", (place) => happens("added", place)],
    ["an unarchived team", () => happens("back", fresh("channel"))],
  ])("is tried again at once after %s", async (_, wakes) => {
    const place = await channel("Malware");
    teams.set(inPlace(place), "closed");
    const { id } = raise("Waits for a sign of life", "Malware");
    await pass(8 * 60 * MINUTE_MS, 10 * MINUTE_MS);
    teams.clear();
    await wakes(place);
    await office.tick();
    await office.tick();
    expect(shownIn(place, id)).toHaveLength(1);
  });

  test("loses no approval card, no answer and no last edit", async () => {
    const approvals = fresh("channel");
    await office.say("erin", approvals, "enable");
    await office.say("erin", approvals, "subscribe approvals");
    const first = await desk.ask(`isolate ${desk.workstation().computerDnsName} first`);
    await pass(2_000);
    teams.set(inPlace(approvals), "closed");
    const second = await desk.ask(`isolate ${desk.workstation().computerDnsName} second`);
    await office.say("ana", approvals, "whoami");
    await office.click("carla", first, "Deny", { reason: "no" });
    await pass(10 * MINUTE_MS);
    teams.clear();
    await pass(10 * MINUTE_MS);
    expect(shownIn(approvals, (await desk.request(second)).id)).toHaveLength(1);
    expect(shownIn(approvals, "whoami")).not.toHaveLength(0);
    expect(textOf(shownIn(approvals, (await desk.request(first)).id)[0]!.content)).toContain(
      '"state":"Denied"',
    );
  });

  test("that the bot was removed from ends for good, with a record of each thing that ended, and is told of", async () => {
    const [place, other, approvals] = [await channel("Impact"), await channel("Execution"), fresh("channel")];
    await office.say("erin", approvals, "subscribe approvals");
    const team = `19:team-${place.id}`;
    // That the other channel is in the same team is known from what was said there.
    const said = { kind: "message", sender: senderOf("ana"), at: 1, text: "help", codeBlocks: [] } as const;
    for (const conversation of [place, other]) {
      await office.deliver({ ...said, activityId: `team-${conversation.id}`, conversation, team });
    }
    await happens("removed", place, { team });
    for (const { id } of [place, other]) {
      const records = await services.store.read((tx) => tx.audit.list(null, 20));
      const mine = records.filter(({ args }) => args["conversation"] === id);
      expect(mine.map(({ event }) => event)).toEqual(expect.arrayContaining(["unsubscribed", "disabled"]));
      expect(await services.store.read((tx) => tx.conversations.get(id))).toBeNull();
      await pass(2_000);
      expect(shownIn(approvals, `I was removed from the channel ${id}`)).toHaveLength(1);
    }
  });
});

const isCard = ({ content }: Shown): boolean => textOf(content).includes('"card":"request"');

describe("a card that can't be edited", () => {
  async function denied(): Promise<{ readonly card: Shown; readonly id: string; readonly before: number }> {
    const card = await desk.ask(`isolate ${desk.workstation().computerDnsName} edited`);
    await pass(2_000);
    return { card, id: (await desk.request(card)).id, before: office.shown.length };
  }

  test("because it is not there any more becomes a new message with the end state", async () => {
    const { card, id, before } = await denied();
    teams.set(({ how }) => how === "edit", "gone");
    await office.click("carla", card, "Deny", { reason: "no" });
    await pass(5_000);
    const anew = office.shown
      .slice(before)
      .filter(({ at }) => at.conversation.id === desk.soc.id)
      .filter(isCard);
    expect(anew).toHaveLength(1);
    expect(textOf(anew[0]!.content)).toContain('"state":"Denied"');
    expect(textOf(anew[0]!.content)).toContain(id);
  });

  test("though the conversation takes others becomes a new message after three tries", async () => {
    const { card, before } = await denied();
    teams.set(({ how }) => how === "edit", "closed");
    teams.forget();
    await office.click("carla", card, "Deny", { reason: "no" });
    await pass(MINUTE_MS, 5_000);
    const anew = office.shown
      .slice(before)
      .filter(({ at }) => at.conversation.id === desk.soc.id)
      .filter(isCard);
    expect(anew).toHaveLength(1);
    expect(textOf(anew[0]!.content)).toContain('"state":"Denied"');
    expect(teams.at(desk.soc).filter(({ how }) => how === "edit")).toHaveLength(3);
  });
});

test("an answer in a thread that was deleted stands in a thread of its own", async () => {
  const place = fresh("channel");
  teams.set(({ to }) => to.thread === "deleted", "gone");
  await office.say("ana", { ...place, thread: "deleted" }, "whoami");
  expect(shownIn(place, "whoami")).toHaveLength(1);
});

describe("a message that Teams refuses as it is", () => {
  const poison = ({ shown }: Attempt): boolean =>
    shown.includes("Poison") && !shown.includes("did not take all");

  test("rests alone: what comes after it is posted at once; after three tries a minimal one takes its place", async () => {
    const place = await channel("Collection");
    teams.set(poison, "refused");
    const bad = raise("Poison", "Collection");
    await pass(1_000);
    const good = raise("Ordinary", "Collection");
    services.advance(20_000);
    await office.tick();
    await office.tick();
    await office.tick();
    expect(shownIn(place, good.id)).toHaveLength(1);
    await pass(30_000, 2_000);
    const [minimal, ...more] = shownIn(place, bad.id);
    expect(more).toHaveLength(0);
    expect(textOf(minimal!.content)).toContain("Poison");
    expect(textOf(minimal!.content)).toContain(`alert ${bad.id}`);
    expect(teams.at(place).filter(poison)).toHaveLength(3);
  });

  test("offers nothing to decide by, and its Refresh gives the whole card", async () => {
    teams.set((attempt) => attempt.shown.includes('"card":"request"'), "refused");
    const before = office.shown.length;
    await office.say("ana", desk.soc, `isolate ${desk.workstation().computerDnsName} refused`);
    await pass(20_000, 2_000);
    const [minimal] = office.shown.slice(before);
    expect(textOf(minimal!.content)).toContain("Requested: Isolate");
    expect(textOf(minimal!.content)).not.toContain('"approve"');
    teams.clear();
    const answer = await office.click("carla", minimal!, "Refresh");
    expect(JSON.stringify(answer)).toContain('"approve"');
  });

  test("for the words of others in it is sent without them", async () => {
    const place = await channel("Ransomware");
    teams.set(({ shown }) => shown.includes("Poison"), "refused");
    const bad = raise("Poison", "Ransomware");
    await pass(5 * MINUTE_MS, 10_000);
    expect(textOf(shownIn(place, bad.id)[0]!.content)).toContain(`Alert ${bad.id}`);
  });
});

test("a 429 rests its conversation and costs a message nothing", async () => {
  const place = await channel("CredentialAccess");
  teams.set(inPlace(place), "throttled");
  teams.forget();
  const { id } = raise("Later", "CredentialAccess");
  await pass(30_000, 1_000);
  expect(teams.at(place).length).toBeLessThanOrEqual(7);
  teams.clear();
  await pass(6_000, 1_000);
  expect(textOf(shownIn(place, id)[0]!.content)).not.toContain("did not take all");
});

describe("that nobody who could approve was told", () => {
  const LINE = "Nobody who could approve this has been told";

  test("is said once it has turned out so, and no longer when a card has got through", async () => {
    const approvals = fresh("channel");
    await office.say("erin", approvals, "enable");
    await office.say("erin", approvals, "subscribe approvals");
    const others = (await services.store.read((tx) => tx.subscriptions.ofKind("approvals"))).map(
      ({ conversationId }) => conversationId,
    );
    teams.set(({ to }) => others.includes(to.id), "closed");
    const [card] = await office.say("ana", chatOf("ana"), `isolate ${desk.workstation().computerDnsName} x`);
    expect(textOf(card!.content)).not.toContain(LINE);
    await pass(MINUTE_MS, 5_000);
    expect(textOf(card!.content)).toContain(LINE);
    const [second] = await office.say(
      "ana",
      chatOf("ana"),
      `isolate ${desk.workstation().computerDnsName} y`,
    );
    expect(textOf(second!.content)).toContain(LINE);
    teams.clear();
    await pass(MINUTE_MS, 5_000);
    expect(textOf(card!.content)).not.toContain(LINE);
    expect(textOf(second!.content)).not.toContain(LINE);
  });
});

describe("that the answer is in the 1:1 chat", () => {
  const ask = (place: ConversationRef) => office.say("carla", place, "devices");

  test("is said only when it stands there; else what happened and what to do", async () => {
    const place = fresh("groupChat");
    const command = "alerts";
    const said = async () => textOf((await office.say("carla", place, command)).at(-1)!.content);
    expect(await said()).toContain("so I answered in our 1:1 chat");
    teams.set(inPlace(chatOf("carla")), "closed");
    const refused = await said();
    expect(refused).not.toContain("I answered");
    expect(refused).toContain("could not reach you in our 1:1 chat");
    expect(refused).toContain("add or unblock me");
    teams.set(inPlace(chatOf("carla")), "passing");
    await happens("added", chatOf("carla"));
    expect(await said()).toContain("follows in our 1:1 chat");
    teams.clear();
    await ask(chatOf("carla"));
  });

  test("nor is it said of a request whose card is not there", async () => {
    const place = fresh("groupChat");
    teams.set(inPlace(chatOf("carla")), "closed");
    const said = await office.say("carla", place, `isolate ${desk.workstation().computerDnsName} x`);
    expect(textOf(said.at(-1)!.content)).toContain("could not reach you in our 1:1 chat");
    teams.clear();
    await happens("added", chatOf("carla"));
  });

  test("and where no chat can be opened, nothing is done", async () => {
    const { messenger } = office.deps;
    const personal = messenger.personal.bind(messenger);

    const facts = { status: 403, effect: "none", obstacle: "closed", retryAfterMs: null } as const;
    Object.assign(messenger, { personal: () => Promise.reject(new MessengerError("no", facts)) });
    const said = await office.say("ben", fresh("groupChat"), "alerts");
    expect(textOf(said.at(-1)!.content)).toContain("can't open a 1:1 chat with you, so nothing was done");
    Object.assign(messenger, { personal });
  });
});
