import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../support/office.ts";
import { listOf, PLAIN, Several } from "../support/several.ts";

/** What is asked for together, and what of it is shown. */

let desk: Several;

beforeAll(async () => {
  desk = await Several.open();
});

afterAll(async () => {
  await desk?.close();
});

beforeEach(() => desk.begin());

const TIER0 = {
  ...PLAIN,
  rules: [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }],
};

describe("asking twice", () => {
  test("shows the open one only where it covers all that is asked for: nobody is left out for having been asked beside others", async () => {
    desk.under(TIER0);
    const devices = [...desk.fresh(2), ...desk.fresh(2, { machineTags: ["Tier0"] })];
    const more = desk.fresh(1);
    await desk.ask(devices);
    const open = async (id: string) =>
      (await desk.services.store.read((tx) => tx.requests.openOn(id, "isolate"))).length;
    const again = await desk.office.say("ana", desk.chat, `isolate ${listOf(devices)} beaconing`);
    expect(again.map(({ content }) => textOf(content)).join(" ")).toMatch(/is open already/);
    expect(await open(devices[0]!.id)).toBe(1);
    await desk.ask([...devices, ...more]);
    expect(await open(more[0]!.id)).toBe(1);
  });

  test("for one of them shows which request it is a step of, and no card of a step: none of its buttons would do anything", async () => {
    const devices = desk.fresh(3);
    const card = await desk.ask(devices);
    const said = await desk.office.say("ana", desk.chat, `isolate ${devices[1]!.name} another reason`);
    const words = said.map(({ content }) => textOf(content)).join(" ");
    expect(words).toContain(desk.idOf(card));
    expect(words).not.toContain(`"id":"${desk.idOf(card)}.2"`);
  });
});

describe("a page of an older view", () => {
  test("leads to the first page of what there is now: nobody approves a first page that they have not seen", async () => {
    desk.under(TIER0);
    const devices = desk.fresh(30);
    const card = await desk.ask(devices);
    const old = { ...card };
    const target = desk.services.sandboxDefender.devices.find(({ id }) => id === devices[3]!.id)!;
    target.machineTags.push("Tier0");
    await desk.approveAll(card);
    const answer = JSON.stringify(await desk.office.click("david", old, "Next"));
    expect(answer).toContain("Page 1 of 2");
    expect(answer).not.toContain('"title":"Approve"');
  });
});
