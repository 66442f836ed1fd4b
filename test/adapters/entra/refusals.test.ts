import { SignInRequired } from "../../../src/identity/sign-in-required.ts";
import { recorded } from "../../../src/texts/render.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Entra } from "../../../src/adapters/entra/index.ts";
import type { SandboxEntra } from "../../../sandbox/entra/server.ts";
import { landingOf, signInAt } from "../../support/popup.ts";
import { openBench, type Bench } from "./fixtures.ts";

let bench: Bench;
let bot: Entra;

beforeEach(async () => {
  bench = await openBench();
  bot = bench.bot();
});
afterEach(() => bench.close());

const ana = () => bench.sender("ana");
const signIn = async () => bot.signIn(ana(), await bench.sandbox.ssoToken("ana"), bench.signal());
const fresh = (entra = bot) => entra.fresh(ana(), 60_000, bench.signal());
const refusalOf = (outcome: Promise<unknown>) =>
  outcome.then(
    () => expect.fail("not refused"),
    (error: unknown) => (error instanceof SignInRequired ? inWords(error) : error),
  );

function inWords({ name, reason, advice }: SignInRequired) {
  return { name, reason, advice: advice === null ? null : recorded(advice) };
}

const ADMIN = expect.stringMatching(/administrator of Entra ID.*Signing in again does not help\.$/s);

describe("whom Entra refuses is told apart from who has merely signed out", () => {
  const REFUSALS: readonly (readonly [string, (entra: SandboxEntra) => void, unknown])[] = [
    ["disabled (50057)", (entra) => entra.disable("ana"), ADMIN],
    ["sessions revoked (50173)", (entra) => entra.revokeSessions("ana"), null],
    ["not assigned any more (50105)", (entra) => entra.assign("ana", false), ADMIN],
    ["deleted (50034)", (entra) => entra.remove("ana"), ADMIN],
  ];

  test.for(REFUSALS)("%s: refused at the first look, at the second and on another instance", async (row) => {
    const [, refuse, advice] = row;
    await signIn();
    refuse(bench.sandbox);
    bench.skip(61_000);
    expect(await refusalOf(fresh())).toMatchObject({ name: "SignInRequired", reason: "refused", advice });
    expect(await refusalOf(fresh())).toMatchObject({ reason: "refused", advice });
    expect(await refusalOf(fresh(bench.bot()))).toMatchObject({ reason: "refused", advice });
  });

  test.for(REFUSALS)("%s: still refused after that person has signed out", async ([, refuse]) => {
    await signIn();
    refuse(bench.sandbox);
    bench.skip(61_000);
    await refusalOf(fresh());
    await bot.signOut(ana());
    for (const entra of [bot, bench.bot()]) {
      expect(await refusalOf(fresh(entra))).toMatchObject({ reason: "refused" });
    }
  });

  test.for(REFUSALS)(
    "%s: refused also where that person signs out before anybody has asked",
    async ([, refuse]) => {
      await signIn();
      refuse(bench.sandbox);
      await bot.signOut(ana());
      for (const entra of [bot, bench.bot()]) {
        expect(await refusalOf(fresh(entra))).toMatchObject({ reason: "refused" });
      }
    },
  );

  test("a sign-out happens also while Entra does not answer", async () => {
    await signIn();
    bench.sandbox.faults.set({ path: /token$/, status: 503 });
    expect(await bot.signOut(ana())).toBe(true);
    bench.sandbox.faults.clear();
    expect(await refusalOf(fresh())).toMatchObject({ reason: "no-token" });
  });

  test("who signs out, and was not refused, merely has no token", async () => {
    await signIn();
    await bot.signOut(ana());
    expect(await refusalOf(fresh())).toMatchObject({ reason: "no-token" });
  });

  test("a role that was taken away is gone at the next look", async () => {
    await signIn();
    bench.sandbox.setRoles("ana", []);
    bench.skip(61_000);
    expect((await fresh()).roles).toEqual([]);
  });

  test("who was refused for one permission a moment ago is not taken for who they were before", async () => {
    await signIn();
    bench.sandbox.disable("ana");
    await refusalOf(bot.personToken(ana(), "Machine.Scan", bench.signal()));
    // The roles that are held are seconds old, and Entra has spoken since.
    expect(await refusalOf(fresh())).toMatchObject({ reason: "refused" });
    const held = bot.personToken(ana(), "Machine.Read", bench.signal());
    expect(await refusalOf(held)).toMatchObject({ reason: "refused" });
  });

  test("Entra's word holds until it gives that person tokens again", async () => {
    await signIn();
    bench.sandbox.disable("ana");
    bench.skip(61_000);
    await refusalOf(fresh());
    bench.sandbox.enable("ana");
    expect((await fresh()).roles).toEqual(["Responder"]);
    await bot.signOut(ana());
    expect(await refusalOf(fresh())).toMatchObject({ reason: "no-token" });
  });

  test("a refused sign-in of somebody who holds nothing is remembered too", async () => {
    bench.sandbox.disable("ana");
    expect(await refusalOf(signIn())).toMatchObject({ reason: "refused", advice: ADMIN });
    expect(await refusalOf(fresh())).toMatchObject({ reason: "refused" });
  });

  test.for([50057, 50105, 50034, 50173, 50053, 700082, 70043])(
    "AADSTS%i is a refusal, never no-token",
    async (code) => {
      await signIn();
      bench.skip(61_000);
      bench.sandbox.faults.set({
        path: /token$/,
        status: 400,
        body: { error: "interaction_required", error_codes: [code] },
      });
      for (const look of [1, 2]) {
        const error = (await refusalOf(fresh())) as { reason: string };
        expect([look, error.reason]).not.toEqual([look, "no-token"]);
      }
    },
  );
});

describe("what only an administrator can cure is said in words, with whom to ask", () => {
  test.for([
    [500011, "invalid_resource", /Defender.*administrator of Entra ID/s],
    [700016, "unauthorized_client", /does not know this bot.*whoever runs this bot/s],
    [7000222, "invalid_client", /secret has expired.*whoever runs this bot/s],
    [7000215, "invalid_client", /credential.*whoever runs this bot/s],
  ] as const)(
    "AADSTS%i: the set-up is wrong, which says nothing of the person",
    async ([code, error, words]) => {
      await signIn();
      bench.skip(61_000);
      bench.sandbox.faults.set({ path: /token$/, status: 400, body: { error, error_codes: [code] } });
      const outcome = { name: "UserError", code: "could-not-check", message: expect.stringMatching(words) };
      expect(await refusalOf(fresh())).toMatchObject(outcome);
      expect(await refusalOf(signIn())).toMatchObject(outcome);
      bench.sandbox.faults.clear();
      expect((await fresh()).roles).toEqual(["Responder"]);
    },
  );

  test("AADSTS90094: consent that only an administrator can give is no prompt", async () => {
    bench.sandbox.faults.set({
      path: /token$/,
      status: 400,
      body: { error: "invalid_grant", suberror: "consent_required", error_codes: [90094] },
    });
    const advice = expect.stringMatching(/grant admin consent/);
    expect(await refusalOf(signIn())).toMatchObject({ reason: "consent", advice });
  });

  test("the sign-in window says it as well, when Entra refuses the code", async () => {
    const ticket = await bot.popupTicket(ana(), { claims: null, permission: null });
    const page = (await bot.popupStart(ticket, bench.signal())) ?? "";
    const landed = landingOf(await signInAt(page, "ana"));
    bench.sandbox.disable("ana");
    const ended = await refusalOf(bot.popupEnd(landed, bench.signal()));
    expect(ended).toMatchObject({ name: "UserError", message: ADMIN });
  });
});
