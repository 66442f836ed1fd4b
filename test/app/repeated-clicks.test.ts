import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { clickOn, contentOf, copyOf, noticeOn } from "../support/clicks.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, type Office, type Shown } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** What came too late is told what happened instead, and no click acts twice. */

let services: Services;
let office: Office;
let desk: Desk;
const policy: { -readonly [K in keyof Policy]: Policy[K] } = { ...DEFAULT_POLICY, limits: {} };
const TWO: Policy["rules"] = [{ name: "two", when: { action: ["isolate"] }, then: { approvals: 2 } }];

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  office = openOffice(services, policy);
  desk = openDesk(services, office);
  for (const key of ["ana", "ben", "carla", "david", "erin"] as const) await services.signIn(key);
  await office.say("erin", desk.soc, "enable");
});

afterEach(() => {
  policy.rules = DEFAULT_POLICY.rules;
  policy.emergency = DEFAULT_POLICY.emergency;
  // Each test has a minute of the bot's call budget for itself.
  services.advance(60_000);
});

afterAll(async () => {
  await services?.close();
});

const isolate = (reason: string, device = desk.workstation(), more = "") =>
  desk.ask(`isolate ${device.computerDnsName} ${more} ${reason}`);

async function stateOf(card: Shown): Promise<string> {
  for (let round = 0; round < 3; round += 1) await office.tick();
  return (await desk.request(card)).state;
}

describe("who comes second is told what happened instead", () => {
  test("a late Deny", async () => {
    const card = await isolate("too-late");
    const old = copyOf(card);
    await office.click("carla", card, "Approve");
    await desk.settle(card, "Succeeded");
    const notice = noticeOn(await office.click("david", old, "Deny"));
    expect(notice).toMatch(/came too late, and nothing was done: .* is Succeeded now/);
  });

  test("the second of two who approve at once, and the second who denies", async () => {
    const card = await isolate("at-once");
    const old = copyOf(card);
    const form = { ...old, content: contentOf(await office.click("david", old, "Deny")) };
    const answers = await Promise.all([
      office.click("carla", old, "Approve"),
      office.click("david", form, "Deny"),
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
      return { ...card, content: contentOf(await office.click("carla", card, "Deny")) };
    },
  },
  { title: "Refresh", by: "carla", prepare: (reason) => isolate(reason) },
  {
    title: "Cancel request",
    by: "ana",
    async prepare(reason) {
      const card = await isolate(reason);
      return { ...card, content: contentOf(await office.click("ana", card, "Refresh")) };
    },
  },
  {
    title: "Revoke",
    by: "carla",
    async prepare(reason) {
      policy.rules = TWO;
      const card = await isolate(reason);
      await office.click("carla", card, "Approve");
      await office.tick();
      return copyOf(card);
    },
  },
  {
    title: "Resume",
    by: "carla",
    async prepare(reason) {
      const card = await isolate(reason);
      await office.click("david", card, "Approve");
      await office.say("carla", desk.soc, "halt drill");
      expect(await stateOf(card)).toBe("Interrupted");
      await office.say("erin", desk.soc, "resume");
      await office.tick();
      return copyOf(card);
    },
  },
  {
    title: "Review",
    by: "carla",
    async prepare(reason) {
      policy.emergency = { enabled: true, actions: ["isolate"] };
      return copyOf(
        await desk.ask(`isolate ${desk.workstation().computerDnsName} emergency:true ${reason}`, "david"),
      );
    },
  },
];

describe("every verb acts once, and is answered with the card as it is", () => {
  test.each(CASES)("$title: delivered again, and pressed again", async ({ title, by, prepare }) => {
    const card = await prepare(`again-${title.toLowerCase().replace(" ", "-")}`);
    const turn = clickOn(by, card, title);
    expect((await office.deliver(turn)).kind).toBe("card");
    const after = await desk.request(card);
    const events = await desk.events(card);
    expect((await office.deliver(turn)).kind).toBe("card");
    expect((await office.click(by, card, title)).kind).toBe("card");
    expect(await desk.request(card)).toEqual(after);
    expect((await desk.events(card)).filter((event) => event !== "refused")).toEqual(events);
  });

  test("a click whose process was killed is carried out when it is delivered again", async () => {
    const card = await isolate("killed");
    const turn = clickOn("carla", card, "Approve");
    const key = `turn|${turn.conversation.id}|${turn.activityId}`;
    // What a process leaves behind that dies while it works on the click.
    await services.store.transaction((tx) => tx.once.take(key, services.clock.now(), 5000));
    expect((await office.deliver(turn)).kind).toBe("busy");
    expect((await desk.request(card)).approvals).toEqual([]);
    services.advance(5001);
    expect((await office.deliver(turn)).kind).toBe("card");
    expect((await desk.request(card)).approvals).toHaveLength(1);
  });
});
