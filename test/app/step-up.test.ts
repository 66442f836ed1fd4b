import { deny } from "../support/clicks.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { TurnAnswer } from "../../src/messaging/turn.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { oid, usingLeases } from "../support/leases.ts";
import { textOf, type Shown } from "../support/harness.ts";
import { landingOf, signInAt } from "../support/popup.ts";
import { idOf, soc } from "../support/flows.ts";

/** Rules with `stepUp`: the approver signs in, strongly and in the popup, for each click. */

const bench = usingLeases();

beforeAll(() => {
  bench.services.sandboxEntra.addRedirectUri("http://127.0.0.1:3978/auth/end");
});

/** A request that waits under a rule with step-up. */
async function waiting(...contexts: readonly string[]): Promise<Shown> {
  bench.policy.rules = contexts.map((stepUp) => ({
    name: `strong ${stepUp}`,
    when: { action: ["isolate"] },
    then: { stepUp },
  }));
  return bench.ask(`isolate ${bench.workstation().id} beaconing`);
}

function ticketOf(answer: TurnAnswer): string {
  return answer.kind === "login" ? answer.ticket : expect.fail(`no sign-in, but ${JSON.stringify(answer)}`);
}

/** Goes through the popup that an answer asks for; gives the code that the client brings back. */
async function popup(key: PersonKey, answer: TurnAnswer): Promise<string> {
  const signal = AbortSignal.timeout(10_000);
  const url = await bench.services.entra.popupStart(ticketOf(answer), signal);
  const landing = landingOf(await signInAt(url ?? expect.fail("no URL"), key));
  return (await bench.services.entra.popupEnd(landing, signal)) ?? expect.fail("no code");
}

const press = (key: PersonKey, card: Shown, title: string, code: string | null = null) =>
  bench.harness.click(key, card, title, {}, { code });

test("the click asks for the popup, however fresh the session, and counts when it comes back with the sign-in", async () => {
  const card = await waiting("c1");
  expect(textOf(card.content)).toContain("a stronger one (c1)");
  await bench.services.signIn("carla");
  const asked = await press("carla", card, "Approve");
  expect(asked).toMatchObject({ kind: "login", exchangeId: null });
  expect(await bench.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  expect(await bench.events(card)).toEqual(["requested"]);
  await press("carla", card, "Approve", await popup("carla", asked));
  await bench.settle(card, "Succeeded");
  expect(await bench.request(card)).toMatchObject({ approvals: [{ person: { oid: oid("carla") } }] });
});

test("a sign-in for one click is no good for another, nor twice", async () => {
  const first = await waiting("c1");
  const second = await bench.ask(`isolate ${bench.workstation().id} too`);
  const code = await popup("carla", await press("carla", first, "Approve"));
  expect(await press("carla", second, "Approve", code)).toMatchObject({ kind: "login", exchangeId: null });
  expect(await press("carla", first, "Approve", code)).toEqual({ kind: "invalid-code" });
  for (const card of [first, second]) expect(await bench.request(card)).toMatchObject({ approvals: [] });
});

test("a sign-in that somebody else brings is none", async () => {
  const card = await waiting("c1");
  const code = await popup("carla", await press("carla", card, "Approve"));
  expect(await press("david", card, "Approve", code)).toEqual({ kind: "invalid-code" });
  expect(await bench.request(card)).toMatchObject({ approvals: [] });
});

test("a sign-in from six minutes ago is none", async () => {
  const card = await waiting("c1");
  const code = await popup("carla", await press("carla", card, "Approve"));
  bench.services.advance(6 * 60_000);
  expect(await press("carla", card, "Approve", code)).toEqual({ kind: "invalid-code" });
});

test("a silent token does not do: the popup follows it", async () => {
  const card = await waiting("c1");
  await bench.services.entra.signOut({ oid: oid("david"), tid: soc.tenantId });
  expect(await press("david", card, "Approve")).toMatchObject({
    kind: "login",
    exchangeId: expect.any(String),
  });
  const ssoToken = await bench.services.sandboxEntra.ssoToken("david");
  const asked = await bench.harness.click("david", card, "Approve", {}, { ssoToken });
  expect(asked).toMatchObject({ kind: "login", exchangeId: null });
  await press("david", card, "Approve", await popup("david", asked));
  await bench.settle(card, "Succeeded");
});

test("two rules with two contexts ask for one after the other", async () => {
  const card = await waiting("c1", "c2");
  const second = await press(
    "carla",
    card,
    "Approve",
    await popup("carla", await press("carla", card, "Approve")),
  );
  expect(second).toMatchObject({ kind: "login", exchangeId: null });
  expect(await bench.request(card)).toMatchObject({ approvals: [] });
  await press("carla", card, "Approve", await popup("carla", second));
  await bench.settle(card, "Succeeded");
});

test("who may not approve is refused without being sent anywhere", async () => {
  const card = await waiting("c1");
  expect(JSON.stringify(await press("ana", card, "Approve"))).toContain("asked for this yourself");
  expect(JSON.stringify(await press("erin", card, "Approve"))).toContain("role Approver");
});

test("Deny needs none", async () => {
  const card = await waiting("c1");
  await deny(bench.harness, "carla", card);
  expect(await bench.request(card)).toMatchObject({ state: "Denied" });
});

describe("what sends or prolongs later asks for it too:", () => {
  test("Resume", async () => {
    const card = await waiting("c1");
    await press("carla", card, "Approve", await popup("carla", await press("carla", card, "Approve")));
    await bench.services.entra.signOut({ oid: oid("carla"), tid: soc.tenantId });
    await bench.settle(card, "Interrupted");
    const asked = await press("david", card, "Resume");
    expect(asked).toMatchObject({ kind: "login", exchangeId: null });
    await press("david", card, "Resume", await popup("david", asked));
    await bench.settle(card, "Succeeded");
    await bench.services.signIn("carla");
  });

  test("Extend", async () => {
    const { release } = await bench.lease("1h");
    // A sign-in is compared with the click by Entra's clock, which the bot's has to agree with.
    bench.today();
    const end = await bench.endOf(release);
    bench.policy.rules = [{ name: "strong", when: { action: ["isolate"] }, then: { stepUp: "c1" } }];
    const longer = (code: string | null) =>
      bench.harness.click("david", release, "Extend", { for: "1h" }, { code });
    const asked = await longer(null);
    expect(asked).toMatchObject({ kind: "login", exchangeId: null });
    expect(await bench.endOf(release)).toBe(end);
    await longer(await popup("david", asked));
    expect(await bench.endOf(release)).toBe(end + 3_600_000);
  });
});

test("tokens and codes of the popup are in no card and no message", () => {
  const shown = bench.harness.shown.map((one) => textOf(one.content)).join("\n");
  expect(shown).not.toMatch(/eyJ|acrs/);
  expect(shown).toContain(
    idOf(bench.harness.shown.findLast((one) => textOf(one.content).includes('"steps"'))!),
  );
});
