import { describe, expect, test } from "vitest";
import { contentOf, noticeOn } from "../support/clicks.ts";
import { textOf, type Shown } from "../support/harness.ts";
import { isDone, type Fresh, usingSeveral } from "../support/several.ts";

/** What becomes of a request of several steps later: each step is found by its own id, and leases are extended together. */

const MINUTE = 60_000;
const flows = usingSeveral();

async function isolated(devices: readonly Fresh[], words: string): Promise<Shown> {
  const card = await flows.ask(devices, words);
  await flows.harness.click("carla", card, "Approve");
  await flows.until(card, isDone);
  await flows.harness.tick();
  return card;
}

describe("a step is found by its id, as Defender's comments have it,", () => {
  test("by request ID.n, and by a pasted comment: its request's card, and what has become of that step", async () => {
    const devices = flows.fresh(3);
    const card = await isolated(devices, "beaconing");
    const id = flows.idOf(card);
    const { comment } = flows
      .actionsOn(devices)
      .find(({ machineId }) => machineId === devices[1]!.id) as never;
    for (const line of [
      `request ${id}.2`,
      `request [${id}.2]`,
      `[${id}.2]`,
      String(comment ?? `[${id}.2] x`),
    ]) {
      const said = await flows.harness.say("carla", flows.chat, line);
      const words = said.map(({ content }) => textOf(content));
      expect(words[0]).toContain(`Step 2 (${id}.2) is Isolate (Full): ${devices[1]!.name}. It is Succeeded`);
      expect(words[1]).toContain(`"id":"${id}"`);
    }
    const [unknown] = await flows.harness.say("carla", flows.chat, `request ${id}.9`);
    expect(textOf(unknown!.content)).toContain(`There is no request ${id}.9 that you may see.`);
  });

  test("by audit ID.n: its own records, and those of who decided on it, and none of another step", async () => {
    const card = await isolated(flows.fresh(2), "beaconing");
    const id = flows.idOf(card);
    const [shown] = await flows.harness.say("carla", flows.chat, `audit ${id}.2`);
    const words = textOf(shown!.content);
    for (const event of ["requested", "approved", "executing", "succeeded"])
      expect(words).toContain(`"event":"${event}"`);
    expect(words).toContain(`${id}.2`);
    expect(words).not.toContain(`${id}.1`);
  });
});

describe("leases of one request", () => {
  const releasesOf = (card: Shown) => flows.services.store.read((tx) => tx.steps.leases(flows.idOf(card)));
  const endsOf = async (card: Shown) => (await releasesOf(card)).map(({ lease }) => lease?.endsAt ?? 0);

  /** What Carla, or whoever presses it, is answered. */
  async function extend(card: Shown, key: "ana" | "carla" = "carla", longer = "1h") {
    const form = await flows.harness.click(key, card, "Extend");
    return flows.harness.click(key, { ...card, content: contentOf(form) }, "Extend", { for: longer });
  }

  test("are extended by one form and one decision: each keeps its own time, and people are told once", async () => {
    const card = await isolated(flows.fresh(3), "for:1h beaconing");
    expect(textOf(card.content)).toContain("3 devices: each releases at its own time");
    const before = await endsOf(card);
    expect(before).toHaveLength(3);
    const shown = flows.harness.shown.length;
    const form = await flows.harness.click("carla", card, "Extend");
    expect(textOf(contentOf(form))).toContain("3 isolations end by themselves");
    const sent = { ...card, content: contentOf(form) };
    await flows.harness.click("carla", sent, "Extend", { for: "4h" });
    // A second hand on the same form decides nothing.
    expect(noticeOn(await flows.harness.click("carla", sent, "Extend", { for: "4h" }))).toContain(
      "has changed",
    );
    await flows.harness.tick();
    expect(await endsOf(card)).toEqual(before.map((at) => at + 240 * MINUTE));
    const told = flows.harness.shown
      .slice(shown)
      .filter(({ content }) => textOf(content).includes("extended 3 isolations"));
    expect(told).toHaveLength(1);
    for (const { id } of await releasesOf(card)) {
      const events = (await flows.services.store.read((tx) => tx.audit.list(id, 20))).map(
        ({ event }) => event,
      );
      expect(events).toContain("extended");
    }
  });

  test("whoever asked, and whoever can't read one of the devices, extends none", async () => {
    const [device, ...others] = flows.fresh(2);
    const card = await isolated([device!, ...others], "for:1h beaconing");
    const before = await endsOf(card);
    expect(await extend(card, "ana")).toMatchObject({
      kind: "message",
      text: expect.stringMatching(/Approver/) as string,
    });
    const hidden = flows.services.sandboxDefender.devices.find(({ id }) => id === device!.id)!;
    Object.assign(hidden, { rbacGroupName: "Finance Secret" });
    await expect(
      extend(card).then((answer) => (answer.kind === "message" ? answer.text : "")),
    ).resolves.toMatch(/does not show you/);
    expect(await endsOf(card)).toEqual(before);
  });

  test("one that is due already is released, and the others are extended: that is said", async () => {
    const devices = flows.fresh(2);
    const card = await isolated(devices, "for:1h beaconing");
    const [first, second] = await releasesOf(card);
    // Its isolation took effect earlier than the other's.
    const endsAt = flows.services.clock.now() + MINUTE;
    await flows.services.store.transaction((tx) =>
      tx.requests.replace({ ...first!, lease: { ...first!.lease!, endsAt }, dueAt: endsAt }),
    );
    const form = contentOf(await flows.harness.click("carla", card, "Extend"));
    flows.services.advance(2 * MINUTE);
    const [answer] = await Promise.all([
      flows.harness.click("carla", { ...card, content: form }, "Extend", { for: "1h" }),
      flows.harness.tick(),
    ]);
    const left = await releasesOf(card);
    expect(left.find(({ id }) => id === second!.id)?.lease?.endsAt).toBe(second!.lease!.endsAt + 60 * MINUTE);
    expect(textOf(contentOf(answer))).toContain('"state":"Succeeded"');
    for (let round = 0; round < 12; round += 1) {
      flows.services.advance(2000);
      await flows.harness.tick();
    }
    const released = await flows.services.store.read((tx) => tx.requests.get(first!.id));
    expect(released).toMatchObject({ state: "Succeeded" });
    expect(flows.actionsOn([devices[1]!]).map(({ type }) => type)).toEqual(["Isolate"]);
  });
});
