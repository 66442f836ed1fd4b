import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { clickOn, contentOf, copyOf, noticeOn } from "../support/clicks.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { type Harness, type Shown } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** What came too late is told what happened instead, and no click acts twice. */

let services: Services;
let harness: Harness;
let flows: Flows;
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...USUAL_POLICY, limits: {} };
const TWO: Policy["rules"] = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    policy,
    people: ["ana", "ben", "carla", "david", "erin"],
  }));
});

afterEach(() => {
  policy.rules = USUAL_POLICY.rules;
  policy.emergency = USUAL_POLICY.emergency;
  // Each test has a minute of the bot's call budget for itself.
  services.advance(60_000);
});

afterAll(async () => {
  await services?.close();
});

const isolate = (reason: string, device = flows.workstation(), more = "") =>
  flows.ask(`isolate ${device.computerDnsName} ${more} ${reason}`);

async function stateOf(card: Shown): Promise<string> {
  for (let round = 0; round < 3; round += 1) await harness.tick();
  return (await flows.request(card)).state;
}

describe("who comes second is told what happened instead", () => {
  test("a late Deny", async () => {
    const card = await isolate("too-late");
    const old = copyOf(card);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    const notice = noticeOn(await harness.click("david", old, "Deny"));
    expect(notice).toMatch(/came too late, and nothing was done: .* is Succeeded now/);
  });

  test("the second of two who approve at once, and the second who denies", async () => {
    const card = await isolate("at-once");
    const old = copyOf(card);
    const form = { ...old, content: contentOf(await harness.click("david", old, "Deny")) };
    const answers = await Promise.all([
      harness.click("carla", old, "Approve"),
      harness.click("david", form, "Deny"),
    ]);
    const notices = answers.map(noticeOn).filter((notice) => notice !== "");
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/came too late, and nothing was done: .*(approved|denied|sending)/);
  });
});

/** How each button comes to stand on a card, and who presses it. */
const CASES: readonly {
  readonly title: string;
  readonly by: PersonKey;
  readonly prepare: (reason: string) => Promise<Shown>;
}[] = [
  { title: "Approve", by: "carla", prepare: (reason) => isolate(reason) },
  {
    title: "Deny",
    by: "carla",
    async prepare(reason) {
      const card = await isolate(reason);
      return { ...card, content: contentOf(await harness.click("carla", card, "Deny")) };
    },
  },
  { title: "Refresh", by: "carla", prepare: (reason) => isolate(reason) },
  {
    title: "Cancel request",
    by: "ana",
    async prepare(reason) {
      const card = await isolate(reason);
      return { ...card, content: contentOf(await harness.click("ana", card, "Refresh")) };
    },
  },
  {
    title: "Revoke",
    by: "carla",
    async prepare(reason) {
      policy.rules = TWO;
      const card = await isolate(reason);
      await harness.click("carla", card, "Approve");
      await harness.tick();
      return copyOf(card);
    },
  },
  {
    title: "Resume",
    by: "carla",
    async prepare(reason) {
      const card = await isolate(reason);
      await harness.click("david", card, "Approve");
      await harness.say("carla", flows.soc, "halt drill");
      expect(await stateOf(card)).toBe("Interrupted");
      await harness.say("erin", flows.soc, "resume");
      await harness.tick();
      return copyOf(card);
    },
  },
  {
    title: "Review",
    by: "carla",
    async prepare(reason) {
      policy.emergency = { enabled: true, actions: ["isolate"] };
      return copyOf(
        await flows.ask(`isolate ${flows.workstation().computerDnsName} emergency:true ${reason}`, "david"),
      );
    },
  },
];

describe("every verb acts once, and is answered with the card as it is", () => {
  test.each(CASES)("$title: delivered again, and pressed again", async ({ title, by, prepare }) => {
    const card = await prepare(`again-${title.toLowerCase().replace(" ", "-")}`);
    const turn = clickOn(by, card, title);
    expect((await harness.deliver(turn)).kind).toBe("card");
    const after = await flows.request(card);
    const events = await flows.events(card);
    expect((await harness.deliver(turn)).kind).toBe("card");
    expect((await harness.click(by, card, title)).kind).toBe("card");
    expect(await flows.request(card)).toEqual(after);
    expect((await flows.events(card)).filter((event) => event !== "refused")).toEqual(events);
  });

  test("a click whose process was killed is carried out when it is delivered again", async () => {
    const card = await isolate("killed");
    const turn = clickOn("carla", card, "Approve");
    const key = `turn|${turn.conversation.id}|${turn.activityId}`;
    // What a process leaves behind that dies while it works on the click.
    await services.store.transaction((tx) => tx.once.take(key, services.clock.now(), 5000));
    expect((await harness.deliver(turn)).kind).toBe("busy");
    expect((await flows.request(card)).approvals).toEqual([]);
    services.advance(5001);
    expect((await harness.deliver(turn)).kind).toBe("card");
    expect((await flows.request(card)).approvals).toHaveLength(1);
  });

  test("a click that another process may be at is left to it, however far ahead a clock is", async () => {
    const card = await isolate("ahead");
    const turn = clickOn("carla", card, "Approve");
    const key = `turn|${turn.conversation.id}|${turn.activityId}`;
    await services.store.transaction((tx) => tx.once.take(key, services.clock.now(), 5000));
    services.advance(46 * 60_000);
    services.disagree({ earlier: 46 * 60_000 });
    expect((await harness.deliver(turn)).kind).toBe("busy");
    services.disagree({});
    expect((await harness.deliver(turn)).kind).toBe("card");
    services.advance(-46 * 60_000);
  });
});
