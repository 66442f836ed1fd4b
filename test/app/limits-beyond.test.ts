import { afterAll, beforeAll, expect, describe, test } from "vitest";
import type { Limit } from "../../src/policy/model.ts";
import { conversation, textOf, type Shown } from "../support/harness.ts";
import { isDone, listOf, PLAIN, Several } from "../support/several.ts";

/** Limits that are not the end, and those of emergencies. */

let flows: Several;

beforeAll(async () => {
  flows = await Several.open();
});

afterAll(async () => {
  await flows?.close();
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
