import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { UserError } from "../../src/shared/errors.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";
import { verbatim } from "../../src/texts/text.ts";

/** What was once subscribed in a 1:1 chat, after its owner has lost the role that it takes. */

const DAY_MS = 86_400_000;
const LINE = "Nobody who could approve this has been told";

let services: Services;
let harness: Harness;
let flows: Flows;

const chatOf = (key: PersonKey) => conversation(`1:1-${senderOf(key).oid}`, "personal");
const davids = chatOf("david");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  flows = openFlows(services, harness);
});

afterAll(() => services?.close());

beforeEach(async () => {
  services.sandboxEntra.setRoles("david", ["Approver"]);
  services.advance(61_000);
  for (const key of ["ana", "david"] as const) await services.signIn(key);
  await harness.say("david", davids, "subscribe approvals");
});

async function settled(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await harness.tick();
}

/** Ana asks in a 1:1 chat; gives Ana's card, and David's. */
async function asked(): Promise<{ readonly card: Shown; readonly copies: readonly Shown[] }> {
  const before = harness.shown.length;
  const [card] = await harness.say("ana", chatOf("ana"), `isolate ${flows.workstation().computerDnsName} x`);
  await settled();
  const copies = harness.shown
    .slice(before)
    .filter(
      ({ at, content }) => at.conversation.id === davids.id && textOf(content).includes('"card":"request"'),
    );
  return { card: card!, copies };
}

const said = (words: string): readonly Shown[] =>
  harness.shown.filter(
    ({ at, content }) => at.conversation.id === davids.id && textOf(content).includes(words),
  );

async function subscriptions(): Promise<string> {
  return textOf((await harness.say("david", davids, "subscriptions")).at(-1)!.content);
}

test("an Approver gets the card; who has lost the role gets none, and is told so once, without a device's name", async () => {
  expect((await asked()).copies).toHaveLength(1);
  services.sandboxEntra.setRoles("david", []);
  services.advance(61_000);
  const { card, copies } = await asked();
  expect(copies).toHaveLength(0);
  expect(textOf(card.content)).toContain(LINE);
  await asked();
  expect(said("I no longer post approval requests")).toHaveLength(1);
  expect(await subscriptions()).toContain("paused since");
  expect(
    (await harness.say("david", davids, "subscribe approvals")).map(({ content }) => textOf(content)).join(),
  ).toContain("You need the role");
  services.sandboxEntra.setRoles("david", ["Approver"]);
  services.advance(61_000);
  await harness.say("david", davids, "subscribe approvals");
  expect(await subscriptions()).not.toContain("paused");
  expect((await asked()).copies).toHaveLength(1);
});

test("news with a device's name stops as the cards do", async () => {
  const { card } = await asked();
  services.sandboxEntra.setRoles("david", []);
  services.advance(61_000);
  const before = harness.shown.length;
  services.advance(31 * 60_000);
  await settled();
  await settled();
  const later = harness.shown.slice(before).filter(({ at }) => at.conversation.id === davids.id);
  expect(later.map(({ content }) => textOf(content)).join()).not.toContain("desk-");
  expect(textOf(card.content)).toContain("Requested");
});

test("who has signed out gets none either", async () => {
  await services.entra.signOut(senderOf("david"));
  expect((await asked()).copies).toHaveLength(0);
  await services.signIn("david");
});

test("a role that can't be checked is neither: the card waits, the requester reads that nobody was told, and it comes", async () => {
  const [before, told] = [harness.shown.length, said("I no longer post approval requests").length];
  const working = harness.deps.identity.fresh.bind(harness.deps.identity);
  Object.assign(harness.deps.identity, {
    fresh: (who: { oid: string }, ...rest: [number, AbortSignal]) =>
      who.oid === senderOf("david").oid
        ? Promise.reject(new UserError("could-not-check", verbatim("no")))
        : working(who as Parameters<typeof working>[0], ...rest),
  });
  const { card, copies } = await asked();
  expect(copies).toHaveLength(0);
  for (let times = 0; times < 12; times += 1) {
    services.advance(5_000);
    await settled();
  }
  expect(textOf(card.content)).toContain(LINE);
  expect(said("I no longer post approval requests")).toHaveLength(told);
  Object.assign(harness.deps.identity, { fresh: working });
  services.advance(120_000);
  await settled();
  const came = harness.shown
    .slice(before)
    .filter(
      ({ at, content }) => at.conversation.id === davids.id && textOf(content).includes('"card":"request"'),
    );
  expect(came).toHaveLength(1);
  expect(textOf(card.content)).not.toContain(LINE);
});

test("is looked at once a day, also when there is nothing to post", async () => {
  const told = said("I no longer post approval requests").length;
  services.sandboxEntra.setRoles("david", []);
  await settled();
  expect(await subscriptions()).not.toContain("paused");
  services.advance(DAY_MS + 1_000);
  await settled();
  await settled();
  expect(said("I no longer post approval requests")).toHaveLength(told + 1);
});
