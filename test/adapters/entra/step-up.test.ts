import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proofOf } from "../../../src/adapters/entra/step-up.ts";
import type { Entra } from "../../../src/adapters/entra/index.ts";
import { StepUpRequired } from "../../../src/requests/machine/step-up.ts";
import type { PersonKey } from "../../../sandbox/people.ts";
import { landingOf, signInAt } from "../../support/popup.ts";
import { openBench, type Bench } from "./fixtures.ts";
import type { StepUpDemand } from "../../../src/identity/step-up.ts";

let bench: Bench;
let bot: Entra;
beforeEach(async () => {
  bench = await openBench();
  bot = bench.bot();
});
afterEach(() => bench.close());

const demand: StepUpDemand = { subject: "approve 7KQ2-M4XD", context: "c1", before: null };

/** Goes through the popup for a demand; `claims` as the bot makes them. */
async function stepUp(key: PersonKey, wanted = demand, claims = new StepUpRequired(wanted).claims) {
  const ticket = await bot.popupTicket(bench.sender(key), { claims, permission: null }, wanted);
  const url = (await bot.popupStart(ticket, bench.signal())) ?? expect.fail("no URL");
  const code = await bot.popupEnd(landingOf(await signInAt(url, key)), bench.signal());
  return { url: new URL(url), standing: await bot.popupRedeem(bench.sender(key), code ?? "") };
}

describe("a sign-in for a click", () => {
  test("asks Entra for the context and for a new sign-in, and proves it for that click", async () => {
    const { url, standing } = await stepUp("carla");
    expect(url.searchParams.get("prompt")).toBe("login");
    expect(JSON.parse(url.searchParams.get("claims") ?? "")).toMatchObject({
      id_token: { acrs: { essential: true, value: "c1" } },
      access_token: { acrs: { essential: true, value: "c1" } },
    });
    expect(standing).toMatchObject({
      person: { oid: bench.sender("carla").oid },
      proof: { subject: demand.subject, asked: "c1", contexts: ["c1"] },
    });
    expect(Math.abs((standing?.proof?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test("adds to what was proven for the same click before, from then on", async () => {
    const before = { subject: demand.subject, asked: "c1", contexts: ["c1"], at: 5 };
    const { standing } = await stepUp("carla", { ...demand, context: "c2", before });
    expect(standing?.proof).toEqual({ subject: demand.subject, asked: "c2", contexts: ["c1", "c2"], at: 5 });
  });

  test("proves nothing when Entra does not say so", async () => {
    const { standing } = await stepUp("carla", demand, null);
    expect(standing?.proof).toMatchObject({ contexts: [] });
  });

  test("is none when it is an ordinary one, whatever the session has", async () => {
    const ticket = await bot.popupTicket(bench.sender("carla"), new StepUpRequired(demand));
    const url = (await bot.popupStart(ticket, bench.signal())) ?? "";
    const code = await bot.popupEnd(landingOf(await signInAt(url, "carla")), bench.signal());
    expect(await bot.popupRedeem(bench.sender("carla"), code ?? "")).toMatchObject({ proof: null });
  });
});

describe("what tokens prove", () => {
  const owner = { oid: "carla", tid: "t" };
  const times = { since: 1_000_000_000, at: 1_000_030_000 };
  const token = (claims: Record<string, unknown>) =>
    new SignJWT({ ...owner, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32));

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ["a list", { acrs: ["c1", "c3"] }, ["c1", "c3"]],
    ["a single word", { acrs: "c1" }, ["c1"]],
    ["nothing", {}, []],
    ["junk", { acrs: { c1: true } }, []],
    ["other words", { acrs: ["p1", "urn:x", "c123"] }, []],
    ["another person's", { oid: "eve", acrs: ["c1"] }, []],
    ["another tenant's", { tid: "x", acrs: ["c1"] }, []],
    ["of a sign-in after the click", { acrs: ["c1"], auth_time: 1_000_010 }, ["c1"]],
    ["of a sign-in within the clocks' difference", { acrs: ["c1"], auth_time: 999_950 }, ["c1"]],
    ["of a sign-in from before the click", { acrs: ["c1"], auth_time: 999_900 }, []],
  ])("%s", async (_, claims, contexts) => {
    expect(proofOf([await token(claims)], owner, demand, times)).toMatchObject({ contexts, asked: "c1" });
  });

  test("an old sign-in in one token counts against both", async () => {
    const tokens = [await token({ auth_time: 1 }), await token({ acrs: ["c1"] })];
    expect(proofOf(tokens, owner, demand, times).contexts).toEqual([]);
  });

  test("what is no token, or opaque, proves nothing", () => {
    expect(proofOf([null, "", "opaque", "a.b.c"], owner, demand, times).contexts).toEqual([]);
  });
});
