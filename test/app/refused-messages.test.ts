import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { text } from "../../src/messaging/content.ts";
import { sayLine } from "../../src/texts/safe-text.ts";
import { alertWith } from "../support/alert.ts";
import type { Attempt } from "../support/obstacles.ts";
import { textOf, type Shown } from "../support/harness.ts";
import { inPlace, MINUTE_MS, startRefusing, type Refusing } from "../support/refusing.ts";
import { newPost, postNotice } from "../../src/messaging/new-post.ts";

/** Messages that Teams does not take: each has a way to be seen all the same, and holds up no other. */

let at: Refusing;

beforeAll(async () => {
  at = await startRefusing();
});

afterAll(() => at?.services.close());

beforeEach(() => at.calm());

const isCard = ({ content }: Shown): boolean => textOf(content).includes('"card":"request"');

test("what Teams takes without saying its id is said once, a card three times at most; its next change is a new message", async () => {
  at.teams.set(inPlace(at.flows.soc), "nameless");
  at.teams.forget();
  await at.harness.say("ana", at.flows.soc, "whoami");
  const [device] = [at.flows.workstation()];
  await at.harness.say("ana", at.flows.soc, `isolate ${device.computerDnsName} nameless`);
  await at.pass(60 * MINUTE_MS, 5 * MINUTE_MS);
  const posted = at.teams.at(at.flows.soc).map(({ shown }) => shown);
  expect(posted.filter((words) => words.includes("You are ana"))).toHaveLength(1);
  const cards = posted.filter((words) => words.includes("nameless") && words.includes('"card":"request"'));
  expect(cards.length).toBeGreaterThan(1);
  expect(cards.filter((words) => words.includes('"state":"Requested"'))).toHaveLength(3);
});

describe("a card that can't be edited", () => {
  async function denied(): Promise<{ readonly card: Shown; readonly id: string; readonly before: number }> {
    const card = await at.flows.ask(`isolate ${at.flows.workstation().computerDnsName} edited`);
    await at.pass(2_000);
    return { card, id: (await at.flows.request(card)).id, before: at.harness.shown.length };
  }

  test("because it is not there any more becomes a new message with the end state", async () => {
    const { card, id, before } = await denied();
    at.teams.set(({ how }) => how === "edit", "gone");
    await at.harness.click("carla", card, "Deny", { reason: "no" });
    await at.pass(5_000);
    const anew = at.harness.shown
      .slice(before)
      .filter((one) => one.at.conversation.id === at.flows.soc.id)
      .filter(isCard);
    expect(anew).toHaveLength(1);
    expect(textOf(anew[0]!.content)).toContain('"state":"Denied"');
    expect(textOf(anew[0]!.content)).toContain(id);
  });

  test("though the conversation takes others becomes a new message after three tries", async () => {
    const { card, before } = await denied();
    at.teams.set(({ how }) => how === "edit", "closed");
    at.teams.forget();
    await at.harness.click("carla", card, "Deny", { reason: "no" });
    await at.pass(MINUTE_MS, 5_000);
    const anew = at.harness.shown
      .slice(before)
      .filter((one) => one.at.conversation.id === at.flows.soc.id)
      .filter(isCard);
    expect(anew).toHaveLength(1);
    expect(textOf(anew[0]!.content)).toContain('"state":"Denied"');
    expect(at.teams.at(at.flows.soc).filter(({ how }) => how === "edit")).toHaveLength(3);
  });
});

test("an answer in a thread that was deleted stands in a thread of its own", async () => {
  const place = at.fresh("channel");
  at.teams.set(({ to }) => to.thread === "deleted", "gone");
  await at.harness.say("ana", { ...place, thread: "deleted" }, "whoami");
  expect(at.shownIn(place, "You are ana")).toHaveLength(1);
});

describe("a message that Teams refuses as it is", () => {
  const poison = ({ shown }: Attempt): boolean =>
    shown.includes("Poison") && !shown.includes("did not take all");

  test("rests alone: what comes after it is posted at once; after three tries a minimal one takes its place", async () => {
    const place = await at.channel("Collection");
    at.teams.set(poison, "refused");
    const bad = at.raise("Poison", "Collection");
    await at.pass(1_000);
    const good = at.raise("Ordinary", "Collection");
    at.services.advance(20_000);
    await at.harness.tick();
    await at.harness.tick();
    await at.harness.tick();
    expect(at.shownIn(place, good.id)).toHaveLength(1);
    await at.pass(30_000, 2_000);
    const [minimal, ...more] = at.shownIn(place, bad.id);
    expect(more).toHaveLength(0);
    expect(textOf(minimal!.content)).toContain("Poison");
    expect(textOf(minimal!.content)).toContain(`alert ${bad.id}`);
    expect(at.teams.at(place).filter(poison)).toHaveLength(3);
  });

  test("offers nothing to decide by, and its Refresh gives the whole card", async () => {
    at.teams.set((attempt) => attempt.shown.includes('"card":"request"'), "refused");
    const before = at.harness.shown.length;
    await at.harness.say("ana", at.flows.soc, `isolate ${at.flows.workstation().computerDnsName} refused`);
    await at.pass(20_000, 2_000);
    const [minimal] = at.harness.shown.slice(before);
    expect(textOf(minimal!.content)).toContain("Requested: Isolate");
    expect(textOf(minimal!.content)).not.toContain('"approve"');
    at.teams.clear();
    const answer = await at.harness.click("carla", minimal!, "Refresh");
    expect(JSON.stringify(answer)).toContain('"approve"');
  });

  test("for the words of others in it is sent without them", async () => {
    const place = await at.channel("Ransomware");
    at.teams.set(({ shown }) => shown.includes("Poison"), "refused");
    const bad = at.raise("Poison", "Ransomware");
    await at.pass(5 * MINUTE_MS, 10_000);
    expect(textOf(at.shownIn(place, bad.id)[0]!.content)).toContain(`Alert ${bad.id}`);
  });
});

describe("a message that can't be made (a row of another version, or one that was lost)", () => {
  const due = () => ({ ids: at.harness.deps.ids, clock: { now: () => at.services.clock.now() - MINUTE_MS } });

  test("holds up no other answer or card, and no step of the loops", async () => {
    const place = at.fresh("channel");
    await at.harness.say("ana", place, "help");
    await at.services.store.transaction(async (tx) => {
      await tx.posts.insert(newPost(due(), place, "notice", "{"));
      await tx.posts.insert(newPost(due(), place, "request", "LOST-LOST"));
      await postNotice(at.harness.deps, tx, place, text(sayLine("an ordinary message")));
    });
    await at.pass(1_000);
    expect(at.shownIn(place, "an ordinary message")).toHaveLength(1);
    const left = await at.services.store.read((tx) => tx.posts.due(Number.MAX_SAFE_INTEGER));
    expect(left.find((share) => share.place === place.id)).toMatchObject({ count: 2 });
  });

  test("holds up no other alert, there or elsewhere", async () => {
    const [place, other] = [await at.channel("Collection"), await at.channel("Exfiltration")];
    const broken = alertWith({ id: "da9_9", category: "Collection", evidence: null as never });
    await at.services.store.transaction(async (tx) => {
      await tx.alerts.put([{ alert: broken, fingerprint: "f" }], 1);
      await tx.alerts.route([{ conversationId: place.id, alertId: "da9_9", muted: false, rank: 0 }], 1);
    });
    at.raise("Ordinary here", "Collection");
    at.raise("Ordinary elsewhere", "Exfiltration");
    await at.pass(MINUTE_MS);
    expect(at.shownIn(place, "Ordinary here")).toHaveLength(1);
    expect(at.shownIn(other, "Ordinary elsewhere")).toHaveLength(1);
  });
});

test("a 429 rests its conversation and costs a message nothing", async () => {
  const place = await at.channel("CredentialAccess");
  at.teams.set(inPlace(place), "throttled");
  at.teams.forget();
  const { id } = at.raise("Later", "CredentialAccess");
  await at.pass(30_000, 1_000);
  expect(at.teams.at(place).length).toBeLessThanOrEqual(7);
  at.teams.clear();
  await at.pass(6_000, 1_000);
  expect(textOf(at.shownIn(place, id)[0]!.content)).not.toContain("did not take all");
});
