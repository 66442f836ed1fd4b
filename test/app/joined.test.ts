import { expect, test } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { openHarness, textOf, type Shown } from "../support/harness.ts";
import { isDone, listOf, PLAIN, usingSeveral } from "../support/several.ts";

/** What the policy has split may be joined by who asked for it, and is decided on together then, under the strictest terms. */

const tier0 = { name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } } as const;

const flows = usingSeveral({ ...PLAIN, rules: [tier0] });

async function split(hard: number, easy: number) {
  const devices = [...flows.fresh(hard, { machineTags: ["Tier0"] }), ...flows.fresh(easy)];
  const said = await flows.harness.say("ana", flows.chat, `isolate ${listOf(devices)} worm`);
  const cards = said.filter(({ content }) => textOf(content).includes('"state":"Requested"'));
  expect(cards).toHaveLength(2);
  return { devices, cards, said: said.map(({ content }) => textOf(content)).join("\n") };
}

/** The card as this person's client gets it. */
async function viewed(key: PersonKey, card: Shown): Promise<Shown> {
  const answer = await flows.harness.click(key, card, "Refresh");
  return answer.kind === "card" ? { ...card, content: answer.content } : card;
}

const now = async (cards: readonly Shown[]): Promise<readonly Request[]> =>
  Promise.all(cards.map((card) => flows.leaderOf(card)));

/** What joining them comes to, for who asked. */
async function joins(key: PersonKey, card: Shown): Promise<string> {
  const answer = await flows.harness.click(key, card, "Join requests");
  await flows.harness.tick();
  return JSON.stringify(answer);
}

const joinedCard = (before: readonly Shown[]): Shown =>
  flows.harness.shown.findLast(
    (one) =>
      one.at.conversation.id === flows.chat.id &&
      !before.includes(one) &&
      textOf(one.content).includes('"state":"Requested"'),
  )!;

test("by one press: one request for all of them, and the others end; two people approve, and each device is isolated once", async () => {
  const { devices, cards, said } = await split(2, 3);
  expect(said).toContain("Whoever asked may press Join requests");
  expect(textOf((await viewed("carla", cards[0]!)).content)).not.toContain("Join requests");
  await joins("ana", await viewed("ana", cards[0]!));
  expect((await now(cards)).map(({ state }) => state)).toEqual(["Cancelled", "Cancelled"]);
  const joined = joinedCard(cards);
  const leader = await flows.leaderOf(joined);
  expect(leader).toMatchObject({ state: "Requested", verdict: { approvals: 2 }, steps: { count: 5 } });
  for (const card of cards) expect(textOf(card.content)).toContain(`It is a part of ${leader.id} now`);
  await flows.harness.click("carla", joined, "Approve");
  expect((await flows.leaderOf(joined)).state).toBe("Requested");
  await flows.harness.click("david", joined, "Approve");
  await flows.until(joined, isDone);
  expect(
    flows
      .actionsOn(devices)
      .map(({ machineId }) => machineId)
      .toSorted(),
  ).toEqual(devices.map(({ id }) => id).toSorted());
  const records = await flows.services.store.read((tx) => tx.audit.list(leader.id, 50));
  expect(records.map(({ event }) => event)).toContain("requested");
  for (const card of cards)
    expect((await flows.stepsOf(card)).map(({ state }) => state)).not.toContain("Requested");
});

test("by nobody else, also from the asker's own view, and that is on record", async () => {
  const { cards } = await split(1, 1);
  expect(await joins("carla", await viewed("ana", cards[0]!))).toContain("Only whoever asked");
  expect((await now(cards)).map(({ state }) => state)).toEqual(["Requested", "Requested"]);
  const [last] = await flows.services.store.read((tx) => tx.audit.list(null, 1));
  expect(last).toMatchObject({ event: "refused" });
});

test("without what has left one of them, which is a request of its own by then", async () => {
  const { devices, cards } = await split(2, 2);
  const easy = devices.at(-1)!;
  flows.services.sandboxDefender.device(easy.name).machineTags = ["Tier0"];
  await flows.harness.click("carla", cards[1]!, "Approve");
  expect((await flows.leaderOf(cards[1]!)).state).toBe("Requested");
  await joins("ana", await viewed("ana", cards[0]!));
  const leader = await flows.leaderOf(joinedCard(cards));
  const steps = await flows.services.store.read((tx) => tx.steps.all(leader.id));
  expect(steps.map(({ target }) => target.id)).not.toContain(easy.id);
});

test("not in a halt, or once one of them was approved", async () => {
  const { cards } = await split(1, 1);
  const own = await viewed("ana", cards[0]!);
  await flows.services.store.transaction((tx) => tx.switches.setHalt({ reason: "drill", by: "x", since: 1 }));
  expect(await joins("ana", own)).toMatch(/Halted/);
  await flows.services.store.transaction((tx) => tx.switches.setHalt(null));
  await flows.harness.click("carla", cards[1]!, "Approve");
  expect(await joins("ana", own)).toMatch(/has been decided on meanwhile/);
  expect((await now(cards)).map(({ state }) => state)).not.toContain("Cancelled");
});

test("a view that is drawn again once the other was decided on does not offer it, nor the answer of a press on it", async () => {
  const { cards } = await split(1, 1);
  const old = await viewed("ana", cards[0]!);
  expect(textOf(old.content)).toContain("Join requests");
  await flows.harness.click("carla", cards[1]!, "Approve");
  expect(textOf((await viewed("ana", cards[0]!)).content)).not.toContain("Join requests");
  const answer = await flows.harness.click("ana", old, "Join requests");
  const shown = answer.kind === "card" ? textOf(answer.content) : "";
  expect(shown).toContain("has been decided on meanwhile");
  expect(shown).not.toContain("Join requests");
});

test("not where nobody could approve all of it together", async () => {
  const lab = { name: "lab", when: { device: { tag: ["Lab"] } }, then: { exclude: ["carla.*@*"] } } as const;
  flows.under({ ...PLAIN, rules: [tier0, lab] });
  const devices = [
    ...flows.fresh(1, { machineTags: ["Tier0"] }),
    ...flows.fresh(1, { machineTags: ["Lab"] }),
  ];
  const card = await flows.ask(devices, "worm");
  expect(await joins("ana", await viewed("ana", card))).toMatch(/nobody could approve it: it needs 2/);
  expect((await flows.leaderOf(card)).state).toBe("Requested");
});

test("by two presses of two instances at once: there is one request", async () => {
  const { cards } = await split(1, 2);
  const own = await Promise.all(cards.map((card) => viewed("ana", card)));
  const other = openHarness(flows.services, { ...PLAIN, rules: [tier0] }, flows.harness.shown);
  await Promise.allSettled([
    flows.harness.click("ana", own[0]!, "Join requests"),
    other.click("ana", own[1]!, "Join requests"),
  ]);
  await flows.harness.tick();
  const open = await flows.services.store.read((tx) => tx.requests.open());
  const ids = cards.map((card) => flows.idOf(card));
  const joined = open.filter(({ origin }) => origin === `joined|${ids.join(" ")}`);
  expect(joined).toHaveLength(1);
  expect((await now(cards)).map(({ state }) => state)).toEqual(["Cancelled", "Cancelled"]);
});

test("not once their time is over, though nobody has said so yet", async () => {
  const { cards } = await split(1, 1);
  const own = await viewed("ana", cards[0]!);
  flows.services.advance(61 * 60_000);
  const answer = JSON.stringify(await flows.harness.click("ana", own, "Join requests"));
  expect(answer).toMatch(/has been decided on meanwhile|is Expired/);
  const open = await flows.services.store.read((tx) => tx.requests.open());
  const ids = cards.map((card) => flows.idOf(card));
  expect(open.filter(({ origin }) => origin === `joined|${ids.join(" ")}`)).toEqual([]);
});
