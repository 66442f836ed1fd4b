import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Entra } from "../../../src/adapters/entra/index.ts";
import { openBench, type Bench } from "./fixtures.ts";

let bench: Bench;
let bot: Entra;

beforeEach(async () => {
  bench = await openBench();
  bot = bench.bot();
});
afterEach(() => bench.close());

async function signIn(key: "ana" | "carla" | "noor", entra = bot) {
  return entra.signIn(bench.sender(key), await bench.sandbox.ssoToken(key), bench.signal());
}
const fresh = (key: "ana" | "carla", maxAgeMs = 60_000) =>
  bot.fresh(bench.sender(key), maxAgeMs, bench.signal());
const stored = (key: "ana") => {
  const { oid, tid } = bench.sender(key);
  return bench.store.transaction((tx) => tx.tokens.get(`${oid}.${tid}`));
};

test("signs in, tells who it is, and gets each permission's token silently", async () => {
  const standing = await signIn("carla");
  expect(standing.person).toMatchObject({ oid: bench.sender("carla").oid, name: "Carla Weiss" });
  expect(standing.roles).toEqual(["Responder", "Approver"]);
  expect(await bot.known(bench.sender("carla"))).toEqual(standing);
  await bot.personToken(bench.sender("carla"), "Machine.Read", bench.signal());
  expect(bench.sandbox.calls).toHaveLength(1);
  const token = await bot.personToken(bench.sender("carla"), "Machine.Isolate", bench.signal());
  const claims = await bench.sandbox.verifyAccessToken(token);
  expect(claims).toMatchObject({ scp: "Machine.Isolate", oid: bench.sender("carla").oid });
  await bot.hold(bench.sender("carla"), "Machine.Isolate", bench.signal());
  expect(bench.sandbox.counts()).toMatchObject({ refresh_token: 1 });
});

test.for([
  ["another audience", { aud: "https://graph.microsoft.com" }],
  ["another tenant", { tid: "11111111-2222-3333-4444-555555555555" }],
  ["another person", { oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0003" }],
  ["expired", { exp: Math.floor(Date.now() / 1000) - 120 }],
  ["not yet valid", { nbf: Math.floor(Date.now() / 1000) + 600 }],
  ["another issuer", { iss: "https://evil.example/v2.0" }],
  ["without the scope", { scp: "User.Read" }],
  ["without expiry", { exp: undefined }],
] as const)("refuses an SSO token: %s", async ([, overrides]) => {
  const token = await bench.sandbox.ssoToken("ana", overrides);
  await expect(bot.signIn(bench.sender("ana"), token, bench.signal())).rejects.toMatchObject({
    reason: "refused",
  });
  expect(bench.sandbox.calls).toHaveLength(0);
  expect(await bot.known(bench.sender("ana"))).toBeNull();
});

test("refuses an SSO token with a stranger's signature, and what is no token", async () => {
  const forged = await bench.sandbox.ssoToken("ana", {}, "stranger");
  const [head, body] = forged.split(".");
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`;
  for (const token of [forged, none, `${head}.${body}.`, "junk", "", "a".repeat(100_000)]) {
    const outcome = bot.signIn(bench.sender("ana"), token, bench.signal());
    await expect(outcome).rejects.toMatchObject({ reason: "refused" });
  }
  expect(bench.sandbox.calls).toHaveLength(0);
});

test("sees a role change when the known roles are older than asked for, and not before", async () => {
  await signIn("ana");
  bench.sandbox.setRoles("ana", ["Approver"]);
  expect((await fresh("ana")).roles).toEqual(["Responder"]);
  bench.skip(60_001);
  const standing = await fresh("ana");
  expect(standing.roles).toEqual(["Approver"]);
  await fresh("ana");
  expect(bench.sandbox.counts()).toMatchObject({ refresh_token: 1 });
  expect(await bot.known(bench.sender("ana"))).toEqual(standing);
});

test("drops roles that it doesn't know", async () => {
  bench.sandbox.setRoles("ana", ["Approver", "Root" as never]);
  expect((await signIn("ana")).roles).toEqual(["Approver"]);
});

test("ten at a time are one call", async () => {
  const token = await bench.sandbox.ssoToken("ana");
  const ten = Array.from({ length: 10 });
  await Promise.all(ten.map(() => bot.signIn(bench.sender("ana"), token, bench.signal())));
  expect(bench.sandbox.calls).toHaveLength(1);
  bench.skip(61_000);
  await Promise.all(ten.map(() => fresh("ana")));
  expect(bench.sandbox.calls).toHaveLength(2);
  await Promise.all(ten.map(() => bot.personToken(bench.sender("ana"), "Machine.Scan", bench.signal())));
  expect(bench.sandbox.calls).toHaveLength(3);
});

test("permissions asked for at a time are all kept", async () => {
  await signIn("ana");
  const both = ["Machine.Scan", "Machine.Isolate"] as const;
  const all = () => Promise.all(both.map((one) => bot.personToken(bench.sender("ana"), one, bench.signal())));
  const tokens = await all();
  expect(await all()).toEqual(tokens);
  expect(bench.sandbox.calls).toHaveLength(3);
});

test("one person's token never serves another", async () => {
  await Promise.all([signIn("ana"), signIn("carla")]);
  for (const key of ["ana", "carla"] as const) {
    const token = await bot.personToken(bench.sender(key), "Machine.Read", bench.signal());
    expect(await bench.sandbox.verifyAccessToken(token)).toMatchObject({ oid: bench.sender(key).oid });
  }
  const noor = bot.personToken(bench.sender("noor"), "Machine.Read", bench.signal());
  await expect(noor).rejects.toMatchObject({ reason: "no-token" });
});

test("a partition moved to another person doesn't open", async () => {
  await signIn("ana");
  const sealed = (await stored("ana")) ?? "";
  const { oid, tid } = bench.sender("carla");
  await bench.store.transaction((tx) => tx.tokens.set(`${oid}.${tid}`, sealed, 0));
  expect(await bot.known(bench.sender("carla"))).toBeNull();
});

test("disabled and revoked people have to sign in again", async () => {
  await signIn("ana");
  bench.sandbox.disable("ana");
  bench.skip(61_000);
  await expect(fresh("ana")).rejects.toMatchObject({ name: "SignInRequired", reason: "refused" });
  bench.sandbox.enable("ana");
  bench.sandbox.revokeSessions("ana");
  await expect(fresh("ana")).rejects.toMatchObject({ name: "SignInRequired", reason: "refused" });
});

test("tells consent and interaction apart, with the claims", async () => {
  bench.sandbox.requireConsent("ana", true);
  await expect(signIn("ana")).rejects.toMatchObject({ reason: "consent" });
  bench.sandbox.requireConsent("ana", false);
  await signIn("ana");
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  bench.sandbox.requireStepUp("ana", claims);
  const forced = bot.personToken(bench.sender("ana"), "Machine.Read", bench.signal(), { force: true });
  await expect(forced).rejects.toMatchObject({ reason: "interaction", claims });
});

test.for([
  [{ error: "invalid_grant", error_codes: [65001] }, "consent", null],
  [{ error: "invalid_grant", error_codes: [50173], claims: '{"a":1}' }, "interaction", '{"a":1}'],
  [{ error: "invalid_grant", error_codes: [50158] }, "interaction", null],
  [{ error: "invalid_grant", error_codes: [700082] }, "refused", null],
  [{ error: "invalid_grant", error_codes: [99999999] }, "refused", null],
  [{ error: "invalid_grant", error_codes: [50079], claims: "no json" }, "interaction", null],
] as const)("classifies %j without a suberror", async ([body, reason, claims]) => {
  await signIn("ana");
  bench.sandbox.faults.set({ path: /token$/, status: 400, body });
  bench.skip(61_000);
  await expect(fresh("ana")).rejects.toMatchObject({ name: "SignInRequired", reason, claims });
});

test.for([
  ["429", { status: 429, body: { error: "temporarily_unavailable" }, headers: { "retry-after": "60" } }],
  ["503", { status: 503, body: { error: "server_error" } }],
  ["a page", { status: 200, body: "<html>captive portal</html>" }],
  ["a page with 400", { status: 400, body: "<html>proxy</html>" }],
  ["a dropped connection", { drop: true }],
  ["a redirect", { status: 302, body: {}, headers: { location: "https://evil.example/" } }],
  ["too much", { status: 200, body: "x".repeat(300_000) }],
] as const)("%s is unreachable, neither a denial nor a permission, and passes", async ([, fault]) => {
  await signIn("ana");
  bench.skip(61_000);
  bench.sandbox.faults.set({ path: /token$/, ...fault });
  await expect(fresh("ana")).rejects.toMatchObject({ name: "UserError", code: "could-not-check" });
  const token = bot.personToken(bench.sender("ana"), "Machine.Scan", bench.signal());
  await expect(token).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("Entra ID"),
  });
  bench.sandbox.faults.clear();
  expect((await fresh("ana")).roles).toEqual(["Responder"]);
});

test("a hanging Entra is given up within 5 s; a caller who goes away waits no longer", async () => {
  await signIn("ana");
  bench.skip(61_000);
  bench.sandbox.faults.set({ hang: true });
  const begun = performance.now();
  const away = bot.fresh(bench.sender("ana"), 60_000, AbortSignal.timeout(50));
  const all = [fresh("ana"), bot.personToken(bench.sender("ana"), "Machine.Scan", bench.signal())];
  let waiting = all.length;
  for (const one of all) one.catch(() => (waiting -= 1));
  await expect(away).rejects.toMatchObject({ code: "could-not-check" });
  expect(waiting).toBe(all.length);
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test("an Entra that is down at the start is asked again later", async () => {
  const token = await bench.sandbox.ssoToken("ana");
  await bench.sandbox.faults.down();
  const first = bot.signIn(bench.sender("ana"), token, bench.signal());
  await expect(first).rejects.toMatchObject({ name: "UserError", code: "unreachable" });
  await bench.sandbox.faults.up();
  expect((await signIn("ana")).roles).toEqual(["Responder"]);
});

test("an answer with another person's id_token is a fault, and nothing of it is stored", async () => {
  await signIn("ana");
  const before = await stored("ana");
  const claims = { aud: bench.sandbox.clientId, oid: bench.sender("carla").oid, tid: bench.sandbox.tenantId };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = {
    ...{ token_type: "Bearer", scope: "x", expires_in: 3600, access_token: "stolen" },
    id_token: `${encode({ alg: "RS256" })}.${encode(claims)}.x`,
    client_info: encode({ uid: claims.oid, utid: claims.tid }),
  };
  bench.sandbox.faults.set({ path: /token$/, body });
  bench.skip(61_000);
  await expect(fresh("ana")).rejects.toMatchObject({ name: "Fault", code: "entra" });
  expect(await stored("ana")).toBe(before);
});

test.each([
  ["the same instance", () => bot],
  ["another instance", () => bench.bot()],
])("signing out on %s removes everything, also from under a refresh", async (_, on) => {
  await signIn("ana");
  bench.skip(61_000);
  // Longer than the sign-out waits for Entra's word on the person: the refresh is still under way.
  const signedOut = Promise.withResolvers<void>();
  bench.sandbox.faults.next(1, { path: /token$/, until: signedOut.promise });
  const outcome = expect(fresh("ana")).rejects.toMatchObject({ reason: "no-token" });
  await on().signOut(bench.sender("ana")).finally(signedOut.resolve);
  await outcome;
  expect(await stored("ana")).toBeNull();
  expect(await bot.known(bench.sender("ana"))).toBeNull();
  await expect(fresh("ana")).rejects.toMatchObject({ reason: "no-token" });
});

test("what is kept in memory ends with a sign-out on another instance, and with a sign-in there", async () => {
  const other = bench.bot();
  const tokenOf = (which: Entra) => which.personToken(bench.sender("ana"), "Machine.Read", bench.signal());
  await signIn("ana");
  const first = await tokenOf(bot);
  expect(await tokenOf(bot)).toBe(first);
  await other.signOut(bench.sender("ana"));
  // A row that was read a moment ago is not read again.
  const refusal = () => tokenOf(bot).catch((error: unknown) => error);
  await expect.poll(refusal).toMatchObject({ reason: "no-token" });
  expect(await bot.known(bench.sender("ana"))).toBeNull();
  await signIn("ana", other);
  const second = await tokenOf(bot);
  expect(second).not.toBe(first);
  expect(await tokenOf(other)).toBe(second);
});

test("a token kept in memory is renewed five minutes before its end", async () => {
  await signIn("ana");
  const token = () => bot.personToken(bench.sender("ana"), "Machine.Read", bench.signal());
  const first = await token();
  expect(await token()).toBe(first);
  vi.useFakeTimers({ now: Date.now() + 3_301_000, toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  expect(await token()).not.toBe(first);
});

test("nothing in the store or the log is a token; a restart and a new key lose nothing", async () => {
  const sso = await bench.sandbox.ssoToken("ana");
  await bot.signIn(bench.sender("ana"), sso, bench.signal());
  const token = await bot.personToken(bench.sender("ana"), "Machine.Read", bench.signal());
  const sealed = (await stored("ana")) ?? "";
  for (const text of [sealed, Buffer.from(sealed.split(".").at(-1) ?? "", "base64url").toString("latin1")]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(bench.sender("ana").oid);
    expect(text).not.toMatch(/"secret"|RefreshToken/);
  }
  expect(await bench.bot().personToken(bench.sender("ana"), "Machine.Read", bench.signal())).toBe(token);
  bench.sandbox.disable("ana");
  await expect(bot.personToken(bench.sender("ana"), "Machine.Scan", bench.signal())).rejects.toThrow();
  expect(bench.logged.join("\n")).not.toMatch(/eyJ|AADSTS/);
  expect(bench.logged.join("\n")).toContain("50057");
});

test("the previous key reads, the new one writes; without it the person signs in again", async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
  await signIn("ana", bench.bot({ tokenKey: oldKey }));
  const rotated = bench.bot({ tokenKey: newKey, previousTokenKey: oldKey });
  expect((await rotated.known(bench.sender("ana")))?.roles).toEqual(["Responder"]);
  await rotated.personToken(bench.sender("ana"), "Machine.Scan", bench.signal());
  const after = bench.bot({ tokenKey: newKey });
  await after.personToken(bench.sender("ana"), "Machine.Scan", bench.signal());
  expect(await bench.bot({ tokenKey: oldKey }).known(bench.sender("ana"))).toBeNull();
  expect(bench.logged.some((line) => line.includes("can't be read"))).toBe(true);
});
