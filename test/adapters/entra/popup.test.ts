import { afterEach, beforeEach, expect, test } from "vitest";
import type { Entra } from "../../../src/adapters/entra/index.ts";
import type { PersonKey } from "../../../sandbox/people.ts";
import { landingOf, signInAt } from "../../support/popup.ts";
import { openBench, PUBLIC_URL, type Bench } from "./fixtures.ts";

let bench: Bench;
let bot: Entra;

beforeEach(async () => {
  bench = await openBench();
  bot = bench.bot();
});
afterEach(() => bench.close());

async function pick(url: string, key: PersonKey): Promise<{ state: string; code: string }> {
  const back = await signInAt(url, key);
  expect(back.href.startsWith(`${PUBLIC_URL}/auth/end?`)).toBe(true);
  return landingOf(back);
}

const NOTHING = { claims: null, permission: null };

async function begin(
  key: PersonKey,
  missing: Parameters<Entra["popupTicket"]>[1] = NOTHING,
): Promise<string> {
  const ticket = await bot.popupTicket(bench.sender(key), missing);
  const url = await bot.popupStart(ticket, bench.signal());
  return url ?? expect.fail("no URL");
}

test("signs a person in through the page", async () => {
  const url = new URL(await begin("ana"));
  expect(url.origin).toBe(bench.sandbox.pagesUrl);
  expect(url.searchParams.get("prompt")).toBe("select_account");
  expect(url.searchParams.get("code_challenge_method")).toBe("S256");
  expect(url.searchParams.get("scope")?.split(" ").sort()).toEqual([
    "https://api.securitycenter.microsoft.com/Machine.Read",
    "offline_access",
    "openid",
    "profile",
  ]);
  const code = await bot.popupEnd(await pick(url.href, "ana"), bench.signal());
  expect(await bot.known(bench.sender("ana"))).toBeNull();
  const standing = await bot.popupRedeem(bench.sender("ana"), code ?? "");
  expect(standing).toMatchObject({ person: { oid: bench.sender("ana").oid }, roles: ["Responder"] });
  const [record] = await bench.store.transaction((tx) => tx.audit.list(null, 9));
  expect(record).toMatchObject({ index: 0, event: "signed-in", outcome: "sign-in page" });
  await bot.personToken(bench.sender("ana"), "Machine.Scan", bench.signal());
  expect(bench.sandbox.counts()).toEqual({ authorization_code: 1, refresh_token: 1 });
});

test("passes a claims challenge on", async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  const url = new URL(await begin("ana", { claims, permission: null }));
  // msal adds optional claims of its own.
  expect(JSON.parse(url.searchParams.get("claims") ?? "")).toMatchObject(JSON.parse(claims));
  expect(url.searchParams.has("prompt")).toBe(false);
});

test("asks for the permission that was missing, and then it is there", async () => {
  const sender = bench.sender("ana");
  await bot.signIn(sender, await bench.sandbox.ssoToken("ana"), bench.signal());
  bench.sandbox.requireConsent("ana", true, "Machine.Isolate");
  const isolate = () => bot.personToken(sender, "Machine.Isolate", bench.signal());
  const missing = { reason: "consent", claims: null, permission: "Machine.Isolate" } as const;
  await expect(isolate()).rejects.toMatchObject(missing);
  await expect(bot.hold(sender, "Machine.Isolate", bench.signal())).rejects.toMatchObject(missing);
  const url = new URL(await begin("ana", missing));
  expect(url.searchParams.get("scope")?.split(" ")).toEqual(
    expect.arrayContaining([
      "https://api.securitycenter.microsoft.com/Machine.Read",
      "https://api.securitycenter.microsoft.com/Machine.Isolate",
    ]),
  );
  const code = await bot.popupEnd(await pick(url.href, "ana"), bench.signal());
  expect(await bot.popupRedeem(sender, code ?? "")).not.toBeNull();
  expect(await bench.sandbox.verifyAccessToken(await isolate())).toMatchObject({ oid: sender.oid });
});

test("tickets, states and codes are good once", async () => {
  const ticket = await bot.popupTicket(bench.sender("ana"), NOTHING);
  const url = (await bot.popupStart(ticket, bench.signal())) ?? "";
  expect(await bot.popupStart(ticket, bench.signal())).toBeNull();
  const back = await pick(url, "ana");
  const code = (await bot.popupEnd(back, bench.signal())) ?? "";
  expect(await bot.popupEnd(back, bench.signal())).toBeNull();
  expect(await bot.popupRedeem(bench.sender("ana"), code)).not.toBeNull();
  expect(await bot.popupRedeem(bench.sender("ana"), code)).toBeNull();
});

test("tickets end after 10 minutes, what follows after 5", async () => {
  const late = await bot.popupTicket(bench.sender("ana"), NOTHING);
  bench.skip(600_001);
  expect(await bot.popupStart(late, bench.signal())).toBeNull();
  const slow = await pick(await begin("ana"), "ana");
  bench.skip(300_001);
  expect(await bot.popupEnd(slow, bench.signal())).toBeNull();
  const code = await bot.popupEnd(await pick(await begin("ana"), "ana"), bench.signal());
  expect(code).not.toBeNull();
  bench.skip(300_001);
  expect(await bot.popupRedeem(bench.sender("ana"), code ?? "")).toBeNull();
});

test("somebody else at the page, or with the code, gets nothing", async () => {
  const attacker = await pick(await begin("ana"), "carla");
  await expect(bot.popupEnd(attacker, bench.signal())).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringMatching(/another account than the one that asked.*pick the account that you use/),
  });
  expect(bench.logged.at(-1)).toContain("another person's");
  const code = (await bot.popupEnd(await pick(await begin("ana"), "ana"), bench.signal())) ?? "";
  expect(code).toMatch(/^[\w-]{22}$/);
  expect(await bot.popupRedeem(bench.sender("carla"), code)).toBeNull();
  expect(await bot.popupRedeem({ ...bench.sender("ana"), tid: "other" }, code)).toBeNull();
  for (const key of ["ana", "carla"] as const) expect(await bot.known(bench.sender(key))).toBeNull();
});

test("secrets of one step don't work at another; junk works nowhere", async () => {
  const ticket = await bot.popupTicket(bench.sender("ana"), NOTHING);
  expect(await bot.popupRedeem(bench.sender("ana"), ticket)).toBeNull();
  expect(await bot.popupEnd({ state: ticket, code: "x" }, bench.signal())).toBeNull();
  for (const junk of ["", "../..", "x".repeat(5_000), "\u0000", "' or 1=1 --"]) {
    expect(await bot.popupStart(junk, bench.signal())).toBeNull();
    expect(await bot.popupEnd({ state: junk, code: "x" }, bench.signal())).toBeNull();
    expect(await bot.popupRedeem(bench.sender("ana"), junk)).toBeNull();
  }
  expect(await bot.popupStart(ticket, bench.signal())).not.toBeNull();
});

test("a code that Entra refuses gives nothing", async () => {
  const { state } = await pick(await begin("ana"), "ana");
  expect(await bot.popupEnd({ state, code: "made-up" }, bench.signal())).toBeNull();
  const swapped = await pick(await begin("ana"), "ana");
  const other = await pick(await begin("ana"), "ana");
  // Another sign-in's code: PKCE binds each code to its own state.
  expect(await bot.popupEnd({ state: swapped.state, code: other.code }, bench.signal())).toBeNull();
  expect(bench.sandbox.calls.at(-1)).toMatchObject({ error: 501481 });
});

test("a ticket stays good while Entra can't be reached", async () => {
  const ticket = await bot.popupTicket(bench.sender("ana"), NOTHING);
  await bench.sandbox.faults.down();
  await expect(bot.popupStart(ticket, bench.signal())).rejects.toMatchObject({ code: "unreachable" });
  await bench.sandbox.faults.up();
  expect(await bot.popupStart(ticket, bench.signal())).not.toBeNull();
});
