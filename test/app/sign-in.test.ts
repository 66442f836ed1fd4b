import { afterAll, beforeAll, expect, test } from "vitest";
import type { TokenExchangeTurn } from "../../src/messaging/turn.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";
import { landingOf, signInAt } from "../support/popup.ts";
import { buttonOf, conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";

/** A command that needed a sign-in goes on by itself, once, and for its author only. */

let services: Services;
let harness: Harness;
const chat = conversation("19:night@thread.v2", "groupChat");
const channel = conversation("19:soc@thread.tacv2", "channel");
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  await services.signIn("erin");
  await harness.say("erin", chat, "enable");
  await harness.say("erin", channel, "enable");
});

afterAll(async () => {
  await services?.close();
});

let deliveries = 0;
async function exchange(
  key: PersonKey,
  exchangeId: string,
  place = chat,
  token?: string,
): Promise<TokenExchangeTurn> {
  return {
    kind: "token-exchange",
    activityId: `x${(deliveries += 1)}`,
    sender: senderOf(key),
    conversation: place,
    at: Date.now(),
    exchangeId,
    connectionName: "defender",
    token: token ?? (await services.sandboxEntra.ssoToken(key)),
  };
}

function exchangeIdOf(shown: Shown | undefined): string {
  if (shown?.content.kind !== "oauth" || shown.content.exchangeId === null)
    throw new Error(`no OAuth card, but ${JSON.stringify(shown)}`);
  return shown.content.exchangeId;
}

function oboCalls(): number {
  return services.sandboxEntra.counts()["urn:ietf:params:oauth:grant-type:jwt-bearer"] ?? 0;
}

function alertLists(): number {
  return harness.shown.filter((one) => textOf(one.content).includes('"card":"alerts"')).length;
}

test("three devices exchange one prompt: one call to Entra, one answer to the command", async () => {
  const [prompt] = await harness.say("ana", chat, "alerts");
  const id = exchangeIdOf(prompt);
  const [calls, lists] = [oboCalls(), alertLists()];
  const turns = await Promise.all([exchange("ana", id), exchange("ana", id), exchange("ana", id)]);
  const answers = await Promise.all(turns.map((turn) => harness.deliver(turn)));
  expect(answers.map((answer) => answer.kind)).toEqual(["exchange-ok", "exchange-ok", "exchange-ok"]);
  expect(await harness.deliver(await exchange("ana", id))).toMatchObject({ kind: "exchange-ok" });
  expect(oboCalls()).toBe(calls + 1);
  expect(alertLists()).toBe(lists + 1);
});

test("somebody else's exchange signs that person in and runs nothing", async () => {
  await harness.say("ana", own, "signout");
  const [prompt] = await harness.say("ana", chat, "alerts");
  const lists = alertLists();
  expect(await harness.deliver(await exchange("ben", exchangeIdOf(prompt)))).toMatchObject({
    kind: "exchange-ok",
  });
  expect(alertLists()).toBe(lists);
  expect(await services.entra.known(senderOf("ben"))).not.toBeNull();
  await harness.deliver(await exchange("ana", exchangeIdOf(prompt)));
  expect(alertLists()).toBe(lists + 1);
});

test("somebody else's token is refused, and the next good one still works", async () => {
  await harness.say("ana", own, "signout");
  const [prompt] = await harness.say("ana", own, "alerts");
  const id = exchangeIdOf(prompt);
  const stolen = await services.sandboxEntra.ssoToken("carla");
  expect(await harness.deliver(await exchange("ana", id, own, stolen))).toMatchObject({
    kind: "exchange-failed",
  });
  expect(await services.entra.known(senderOf("ana"))).toBeNull();
  expect(await harness.deliver(await exchange("ana", id, own))).toMatchObject({ kind: "exchange-ok" });
});

test("in a channel the Sign in button asks the client for a token, and the author's command goes on", async () => {
  await harness.say("ana", own, "signout");
  const [card] = await harness.say("ana", channel, "alerts");
  expect(textOf(card!.content)).toContain('"card":"sign-in"');
  const lists = alertLists();
  expect(await harness.click("ana", card!, "Sign in")).toMatchObject({ kind: "login" });
  const click = {
    kind: "click" as const,
    activityId: "retry-1",
    sender: senderOf("ana"),
    conversation: channel,
    at: Date.now(),
    verb: "sign-in",
    data: { ref: buttonOf(card!.content, "Sign in").ref },
    trigger: "manual" as const,
    cardActivityId: card!.at.activityId,
    ssoToken: await services.sandboxEntra.ssoToken("ana"),
    code: null,
  };
  // A client may send one activity until its token is good.
  expect(await harness.deliver({ ...click, ssoToken: "none" })).toMatchObject({ kind: "sign-in-failed" });
  expect(await harness.deliver(click)).toMatchObject({ kind: "card" });
  expect(alertLists()).toBe(lists + 1);
  expect(await harness.deliver({ ...click, activityId: "retry-2" })).toMatchObject({ kind: "card" });
  expect(alertLists()).toBe(lists + 1);
});

/** The sign-in window that belongs to a ticket, up to the code that the client brings back. */
async function popup(key: PersonKey, ticket: string): Promise<string> {
  const signal = AbortSignal.timeout(10_000);
  const url = (await services.entra.popupStart(ticket, signal)) ?? "";
  return (await services.entra.popupEnd(landingOf(await signInAt(url, key)), signal)) ?? "";
}

function oauthOf(shown: Shown | undefined) {
  if (shown?.content.kind !== "oauth") throw new Error(`no OAuth card, but ${JSON.stringify(shown)}`);
  return shown.content;
}

test("a missing consent is asked for once, with the button alone, and the command goes on", async () => {
  services.sandboxEntra.requireConsent("ana", true, "SecurityAlert.Read.All");
  await harness.say("ana", own, "signout");
  const [silent] = await harness.say("ana", chat, "alerts");
  const before = harness.shown.length;
  await harness.deliver(await exchange("ana", exchangeIdOf(silent)));
  const [prompt, ...more] = harness.shown.slice(before);
  expect(more).toEqual([]);
  expect(oauthOf(prompt)).toMatchObject({
    exchangeId: null,
    text: expect.stringMatching(/consent.*permission SecurityAlert\.Read\.All/),
  });
  const lists = alertLists();
  const base = { sender: senderOf("ana"), conversation: chat, at: Date.now() };
  const code = await popup("ana", oauthOf(prompt).ticket);
  await harness.deliver({ ...base, kind: "verify-state", activityId: "v1", code });
  expect(alertLists()).toBe(lists + 1);
  const [again] = await harness.say("ana", chat, "alerts");
  expect(textOf(again!.content)).toContain('"card":"alerts"');
});

test("in a channel the click on Sign in leads to the window, and its code runs the command", async () => {
  services.sandboxEntra.requireConsent("ana", true, "Machine.Read");
  services.advance(61 * 60_000);
  const [card, ...others] = await harness.say("ana", channel, "isolate ward3-nurse12 beaconing");
  expect(others).toEqual([]);
  const shown = harness.shown.length;
  const login = await harness.click("ana", card!, "Sign in");
  if (login.kind !== "login") throw new Error(`no login, but ${JSON.stringify(login)}`);
  expect(login).toMatchObject({ kind: "login", exchangeId: null });
  expect(harness.shown).toHaveLength(shown);
  const code = await popup("ana", login.ticket);
  const answer = await harness.deliver({
    kind: "click",
    activityId: "with-code",
    sender: senderOf("ana"),
    conversation: channel,
    at: Date.now(),
    verb: "sign-in",
    data: {},
    trigger: "manual",
    cardActivityId: card!.at.activityId,
    ssoToken: null,
    code,
  });
  services.advance(-61 * 60_000);
  expect(JSON.stringify(answer)).toContain("Signed in as");
  expect(harness.shown.slice(shown).map((one) => textOf(one.content))).toEqual([
    expect.stringContaining('"card":"request"'),
  ]);
});

test("a command older than ten minutes does not go on", async () => {
  await harness.say("ana", own, "signout");
  const [prompt] = await harness.say("ana", own, "alerts");
  const lists = alertLists();
  services.advance(11 * 60_000);
  await harness.deliver(await exchange("ana", exchangeIdOf(prompt), own));
  services.advance(-11 * 60_000);
  expect(alertLists()).toBe(lists);
});

test("an automatic refresh never asks anybody to sign in", async () => {
  const answer = await harness.deliver({
    kind: "click",
    activityId: "auto-1",
    sender: senderOf("noor"),
    conversation: channel,
    at: Date.now(),
    verb: "view",
    data: { ref: "XXXX-XXXX" },
    trigger: "automatic",
    cardActivityId: "nothing",
    ssoToken: null,
    code: null,
  });
  expect(answer.kind).not.toBe("login");
});

test("signout ends a sign-in window that is still open, and the command that waits for it", async () => {
  await harness.say("ana", own, "signout");
  const [prompt] = await harness.say("ana", own, "alerts");
  const code = await popup("ana", oauthOf(prompt).ticket);
  expect(code).not.toBe("");
  const [answer] = await harness.say("ana", own, "signout");
  expect(textOf(answer!.content)).toContain("deleted all tokens");
  const lists = alertLists();
  const base = { sender: senderOf("ana"), conversation: own, at: Date.now() };
  await harness.deliver({ ...base, kind: "verify-state", activityId: "late-code", code });
  expect(textOf(harness.shown.at(-1)!.content)).toContain("too old");
  expect(await services.entra.known(senderOf("ana"))).toBeNull();
  await services.signIn("ana");
  await harness.deliver(await exchange("ana", exchangeIdOf(prompt), own));
  expect(alertLists()).toBe(lists);
  await harness.say("ana", own, "signout");
  const [nothing] = await harness.say("ana", own, "signout");
  expect(textOf(nothing!.content)).toContain("You are not signed in; I hold nothing of yours.");
});

test("a sign-in that only an administrator can make possible is not asked for again and again", async () => {
  await harness.say("ana", own, "signout");
  const [prompt] = await harness.say("ana", own, "alerts");
  services.sandboxEntra.assign("ana", false);
  const before = harness.shown.length;
  for (const _device of ["phone", "laptop"]) {
    const answer = await harness.deliver(await exchange("ana", exchangeIdOf(prompt), own));
    expect(answer).toMatchObject({ kind: "exchange-failed" });
  }
  const told = harness.shown.slice(before).map((one) => textOf(one.content));
  expect(told).toEqual([expect.stringMatching(/not assigned.*ask an administrator of Entra ID/)]);
  services.sandboxEntra.assign("ana", true);
});

test("who is signed in, and disabled since, is told whom to ask: no prompt, at a command and at a click", async () => {
  await services.signIn("ana");
  services.sandboxEntra.disable("ana");
  services.advance(61_000);
  const [answer, ...more] = await harness.say("ana", own, "whoami");
  expect(answer?.content.kind).not.toBe("oauth");
  expect(textOf(answer!.content)).toMatch(/account is disabled.*ask an administrator of Entra ID/);
  expect(more).toEqual([]);
  const click = await harness.deliver({
    ...{ kind: "click", activityId: "barred", sender: senderOf("ana"), conversation: own, at: Date.now() },
    ...{ verb: "sign-in", data: {}, trigger: "manual", cardActivityId: "none", code: null },
    ssoToken: await services.sandboxEntra.ssoToken("ana"),
  });
  expect(click).toMatchObject({ kind: "message", text: expect.stringContaining("administrator") });
  services.sandboxEntra.enable("ana");
  services.advance(-61_000);
});
