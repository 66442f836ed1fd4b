import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/adapters/store/store.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import { SANDBOX_DOMAIN } from "../../sandbox/people.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, type Harness, type Shown } from "../support/harness.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { silentLog, startServices, type Services } from "../support/services.ts";

/** Two instances of the bot on one PostgreSQL, and people who click at the same moment: what one forbids, none does. */

let postgres: TestPostgres;
let services: Services;
let otherStore: Awaited<ReturnType<typeof openStore>>;
let one: Harness;
let other: Harness;
let flows: Flows;

beforeAll(async () => {
  postgres = await startPostgres();
  const databaseUrl = await postgres.database();
  services = await startServices({ oneClock: true, databaseUrl });
  otherStore = await openStore({ dataDir: "", databaseUrl, log: silentLog });
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  under({ ...USUAL_POLICY, rules: [], limits: {} });
  await one.say("erin", flows.soc, "enable");
});
afterAll(async () => {
  await otherStore?.close();
  await services?.close();
  await postgres?.stop();
});
beforeEach(() => services.advance(61_000));

function under(policy: Policy, another: Policy = policy): void {
  one = openHarness(services, policy);
  other = openHarness({ ...services, store: otherStore }, another, one.shown);
  flows = openFlows(services, one);
}

/** Both work until nothing is due. */
async function rest(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    services.advance(2000);
    await Promise.all([one.tick(), other.tick()]);
  }
}

const isolate = (words: string) => flows.ask(`isolate ${flows.workstation().id} ${words}`);
const sent = (words: string) => flows.sent(words);

describe("an approval at one and a word against it at the other", () => {
  test.each([
    ["david", "Deny", { reason: "no" }],
    ["ana", "Cancel request", {}],
  ] as const)(
    "%s's %s: the device is isolated only if the approval came first",
    async (key, verb, inputs) => {
      for (let round = 0; round < 2; round += 1) {
        const words = `race-${key}-${round}`;
        const card = await isolate(words);
        // The view that only its requester gets has this button.
        const own = key === "ana" ? await one.click("ana", card, "Refresh") : null;
        const on: Shown = own?.kind === "card" ? { ...card, content: own.content } : card;
        await Promise.all([one.click("carla", card, "Approve"), other.click(key, on, verb, inputs)]);
        await rest();
        const { state } = await flows.request(card);
        expect(sent(words)).toBe(["Denied", "Cancelled"].includes(state) ? 0 : 1);
      }
    },
  );

  test("Revoke while the other one completes it: it is sent for two, or for nobody", async () => {
    under({ ...USUAL_POLICY, default: { ...USUAL_POLICY.default, approvals: 2 }, rules: [], limits: {} });
    for (let round = 0; round < 2; round += 1) {
      const words = `race-revoke-${round}`;
      const card = await isolate(words);
      await one.click("carla", card, "Approve");
      await one.tick();
      await Promise.all([other.click("david", card, "Approve"), one.click("carla", card, "Revoke")]);
      await rest();
      const { state, approvals } = await flows.request(card);
      expect(sent(words)).toBe(state === "Requested" ? 0 : 1);
      if (state === "Requested") expect(approvals).toHaveLength(1);
    }
  });

  test("a halt at the other: what was not sent before it is not sent", async () => {
    const card = await isolate("race-halt");
    await Promise.all([one.click("carla", card, "Approve"), other.say("erin", flows.soc, "halt drill")]);
    const before = sent("race-halt");
    await rest();
    const after = await flows.request(card);
    expect(sent("race-halt")).toBe(before);
    expect(["Requested", "Interrupted"]).toContain(after.state);
    await one.say("erin", flows.soc, "resume");
  });
});

test("two clicks at once on two requests never take more than the limit has left", async () => {
  under({ ...USUAL_POLICY, rules: [], limits: { isolate: { perHour: 1 } } });
  services.advance(3_700_000);
  const cards = [await isolate("limit-a"), await isolate("limit-b")];
  await Promise.all([one.click("carla", cards[0]!, "Approve"), other.click("david", cards[1]!, "Approve")]);
  await rest();
  expect(sent("limit-a") + sent("limit-b")).toBe(1);
});

test("beyond a limit that is not the end two people are asked for at both, and the cap holds for both together", async () => {
  under({ ...USUAL_POLICY, rules: [], limits: { isolate: { perHour: 1, hard: 2 } } });
  services.advance(25 * 3_600_000);
  const words = ["cap-a", "cap-b", "cap-c"];
  const cards: Shown[] = [];
  for (const each of words) cards.push(await isolate(each));
  await Promise.all(cards.map((card, n) => (n % 2 === 0 ? one : other).click("carla", card, "Approve")));
  const requests = await Promise.all(cards.map((card) => flows.request(card)));
  expect(requests.filter(({ verdict }) => verdict.approvals === 1)).toHaveLength(1);
  await one.tick();
  const waiting = cards.filter((_, n) => requests[n]?.state === "Requested");
  await Promise.all(waiting.map((card, n) => (n % 2 === 0 ? one : other).click("david", card, "Approve")));
  await rest();
  expect(words.map(sent).reduce((all, n) => all + n)).toBe(2);
});

test("each of two instances that sends at the same moment looks who else does: one call for one request", async () => {
  under({ ...USUAL_POLICY, rules: [], limits: {} });
  const card = await isolate("dispatched-twice");
  await one.click("carla", card, "Approve");
  await Promise.all([one.tick(), other.tick(), one.tick(), other.tick()]);
  await rest();
  expect(sent("dispatched-twice")).toBe(1);
});

test("what the policy of one instance still allows and that of the other does not takes what is stricter at the call", async () => {
  const plain: Policy = { ...USUAL_POLICY, rules: [], limits: {} };
  under(plain, { ...plain, rules: [{ name: "frozen", when: {}, then: { deny: "Not today." } }] });
  const card = await isolate("two-policies");
  await one.click("carla", card, "Approve");
  await other.tick();
  await other.tick();
  expect(sent("two-policies")).toBe(0);
  expect((await flows.request(card)).state).toBe("Denied");
});

test("of three who approve two are never suspended by clicks at the same moment", async () => {
  under({ ...USUAL_POLICY, rules: [], limits: {} });
  services.sandboxEntra.setRoles("david", ["BreakGlass"]);
  for (const key of ["ben", "erin"] as const) services.sandboxEntra.setRoles(key, ["Approver"]);
  const cards = [];
  for (const name of ["erin.novak", "ben.okafor"])
    cards.push(await flows.ask(`suspend ${name}@${SANDBOX_DOMAIN} phished`));
  await Promise.all([one.click("carla", cards[0]!, "Approve"), other.click("carla", cards[1]!, "Approve")]);
  await rest();
  // Whether Entra takes the one that goes through depends on whose account it is.
  const sentFor = services.sandboxGraph.calls.filter(
    ({ method, path }) => method === "PATCH" && path.includes("/users/"),
  );
  expect(sentFor).toHaveLength(1);
});
