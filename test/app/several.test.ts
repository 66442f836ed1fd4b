import { describe, expect, test } from "vitest";
import { conversation, textOf } from "../support/harness.ts";
import { isDone, listOf, PLAIN, usingSeveral } from "../support/several.ts";

/** One request with many steps through the whole path: one card, one decision, and a call for each step. */

const flows = usingSeveral();

describe("several targets in one command", () => {
  test("are one request, one card, one decision and one call each, with the step's id in its comment", async () => {
    const devices = flows.fresh(5);
    const card = await flows.ask(devices);
    expect(await flows.stepsOf(card)).toHaveLength(5);
    expect(await flows.harness.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Succeeded");
    const actions = flows.actionsOn(devices);
    expect(actions).toHaveLength(5);
    const comments = actions.map(({ requestorComment }) => requestorComment.split(" ")[0]).toSorted();
    expect(comments).toEqual([1, 2, 3, 4, 5].map((n) => `[${leader.id}.${n}]`));
  });

  test("go out two first, and the rest once Defender has taken both", async () => {
    const devices = flows.fresh(6);
    const card = await flows.ask(devices);
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    const released = (await flows.stepsOf(card)).filter(({ state }) => state !== "Requested");
    expect(released).toHaveLength(2);
    await flows.until(card, isDone);
    expect(flows.actionsOn(devices)).toHaveLength(6);
  });

  test("of which one is unknown are not asked for, and it is named", async () => {
    const devices = flows.fresh(2);
    const [said] = await flows.harness.say(
      "ana",
      flows.chat,
      `isolate ${listOf(devices)}, nobody-knows-me beaconing`,
    );
    expect(textOf(said!.content)).toMatch(/nothing is called nobody-knows-me/);
  });

  test("that are named twice are one step, and what comes down to one is a request as ever", async () => {
    const [one, two] = flows.fresh(2);
    expect(await flows.stepsOf(await flows.ask([two!, one!, two!], "twice"))).toHaveLength(2);
    const [three] = flows.fresh(1);
    const card = await flows.ask([three!, three!]);
    const request = await flows.leaderOf(card);
    expect(request.steps).toBeUndefined();
    expect(request.target.id).toBe(three!.id);
  });

  test("what was left out is named though the process died as soon as the requests were open", async () => {
    flows.under({
      ...PLAIN,
      rules: [{ name: "no", when: { device: { tag: ["NoTouch"] } }, then: { deny: "Hands off." } }],
    });
    const devices = [...flows.fresh(2), ...flows.fresh(1, { machineTags: ["NoTouch"] })];
    const killed = flows.harness;
    const posts = Promise.withResolvers<void>();
    const post = (): Promise<never> => {
      posts.resolve();
      return new Promise(() => undefined);
    };
    const { messenger } = killed.deps;
    Object.assign(killed.deps, { messenger: { ...messenger, post } });
    void killed.say("ana", flows.chat, `isolate ${listOf(devices)} beaconing`);
    await posts.promise;
    flows.under(killed.deps.policy());
    flows.services.advance(20_000);
    for (let round = 0; round < 3; round += 1) await flows.harness.tick();
    const words = flows.harness.shown
      .filter(({ at }) => at.conversation.id === flows.chat.id)
      .map(({ content }) => textOf(content));
    expect(words.join()).toContain(`Left out: ${devices[2]!.name} (Hands off.)`);
  });

  test("of which the policy asks different things are requests of their own; what it denies is left out and named", async () => {
    flows.under({
      ...PLAIN,
      rules: [
        { name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } },
        { name: "never", when: { device: { tag: ["Lab"] } }, then: { deny: "Call the lab." } },
      ],
    });
    const plain = flows.fresh(2);
    const tier0 = flows.fresh(2, { machineTags: ["Tier0"] });
    const lab = flows.fresh(1, { machineTags: ["Lab"] });
    const said = await flows.harness.say(
      "ana",
      flows.chat,
      `isolate ${listOf([...plain, ...tier0, ...lab])} beaconing`,
    );
    const cards = said.filter(({ content }) => textOf(content).includes('"state":"Requested"'));
    const requests = await Promise.all(cards.map((one) => flows.leaderOf(one)));
    expect(requests.map(({ verdict }) => verdict.approvals)).toEqual([1, 2]);
    expect(requests.map(({ steps }) => steps?.count)).toEqual([2, 2]);
    const words = said.map(({ content }) => textOf(content)).join(" ");
    expect(words).toContain(`${lab[0]!.name} (Call the lab.)`);
  });

  test("are as many as were named, at the click as when they were asked for", async () => {
    const many = { name: "many", when: { targets: { min: 4 } }, then: { approvals: 2 } };
    flows.under({ ...PLAIN, rules: [many] });
    const card = await flows.ask(flows.fresh(3));
    expect(await flows.leaderOf(card)).toMatchObject({ verdict: { approvals: 1 } });
    await flows.harness.click("carla", card, "Approve");
    expect(await flows.leaderOf(card)).toMatchObject({ state: "Approved" });
  });

  test("above what the policy allows at once are refused before anything is looked up", async () => {
    flows.under({ ...PLAIN, maxTargets: 3 });
    const [said] = await flows.harness.say("ana", flows.chat, `isolate ${listOf(flows.fresh(4))} beaconing`);
    expect(textOf(said!.content)).toMatch(/That is 4 at once, and the policy allows 3/);
  });
});

describe("more steps than one page shows", () => {
  test("can be approved only by whoever has opened every page of this view", async () => {
    const card = await flows.ask(flows.fresh(30));
    expect(textOf(card.content)).toContain("Approve comes with the last page");
    await expect(flows.harness.click("carla", card, "Approve")).rejects.toThrow(/no button "Approve"/);
    // Who asked gets no Approve on any page, and is promised none.
    const own = JSON.stringify(await flows.harness.click("ana", card, "Refresh"));
    expect(own).toContain("Page 1 of 2");
    expect(own).not.toContain("comes with the last page");
    const [why] = await flows.harness.say("ana", flows.chat, `approve ${flows.idOf(card)}`);
    expect(textOf(why!.content)).toContain("You asked for this yourself, so somebody else");
    const second = await flows.harness.click("carla", card, "Next");
    expect(JSON.stringify(second)).toMatch(/Page 2 of 2/);
    expect(JSON.stringify(second)).not.toContain("comes with the last page");
    if (second.kind !== "card") throw new Error(second.kind);
    // Carla's pages are Carla's: what David has not opened, David does not approve by Carla's button.
    const david = await flows.harness.click("david", { ...card, content: second.content }, "Approve");
    expect(JSON.stringify(david)).toMatch(/look at all pages first/);
    expect((await flows.leaderOf(card)).approvals).toHaveLength(0);
    await flows.harness.click("carla", { ...card, content: second.content }, "Approve");
    expect((await flows.leaderOf(card)).approvals).toHaveLength(1);
  });
});

describe("forty devices", () => {
  test("are sent once each, though the bot is started anew twice on the way", async () => {
    const devices = flows.fresh(40);
    const card = await flows.ask(devices);
    await flows.approveAll(card);
    for (const enough of [2, 12]) {
      await flows.until(card, () => flows.actionsOn(devices).length >= enough);
      await flows.restart();
    }
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Succeeded");
    expect(flows.actionsOn(devices)).toHaveLength(40);
    expect(new Set(flows.actionsOn(devices).map(({ machineId }) => machineId)).size).toBe(40);
  });
});

describe("in a list of requests", () => {
  test("they are one row, for whoever may read every one of the targets", async () => {
    const card = await flows.ask(flows.fresh(3));
    const [listed] = await flows.harness.say("ana", flows.chat, "requests");
    expect(textOf(listed!.content).split(flows.idOf(card)).length - 1).toBeGreaterThan(0);
    expect(textOf(listed!.content)).not.toContain(`${flows.idOf(card)}.1`);
    const david = conversation("1:1-david-several", "personal");
    const hidden = await flows.ask(flows.fresh(2, { rbacGroupName: "Finance" }).concat(flows.fresh(1)));
    const [shown] = await flows.harness.say("david", david, "requests");
    expect(textOf(shown!.content)).not.toContain(flows.idOf(hidden));
  });
});

describe("Stop", () => {
  test("ends what is not sent yet, and nothing more is sent", async () => {
    const devices = flows.fresh(30);
    const card = await flows.ask(devices);
    await flows.approveAll(card);
    await flows.until(card, () => flows.actionsOn(devices).length >= 2);
    const sent = flows.actionsOn(devices).length;
    await flows.harness.tick();
    expect(await flows.harness.click("david", card, "Stop")).toMatchObject({ kind: "card" });
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Partial");
    expect(flows.actionsOn(devices).length).toBeLessThanOrEqual(sent + 10);
    const states = (await flows.stepsOf(card)).map(({ state }) => state);
    expect(states.filter((state) => state === "Succeeded")).toHaveLength(flows.actionsOn(devices).length);
    expect(states.every((state) => state === "Succeeded" || state === "Cancelled")).toBe(true);
  });

  test("is for who asked and for Approvers", async () => {
    const card = await flows.ask(flows.fresh(3));
    await flows.harness.click("carla", card, "Approve");
    await flows.harness.tick();
    expect(await flows.harness.click("ben", card, "Stop")).toMatchObject({
      text: expect.stringMatching(/Whoever asked for this, or an Approver, can stop it/),
    });
    expect((await flows.leaderOf(card)).steps?.stopped).toBeUndefined();
    await flows.until(card, isDone);
  });

  test("leaves of what is interrupted no more than a look: a Resume sends nothing of it", async () => {
    const devices = flows.fresh(4);
    const card = await flows.ask(devices);
    const { calls, faults } = flows.services.sandboxDefender;
    const sent = () =>
      calls.filter(({ method, path }) => method === "POST" && devices.some(({ id }) => path.includes(id)))
        .length;
    faults.next(2, { method: "POST", path: /isolate/, drop: "before" });
    await flows.harness.click("carla", card, "Approve");
    await flows.until(card, ({ state }) => state === "Interrupted");
    expect(sent()).toBe(2);
    await flows.harness.tick();
    expect(await flows.harness.click("ana", card, "Stop")).toMatchObject({ kind: "card" });
    await flows.harness.tick();
    expect(textOf(card.content)).toContain("Stopped by ana.ruiz");
    await flows.harness.click("david", card, "Resume");
    await flows.until(card, isDone);
    expect(sent()).toBe(2);
    expect((await flows.stepsOf(card)).map(({ state }) => state)).toEqual(Array(4).fill("Cancelled"));
  });

  test("before the first call is Cancelled", async () => {
    const devices = flows.fresh(3);
    const card = await flows.ask(devices);
    const approved = await flows.harness.click("carla", card, "Approve");
    if (approved.kind !== "card") throw new Error(approved.kind);
    const shown = { ...card, content: approved.content };
    expect(await flows.harness.click("ana", shown, "Stop")).toMatchObject({ kind: "card" });
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Cancelled");
    expect(flows.actionsOn(devices)).toHaveLength(0);
  });
});

describe("a target that is not what was shown", () => {
  test("leaves the request as one of its own, and voids nothing else", async () => {
    flows.under({
      ...PLAIN,
      rules: [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }],
    });
    const devices = flows.fresh(4);
    const card = await flows.ask(devices);
    const changed = flows.services.sandboxDefender.devices.find(({ id }) => id === devices[1]!.id)!;
    changed.machineTags.push("Tier0");
    const first = await flows.harness.click("carla", card, "Approve");
    expect(JSON.stringify(first)).toMatch(/left out, and nothing was decided/);
    expect((await flows.leaderOf(card)).state).toBe("Requested");
    await flows.harness.tick();
    expect(await flows.harness.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Partial");
    expect(flows.actionsOn(devices)).toHaveLength(3);
    const own = await flows.services.store.read((tx) => tx.requests.openOn(devices[1]!.id, "isolate"));
    expect(own).toMatchObject([{ state: "Requested", verdict: { approvals: 2 } }]);
  });
});

describe("the first two", () => {
  test("that end unclear or refused for lack of rights hold the rest until a Resume", async () => {
    const devices = flows.fresh(4);
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.next(1, { method: "POST", status: 403 });
    await flows.harness.click("carla", card, "Approve");
    const held = await flows.until(card, ({ state }) => state === "Interrupted");
    expect(held.steps?.waiting).toBe(2);
    expect(await flows.harness.click("david", card, "Resume")).toMatchObject({ kind: "card" });
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Succeeded");
    expect(flows.actionsOn(devices)).toHaveLength(4);
  });

  test("of which Defender refuses one for its own sake are followed by the next", async () => {
    const devices = flows.fresh(4);
    const card = await flows.ask(devices);
    flows.services.sandboxDefender.faults.next(1, { method: "POST", status: 400 });
    await flows.harness.click("carla", card, "Approve");
    const leader = await flows.until(card, isDone);
    expect(leader.state).toBe("Partial");
    expect(flows.actionsOn(devices)).toHaveLength(3);
    // It is named with its reason, wherever its page is.
    await flows.harness.tick();
    const refused = (await flows.stepsOf(card)).find(({ state }) => state === "Failed")!;
    expect(textOf(card.content)).toContain(`3 of 4 done, 1 failed: ${refused.target.name} (`);
  });
});
