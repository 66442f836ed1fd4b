import { describe, expect, test } from "vitest";
import { conversation, textOf } from "../support/harness.ts";
import { isDone, listOf, PLAIN, usingSeveral } from "../support/several.ts";

/** What is asked for together, and what of it is shown. */

const flows = usingSeveral();

const TIER0 = {
  ...PLAIN,
  rules: [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }],
};

describe("asking twice", () => {
  test("shows the open one only where it covers all that is asked for: nobody is left out for having been asked beside others", async () => {
    flows.under(TIER0);
    const devices = [...flows.fresh(2), ...flows.fresh(2, { machineTags: ["Tier0"] })];
    const more = flows.fresh(1);
    await flows.ask(devices);
    const open = async (id: string) =>
      (await flows.services.store.read((tx) => tx.requests.openOn(id, "isolate"))).length;
    const again = await flows.harness.say("ana", flows.chat, `isolate ${listOf(devices)} beaconing`);
    expect(again.map(({ content }) => textOf(content)).join(" ")).toMatch(/is open already/);
    expect(await open(devices[0]!.id)).toBe(1);
    await flows.ask([...devices, ...more]);
    expect(await open(more[0]!.id)).toBe(1);
  });

  test("as somebody else, or in other words, shows the open one before it is asked for all the same", async () => {
    const devices = flows.fresh(3);
    const card = await flows.ask(devices);
    for (const [key, words, more] of [
      ["ben", "beaconing", ""],
      ["ana", "other words", "type:selective "],
    ] as const) {
      const chat = conversation(`1:1-again-${key}-${flows.idOf(card)}`, "personal");
      const said = await flows.harness.say(key, chat, `isolate ${listOf(devices)} ${more}${words}`);
      const all = said.map(({ content }) => textOf(content)).join(" ");
      expect(all).toContain(flows.idOf(card));
      expect(all).toMatch(
        key === "ben" ? /ana\.ruiz@contoso\.example asked for this/ : /Isolate \(Selective\)/,
      );
      const open = () => flows.services.store.read((tx) => tx.requests.openOn(devices[2]!.id, "isolate"));
      const before = (await open()).length;
      const offer = said.find(({ content }) => textOf(content).includes("Ask all the same"))!;
      await flows.harness.click(key, offer, "Ask all the same");
      await flows.harness.click(key, offer, "Ask all the same");
      expect(await open()).toHaveLength(before + 1);
    }
    await flows.harness.click("carla", card, "Approve");
    expect((await flows.until(card, isDone)).state).toBe("Succeeded");
    const left = await flows.services.store.read((tx) => tx.requests.openOn(devices[2]!.id, "isolate"));
    expect(left.map(({ args, state }) => [args["type"], state])).toEqual([["selective", "Requested"]]);
  });

  test("for one of them shows which request it is a step of, and no card of a step: none of its buttons would do anything", async () => {
    const devices = flows.fresh(3);
    const card = await flows.ask(devices);
    const said = await flows.harness.say("ana", flows.chat, `isolate ${devices[1]!.name} another reason`);
    const words = said.map(({ content }) => textOf(content)).join(" ");
    expect(words).toContain(flows.idOf(card));
    expect(words).not.toContain(`"id":"${flows.idOf(card)}.2"`);
  });
});

describe("a page of an older view", () => {
  test("leads to the first page of what there is now: nobody approves a first page that they have not seen", async () => {
    flows.under(TIER0);
    const devices = flows.fresh(30);
    const card = await flows.ask(devices);
    const old = { ...card };
    const target = flows.services.sandboxDefender.devices.find(({ id }) => id === devices[3]!.id)!;
    target.machineTags.push("Tier0");
    await flows.approveAll(card);
    const answer = JSON.stringify(await flows.harness.click("david", old, "Next"));
    expect(answer).toContain("Page 1 of 2");
    expect(answer).not.toContain('"title":"Approve"');
  });
});
