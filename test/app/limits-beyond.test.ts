import { beforeAll, expect, describe, test } from "vitest";
import type { Limit } from "../../src/policy/model.ts";
import { conversation, textOf, type Shown } from "../support/harness.ts";
import { isDone, listOf, PLAIN, usingSeveral } from "../support/several.ts";

/** Limits that are not the end, and those of emergencies. */

const flows = usingSeveral(null);

beforeAll(async () => {
  await flows.services.signIn("erin");
});

const under = (isolate: Limit) => ({ ...PLAIN, limits: { isolate } });

describe("a limit that is not the end", () => {
  test("takes one approval more from the completing click on, and none beyond the hard cap", async () => {
    flows.begin(under({ perHour: 2, hard: 4 }));
    const cards: Shown[] = [];
    for (const device of flows.fresh(6)) cards.push(await flows.ask([device]));
    for (const card of cards) await flows.harness.click("carla", card, "Approve");
    const requests = await Promise.all(cards.map((card) => flows.leaderOf(card)));
    expect(requests.filter(({ state }) => state === "Approved")).toHaveLength(2);
    const waiting = requests.filter(({ state }) => state === "Requested");
    expect(waiting).toHaveLength(4);
    for (const { verdict, approvals } of waiting)
      expect([verdict.approvals, approvals.map(({ person }) => person.name)]).toEqual([2, ["Carla Weiss"]]);
    await flows.harness.tick();
    const answers = [];
    for (const card of cards.slice(2)) answers.push(await flows.harness.click("david", card, "Approve"));
    expect(answers.map(({ kind }) => kind)).toEqual(["card", "card", "message", "message"]);
    expect(answers.at(-1)).toMatchObject({ text: expect.stringMatching(/No more than 4 .* per day/) });
    for (const card of cards.slice(0, 4)) await flows.until(card, isDone);
  });

  test("asks for one approval more of many at once when they are asked for, and refuses what the cap does not leave whole", async () => {
    flows.begin(under({ perHour: 2, hard: 5 }));
    const card = await flows.ask(flows.fresh(4));
    expect(await flows.leaderOf(card)).toMatchObject({ verdict: { approvals: 2 } });
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    await flows.harness.click("david", card, "Approve");
    expect((await flows.leaderOf(card)).state).toBe("Approved");
    const [refused] = await flows.harness.say("ana", flows.chat, `isolate ${listOf(flows.fresh(2))} worm`);
    expect(textOf(refused!.content)).toMatch(/: 1 left, and this would take 2\. All of them fit from .* UTC/);
    await flows.until(card, isDone);
  });

  test("asks the same of a Resume, which is sent once enough people stand behind it", async () => {
    flows.begin(under({ perHour: 1, hard: 3 }));
    const [first, second] = flows.fresh(2);
    const held = await flows.ask([first!]);
    await flows.harness.click("carla", held, "Approve");
    await flows.harness.say("david", flows.chat, "halt drill");
    await flows.harness.tick();
    await flows.harness.say("erin", conversation("1:1-erin-limits", "personal"), "resume");
    const other = await flows.ask([second!]);
    await flows.harness.click("carla", other, "Approve");
    await flows.until(other, isDone);
    await flows.harness.click("david", held, "Resume");
    expect(await flows.leaderOf(held)).toMatchObject({ state: "Requested", verdict: { approvals: 2 } });
    expect(flows.actionsOn([first!])).toHaveLength(0);
    await flows.harness.tick();
    await flows.harness.click("david", held, "Approve");
    await flows.until(held, isDone);
    expect(flows.actionsOn([first!])).toHaveLength(1);
  });

  test("counts what is split as what it is: each part takes its own place, and the cap holds for all", async () => {
    const rules = [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { expires: 600_000 } }];
    flows.begin({ ...under({ perHour: 2, hard: 4 }), rules });
    const [plain, tier0] = [flows.fresh(2), flows.fresh(2, { machineTags: ["Tier0"] })];
    const said = await flows.harness.say("ana", flows.chat, `isolate ${listOf([...plain, ...tier0])} worm`);
    const cards = said.filter(({ content }) => textOf(content).includes('"state":"Requested"'));
    expect(cards).toHaveLength(2);
    for (const card of cards) await flows.harness.click("carla", card, "Approve");
    const [one, two] = await Promise.all(cards.map((card) => flows.leaderOf(card)));
    expect([one?.state, two?.state, two?.verdict.approvals]).toEqual(["Approved", "Requested", 2]);
    await flows.harness.tick();
    await flows.harness.click("david", cards[1]!, "Approve");
    for (const card of cards) await flows.until(card, isDone);
    expect(flows.actionsOn([...plain, ...tier0])).toHaveLength(4);
    const [refused] = await flows.harness.say("ana", flows.chat, `isolate ${flows.fresh(1)[0]!.name} worm`);
    expect(textOf(refused!.content)).toMatch(/No more than 4 .* per day/);
  });

  test("counts emergencies among themselves, so that neither takes the other's places", async () => {
    flows.begin({ ...under({ perHour: 1 }), emergency: { enabled: true, actions: ["isolate"] } });
    flows.services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass"]);
    const [first, second, third] = flows.fresh(3);
    const card = await flows.ask([first!]);
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, isDone);
    const at = conversation("1:1-david-emergency", "personal");
    const said = await flows.harness.say("david", at, `isolate ${second!.name} emergency:true worm`);
    expect(said.map(({ content }) => textOf(content)).join(" ")).toMatch(/"state":"(Approved|Executing)"/);
    await flows.harness.tick();
    const refused = await flows.harness.say("david", at, `isolate ${third!.name} emergency:true worm`);
    expect(refused.map(({ content }) => textOf(content)).join(" ")).toMatch(/than 1 .* per hour/);
  });
});

describe("what one person may ask for", () => {
  test("counts commands, whatever number of requests the policy makes of one", async () => {
    const tags = Array.from({ length: 11 }, (_, n) => `Wave${n}`);
    const rules = tags.map((tag, n) => ({
      name: tag,
      when: { device: { tag: [tag] } },
      then: { expires: (30 + n) * 60_000 },
    }));
    flows.begin({ ...PLAIN, rules });
    const devices = tags.flatMap((tag) => flows.fresh(1, { machineTags: [tag] }));
    await flows.harness.say("ana", flows.chat, `isolate ${listOf(devices)} worm`);
    const open = await flows.services.store.read((tx) => tx.requests.open());
    const split = open.filter(({ target }) => devices.some(({ id }) => id === target.id));
    expect(split).toHaveLength(11);
    for (let more = 1; more < 10; more += 1) {
      if (more === 6) flows.services.advance(61_000);
      await flows.ask(flows.fresh(1));
    }
    const [refused] = await flows.harness.say("ana", flows.chat, `isolate ${listOf(flows.fresh(1))} worm`);
    expect(textOf(refused!.content)).toMatch(/10 of your requests wait/);
  });

  test("is not used up by triage, of incidents as little as of alerts", async () => {
    flows.begin(PLAIN);
    for (let n = 0; n < 21; n += 1)
      await flows.harness.say("ana", flows.chat, `comment 3100 looked at it for the ${n}th time`);
    await flows.ask(flows.fresh(1));
  });
});
