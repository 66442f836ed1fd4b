import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_DOMAIN, personByKey, type PersonKey } from "../../sandbox/people.ts";
import { settleRestored } from "../../src/requests/execute/after-restore.ts";
import { type Flows, openUsual } from "../support/flows.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** Something is done to a person's account: approval, the one call, and what is said of it. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    alertsApi: "graph",
    policy: USUAL_POLICY,
    enabled: false,
  }));
});
afterAll(() => services.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  Object.assign(services.sandboxGraph.people.licences, { risk: true, signIns: true, identity: true });
  services.sandboxGraph.people.setLag(0);
});

const upn = (local: string): string => `${local}@${SANDBOX_DOMAIN}`;

/** Calls that changed an account, as `METHOD path-end oid`, since so many. */
function changes(since: number): readonly string[] {
  return services.sandboxGraph.calls
    .slice(since)
    .filter(({ method, path }) => method !== "GET" && !path.includes("runHunting"))
    .map(({ method, path, oid }) => `${method} ${path.split("/").at(-1) ?? ""} ${nameOf(oid)}`);
}

function nameOf(oid: string | null): string {
  return (["ana", "carla", "david"] as const).find((key) => personByKey(key).oid === oid) ?? "nobody";
}

const calls = (): number => services.sandboxGraph.calls.length;
const account = (local: string) => {
  const found = services.sandboxGraph.people.find(upn(local));
  if (found === undefined) throw new Error(`no ${local}`);
  return services.sandboxGraph.people.seen(found);
};

async function approved(text: string, by: PersonKey = "carla") {
  const card = await flows.ask(text);
  expect(textOf(card.content)).toContain('"state":"Requested"');
  await harness.click(by, card, "Approve");
  await flows.settle(card, "Succeeded");
  return card;
}

describe("an approved action on an account is one call, with the approver's own token, where the account lives", () => {
  test("sessions of an Entra account are revoked at Entra", async () => {
    const before = calls();
    const card = await approved(`revoke-sessions ${upn("m.keller")} token used from two countries`);
    expect(changes(before)).toEqual(["POST revokeSignInSessions carla"]);
    expect(account("m.keller").sessionsValidFrom).toBeGreaterThan(Date.now() - 3_600_000);
    expect(textOf(card.content)).toContain("I look at the account again after 5, 30 and 60 minutes");
    expect(await flows.events(card)).toEqual(["requested", "approved", "executing", "executed", "succeeded"]);
  });

  test("an account of Active Directory is switched off and on there, by Defender for Identity", async () => {
    const before = calls();
    await approved(`suspend ${upn("s.aydin")} somebody else uses it`);
    expect(account("s.aydin").enabled).toBe(false);
    await approved(`reinstate ${upn("s.aydin")} the password was changed`, "david");
    expect(account("s.aydin").enabled).toBe(true);
    expect(changes(before)).toEqual(["POST invokeAction carla", "POST invokeAction david"]);
    const bodies = services.sandboxGraph.calls
      .slice(before)
      .flatMap(({ method, body }) => (method === "POST" ? [body] : []));
    expect(bodies).toMatchObject([
      { action: "disable", identityProvider: "activeDirectory" },
      { action: "enable", identityProvider: "activeDirectory" },
    ]);
  });

  test("without Defender for Identity it is switched off at Entra, and the card says that this does not last", async () => {
    services.sandboxGraph.people.licences.identity = false;
    const before = calls();
    const card = await approved(`suspend ${upn("sam.lee")} somebody else uses it`);
    expect(changes(before)).toEqual([`PATCH ${account("sam.lee").id} carla`]);
    expect((await flows.request(card)).warnings.map((one) => JSON.stringify(one)).join()).toContain(
      "willNotLast",
    );
  });

  test("sessions of an Okta account are ended there", async () => {
    const before = calls();
    await approved(`revoke-sessions ${upn("otto.quist")} phished`);
    expect(changes(before)).toEqual(["POST invokeAction carla"]);
  });

  test("compromised is told to Entra's ID protection", async () => {
    const before = calls();
    await approved(`compromised ${upn("j.moreau")} the password was phished`);
    expect(changes(before)).toEqual(["POST confirmCompromised carla"]);
    expect(account("j.moreau").risk?.state).toBe("confirmedCompromised");
  });

  test("a new password is forced in Active Directory; where nothing can, that is said and nothing is opened", async () => {
    await approved(`reset-password ${upn("s.aydin")} phished`);
    expect(account("s.aydin").forcedPasswordReset).toBe(true);
    const [said] = await harness.say("ana", flows.soc, `reset-password ${upn("j.moreau")} phished`);
    expect(textOf(said!.content)).toContain("Nothing that I can reach");
  });
});

describe("what can't be done is told by what is missing", () => {
  test("a role of Entra: Microsoft Graph's refusal names it", async () => {
    const carla = services.sandboxGraph.people.find(personByKey("carla").oid)!;
    const roles = carla.directoryRoles;
    carla.directoryRoles = ["Security Administrator"];
    const card = await flows.ask(`revoke-sessions ${upn("lena.koch")} phished`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Failed");
    carla.directoryRoles = roles;
    expect(textOf(card.content)).toContain("you lack the role User Administrator");
  });

  test("a role that only reaches where the account lives: who has it may resume", async () => {
    const carla = services.sandboxGraph.people.find(personByKey("carla").oid)!;
    const roles = carla.directoryRoles;
    carla.directoryRoles = ["User Administrator"];
    const before = calls();
    const card = await flows.ask(`reset-password ${upn("s.aydin")} phished once more`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Interrupted");
    carla.directoryRoles = roles;
    expect(textOf(card.content)).toContain("Nothing that I can reach");
    expect(changes(before)).toEqual([]);
    await harness.click("david", card, "Resume");
    await flows.settle(card, "Succeeded");
    expect(changes(before)).toEqual(["POST invokeAction david"]);
  });

  test("a licence: risk without P2", async () => {
    services.sandboxGraph.people.licences.risk = false;
    const card = await flows.ask(`compromised ${upn("lena.koch")} phished`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Failed");
    expect(textOf(card.content)).toContain("no licence for this");
  });
});

describe("an answer that got lost", () => {
  test("is looked up at the account, and nothing is sent twice", async () => {
    services.sandboxGraph.people.setLag(3000);
    services.sandboxGraph.faults.next(1, { method: "POST", path: /revokeSignInSessions$/, drop: "after" });
    const before = calls();
    const card = await flows.ask(`revoke-sessions ${upn("petra.gast_partner.example#EXT#")} phished`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(changes(before)).toEqual(["POST revokeSignInSessions carla"]);
  });

  test("where nothing tells of it, a person decides", async () => {
    services.sandboxGraph.faults.next(1, { method: "POST", path: /invokeAction$/, drop: "after" });
    const before = calls();
    const card = await flows.ask(`reset-password ${upn("ida.storm")} phished`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Interrupted", 5000);
    expect(textOf(card.content)).toContain("whether the action was started could not be looked up");
    expect(changes(before)).toHaveLength(1);
  });
});

test("a reset that may have been sent before the store was put back is not sent again: nothing tells of it", async () => {
  const before = calls();
  const card = await flows.ask(`reset-password ${upn("s.aydin")} phished, then restored`);
  const copied = await flows.request(card);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  await services.store.transaction(async (tx) => {
    const { version } = (await tx.requests.get(copied.id))!;
    expect(await tx.requests.replace({ ...copied, version })).toBe(true);
    await settleRestored(harness.deps, tx, services.clock.now());
    await tx.switches.setHalt(null);
  });
  await flows.rest();
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Failed");
  expect(textOf(card.content)).toContain("before the store was restored");
  expect(changes(before)).toEqual(["POST invokeAction carla"]);
});

test("a reinstatement shows which suspension it undoes, and undoes no other one that has come behind it", async () => {
  await approved(`suspend ${upn("sam.lee2")} token used from two countries`);
  const card = await flows.ask(`reinstate ${upn("sam.lee2")} the phone is clean`);
  expect(textOf(card.content)).toMatch(/It undoes the suspension .*token used from two countries/);
  const second = await approved(`suspend ${upn("sam.lee2")} it was used again tonight`);
  const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
  expect(answer).toMatch(/look again.*used again tonight/);
  expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  expect(textOf(second.content)).toContain('"state":"Succeeded"');
  await flows.rest();
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
});

test("a crowd of requests about somebody hides no suspension that a reinstatement would undo", async () => {
  const whom = upn("sam.lee2");
  const late = await flows.ask(`suspend ${whom} asked for before the crowd`);
  const card = await flows.ask(`reinstate ${whom} the phone is clean again`);
  const { id: _, ...junk } = await flows.request(late);
  await services.store.transaction(async (tx) => {
    for (let n = 0; n < 60; n += 1) {
      const requester = { ...junk.requester, oid: `crowd-${n}` };
      const of = { action: "suspend", state: "Cancelled", origin: `crowd-${n}`, requester } as const;
      await tx.requests.insert({ ...junk, ...of, id: `CROW-${n}`, requestedAt: junk.requestedAt + n });
    }
  });
  await harness.click("david", late, "Approve");
  await flows.settle(late, "Succeeded");
  const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
  expect(answer).toMatch(/asked for before the crowd/);
  expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  await harness.click("carla", card, "Deny");
});

describe("the account is looked at again after 5, 30 and 60 minutes", () => {
  test("one that is switched on again is told in the thread", async () => {
    const card = await approved(`suspend ${upn("j.moreau")} somebody else uses it`);
    const { people } = services.sandboxGraph;
    people.change(account("j.moreau"), { enabled: true });
    const told = (): boolean =>
      harness.shown.some(({ content }) =>
        textOf(content).includes(`${upn("j.moreau")} is switched on again`),
      );
    expect(told()).toBe(false);
    services.advance(5 * 60_000 + 1000);
    // A few at a time: those of other accounts, which are due as well, come in the same rounds.
    for (let round = 0; round < 10 && !told(); round += 1) await harness.tick();
    expect(told()).toBe(true);
    expect(textOf(card.content)).toContain('"state":"Succeeded"');
  });

  test("a sign-in after the revocation is told, once; until then the card says that there was none", async () => {
    const card = await approved(`revoke-sessions ${upn("lena.koch")} token used from two countries`);
    const lena = account("lena.koch");
    services.advance(10 * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
    expect(textOf(card.content)).toContain("No sign-in since");
    expect(textOf(card.content)).toContain('"state":"Succeeded"');
    const now = services.clock.now();
    const [old] = lena.signIns;
    Object.assign(lena, {
      signIns: [{ ...old, id: "new", at: now, errorCode: 0, app: "Azure Portal" }, ...lena.signIns],
    });
    services.advance(25 * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
    services.advance(60 * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
    const news = harness.shown.filter(({ content }) => content.kind === "text");
    const told = news.filter(({ content }) => textOf(content).includes("was signed in to again"));
    expect(told.length).toBe(1);
    expect(textOf(told[0]!.content)).toContain("Azure Portal");
    expect(textOf(card.content)).toContain("was signed in to again");
    expect(textOf(card.content)).toContain('"state":"Succeeded"');
  });

  test("a licence without sign-in logs is no good sign: the card says that it could not be verified, and why", async () => {
    const { licences } = services.sandboxGraph.people;
    licences.signIns = false;
    const card = await approved(`revoke-sessions ${upn("m.keller")} token used from two countries`);
    services.advance(6 * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
    expect(textOf(card.content)).toMatch(/Could not verify yet/);
    expect(textOf(card.content)).toContain('"state":"Succeeded"');
    licences.signIns = true;
    services.advance(25 * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
    expect(textOf(card.content)).toContain("No sign-in since");
  });
});

test("an account of which nothing can be found out any more is no good news: that is told at the last look", async () => {
  await approved(`suspend ${upn("ida.storm")} somebody else uses it`);
  const at = services.sandboxGraph.people.find(upn("ida.storm"))!;
  const sid = at.sid;
  Object.assign(at, { sid: "S-1-5-21-0-0" });
  const told = (): boolean =>
    harness.shown.some(({ content }) =>
      textOf(content).includes(`${upn("ida.storm")} could not be looked at again`),
    );
  for (const minutes of [6, 25, 31]) {
    expect(told()).toBe(false);
    services.advance(minutes * 60_000);
    for (let round = 0; round < 3; round += 1) await harness.tick();
  }
  Object.assign(at, { sid });
  expect(told()).toBe(true);
});
