import { contentOf, deny } from "../support/clicks.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { conversation, textOf, type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** The life of a request as people see it: revoked, denied, reminded of, listed, and looked at on old cards. */

let services: Services;
let harness: Harness;
let flows: Flows;
const duty = conversation("19:duty@thread.tacv2", "channel");
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...USUAL_POLICY, limits: {} };
const TWO: Policy["rules"] = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy,
    people: ["ana", "ben", "carla", "david", "erin"],
  }));
  await harness.say("erin", duty, "subscribe approvals");
});

afterEach(() => {
  policy.rules = USUAL_POLICY.rules;
  // Each test has a minute of the bot's call budget for itself.
  services.advance(60_000);
});

afterAll(async () => {
  await services?.close();
});

const isolate = (reason: string, device = flows.workstation()) =>
  flows.ask(`isolate ${device.computerDnsName} ${reason}`);

/** The copy of a card that its conversation shows now. */
async function refreshed(card: Shown): Promise<Shown> {
  await harness.tick();
  return card;
}

describe("Revoke", () => {
  test("takes the own approval back; the next one counts from there", async () => {
    policy.rules = TWO;
    const card = await isolate("revoked");
    await harness.click("carla", card, "Approve");
    expect(textOf((await refreshed(card)).content)).toContain('"label":"Approvals","value":"1 of 2: carla');
    expect(JSON.stringify(await harness.click("david", card, "Revoke"))).toContain("nothing of yours");
    expect(await harness.click("carla", card, "Revoke")).toMatchObject({ kind: "card" });
    expect(textOf((await refreshed(card)).content)).toContain('"label":"Approvals","value":"0 of 2"');
    await harness.click("david", card, "Approve");
    expect((await flows.request(card)).state).toBe("Requested");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(await flows.events(card)).toEqual(
      "requested approved refused revoked approved approved executing executed succeeded".split(" "),
    );
  });

  test("is not on a card that nobody has approved", async () => {
    expect(textOf((await isolate("nobody-yet")).content)).not.toContain('"Revoke"');
  });

  test("reaches an approval that was complete, as long as nothing was sent", async () => {
    const card = await isolate("revoked-in-time");
    const approved = await harness.click("david", card, "Approve");
    await harness.click("david", { ...card, content: contentOf(approved) }, "Revoke");
    await flows.settle(card, "Requested", 10);
    expect(flows.sent("revoked-in-time")).toBe(0);
  });
});

describe("Deny", () => {
  test("asks why in a form, and takes a denial without a word there", async () => {
    const card = await isolate("denied-flatly");
    const form = { ...card, content: contentOf(await harness.click("carla", card, "Deny")) };
    expect(textOf(form.content)).toContain('"id":"reason"');
    expect((await flows.request(card)).state).toBe("Requested");
    const back = contentOf(await harness.click("carla", form, "Back"));
    expect(textOf(back)).toContain('"title":"Approve"');
    expect(await harness.click("carla", form, "Deny")).toMatchObject({ kind: "card" });
    expect(textOf((await refreshed(card)).content)).toContain("no reason given");
  });

  test("carries the reason of its form to the card, the audit and the requester", async () => {
    const card = await isolate("denied-with-words");
    const form = { ...card, content: contentOf(await harness.click("carla", card, "Deny")) };
    await harness.click("carla", form, "Deny", { reason: "a test machine" });
    expect(textOf((await refreshed(card)).content)).toContain(
      "Denied by carla.weiss@contoso.example: a test",
    );
    const [record] = await services.store.transaction((tx) => tx.audit.list(null, 1));
    expect(record).toMatchObject({ event: "denied", outcome: "a test machine" });
    expect(harness.shown.some((one) => textOf(one.content).includes("denied"))).toBe(true);
  });
});

describe("the reminder", () => {
  test("goes to the place of the request and the approvals conversations, once", async () => {
    // Those of earlier tests wait as well, and are reminded of in their own time.
    const { target } = await flows.request(await isolate("forgotten"));
    const reminders = () =>
      harness.shown.filter(({ content }) =>
        new RegExp(`${target.name} .*still waits: needs 1 more approval, not from Ana`).test(textOf(content)),
      );
    services.advance(29 * 60_000);
    await harness.tick();
    expect(reminders()).toHaveLength(0);
    services.advance(2 * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
    const about = reminders();
    expect(new Set(about.map((one) => one.at.conversation.id))).toEqual(new Set([flows.soc.id, duty.id]));
    const places = about.map((one) => one.at.conversation.id + textOf(one.content));
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("a stale card", () => {
  test.each(["Approve", "Deny"])(
    "of before the end: %s acts on nothing and shows how it stands",
    async (title) => {
      const card = await isolate(`old-view-${title}`);
      const old: Shown = { ...card };
      await deny(harness, "carla", card);
      const before = await flows.events(card);
      const answer = await harness.click("david", old, title);
      expect(answer.kind).toBe("card");
      expect(JSON.stringify(answer)).toContain('"state":"Denied"');
      expect(await flows.events(card)).toEqual(before);
    },
  );

  test("of the requester shows it too", async () => {
    const card = await isolate("old-own-view");
    const own = contentOf(await harness.click("ana", card, "Refresh"));
    await deny(harness, "carla", card);
    const answer = await harness.click("ana", { ...card, content: own }, "Cancel request");
    expect(JSON.stringify(answer)).toContain('"state":"Denied"');
  });

  test("that was edited to show another request decides neither", async () => {
    const [one, two] = [await isolate("edited-one"), await isolate("edited-two")];
    const mixed: Shown = { ...one, content: two.content };
    expect(JSON.stringify(await harness.click("carla", mixed, "Approve"))).toContain("can't be used here");
    expect([(await flows.request(one)).approvals, (await flows.request(two)).approvals]).toEqual([[], []]);
  });

  test("that was forwarded tells the state, and nothing else", async () => {
    const card = await isolate("forwarded");
    const elsewhere = conversation("19:general@thread.tacv2", "channel");
    const copy: Shown = { ...card, at: { conversation: elsewhere, activityId: "copy" } };
    const answer = JSON.stringify(await harness.click("carla", copy, "Approve"));
    expect(answer).toContain("is Requested now");
    expect(answer).not.toContain("forwarded");
    expect((await flows.request(card)).approvals).toEqual([]);
  });
});

test("`requests` says what waits for whom", async () => {
  policy.rules = TWO;
  const card = await isolate("listed");
  await harness.click("carla", card, "Approve");
  const [list] = await harness.say("ana", flows.soc, "requests");
  expect(textOf(list!.content)).toMatch(
    /asked by Ana Ruiz · needs 1 more approval, not from Ana Ruiz, Carla Weiss, exp/,
  );
});
