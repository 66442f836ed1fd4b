import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_DOMAIN, personByKey, type PersonKey } from "../../sandbox/people.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { openOffice, textOf, type Office } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** Something is done to a person's account: approval, the one call, and what is said of it. */

let services: Services;
let office: Office;
let desk: Desk;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph", oneClock: true });
  await Promise.all((["ana", "carla", "david", "erin"] as const).map((key) => services.signIn(key)));
  office = openOffice(services);
  desk = openDesk(services, office);
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
  const card = await desk.ask(text);
  expect(textOf(card.content)).toContain('"state":"Requested"');
  await office.click(by, card, "Approve");
  await desk.settle(card, "Succeeded");
  return card;
}

describe("an approved action on an account is one call, with the approver's own token, where the account lives", () => {
  test("sessions of an Entra account are revoked at Entra", async () => {
    const before = calls();
    const card = await approved(`revoke-sessions ${upn("m.keller")} token used from two countries`);
    expect(changes(before)).toEqual(["POST revokeSignInSessions carla"]);
    expect(account("m.keller").sessionsValidFrom).toBeGreaterThan(Date.now() - 3_600_000);
    expect(await desk.events(card)).toEqual(["requested", "approved", "executing", "executed", "succeeded"]);
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
    expect((await desk.request(card)).warnings.map((one) => JSON.stringify(one)).join()).toContain(
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
    const [said] = await office.say("ana", desk.soc, `reset-password ${upn("j.moreau")} phished`);
    expect(textOf(said!.content)).toContain("Nothing that I can reach");
  });
});

describe("what can't be done is told by what is missing", () => {
  test("a role of Entra: Microsoft Graph's refusal names it", async () => {
    const carla = services.sandboxGraph.people.find(personByKey("carla").oid)!;
    const roles = carla.directoryRoles;
    carla.directoryRoles = ["Security Administrator"];
    const card = await desk.ask(`revoke-sessions ${upn("lena.koch")} phished`);
    await office.click("carla", card, "Approve");
    await desk.settle(card, "Failed");
    carla.directoryRoles = roles;
    expect(textOf(card.content)).toContain("you lack the role User Administrator");
  });

  test("a licence: risk without P2", async () => {
    services.sandboxGraph.people.licences.risk = false;
    const card = await desk.ask(`compromised ${upn("lena.koch")} phished`);
    await office.click("carla", card, "Approve");
    await desk.settle(card, "Failed");
    expect(textOf(card.content)).toContain("no licence for this");
  });
});

describe("an answer that got lost", () => {
  test("is looked up at the account, and nothing is sent twice", async () => {
    services.sandboxGraph.people.setLag(3000);
    services.sandboxGraph.faults.next(1, { method: "POST", path: /revokeSignInSessions$/, drop: "after" });
    const before = calls();
    const card = await desk.ask(`revoke-sessions ${upn("petra.gast_partner.example#EXT#")} phished`);
    await office.click("carla", card, "Approve");
    await desk.settle(card, "Succeeded");
    expect(changes(before)).toEqual(["POST revokeSignInSessions carla"]);
  });

  test("where nothing tells of it, a person decides", async () => {
    services.sandboxGraph.faults.next(1, { method: "POST", path: /invokeAction$/, drop: "after" });
    const before = calls();
    const card = await desk.ask(`reset-password ${upn("ida.storm")} phished`);
    await office.click("carla", card, "Approve");
    await desk.settle(card, "Interrupted", 5000);
    expect(changes(before)).toHaveLength(1);
  });
});

describe("the account is looked at again after 5, 30 and 60 minutes", () => {
  test("one that is switched on again is told in the thread", async () => {
    const card = await approved(`suspend ${upn("j.moreau")} somebody else uses it`);
    const { people } = services.sandboxGraph;
    people.change(account("j.moreau"), { enabled: true });
    const told = (): boolean =>
      office.shown.some(({ content }) => textOf(content).includes(`${upn("j.moreau")} is switched on again`));
    expect(told()).toBe(false);
    services.advance(5 * 60_000 + 1000);
    await office.tick();
    await office.tick();
    expect(told()).toBe(true);
    expect(textOf(card.content)).toContain('"state":"Succeeded"');
  });

  test("a sign-in after the revocation is told, once", async () => {
    await approved(`revoke-sessions ${upn("lena.koch")} token used from two countries`);
    const lena = account("lena.koch");
    services.advance(10 * 60_000);
    await office.tick();
    const now = services.clock.now();
    const [old] = lena.signIns;
    Object.assign(lena, {
      signIns: [{ ...old, id: "new", at: now, errorCode: 0, app: "Azure Portal" }, ...lena.signIns],
    });
    services.advance(25 * 60_000);
    for (let round = 0; round < 3; round += 1) await office.tick();
    services.advance(60 * 60_000);
    for (let round = 0; round < 3; round += 1) await office.tick();
    const told = office.shown.filter(({ content }) => textOf(content).includes("was signed in to again"));
    expect(told.length).toBe(1);
    expect(textOf(told[0]!.content)).toContain("Azure Portal");
  });
});

describe("guards", () => {
  test("the accused decides nothing: neither approves nor denies what is about their own account", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    const card = await desk.ask(`revoke-sessions ${personByKey("erin").upn} phished`);
    for (const title of ["Approve", "Deny"]) {
      const answer = await office.click("erin", card, title, { reason: "no" });
      expect(JSON.stringify(answer)).toContain("about your own account");
    }
    expect((await desk.request(card)).state).toBe("Requested");
    services.sandboxEntra.setRoles("erin", ["Admin"]);
  });

  test("of the last two Approvers nobody is locked out", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin"]);
    for (const action of ["suspend", "revoke-sessions", "compromised"]) {
      const [said] = await office.say("ana", desk.soc, `${action} ${personByKey("carla").upn} phished`);
      expect(textOf(said!.content)).toContain("Fewer than two people would be left with the role Approver");
    }
  });

  test("what is approved counts as done: of three Approvers a second one is not locked out", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    const first = await desk.ask(`revoke-sessions ${personByKey("erin").upn} phished, surely`);
    const second = await desk.ask(`revoke-sessions ${personByKey("carla").upn} phished`);
    await office.click("carla", first, "Approve");
    const answer = await office.click("david", second, "Approve");
    expect(JSON.stringify(answer)).toMatch(/Fewer than two people|denies/);
    services.sandboxEntra.setRoles("erin", ["Admin"]);
  });

  test("holders that can't be listed: suspend is refused, the rest takes two approvals", async () => {
    const down = {
      method: "GET",
      path: /servicePrincipals/,
      status: 403,
      body: {
        error: {
          code: "Authorization_RequestDenied",
          message: "Insufficient privileges to complete the operation.",
        },
      },
    };
    services.sandboxGraph.faults.set(down);
    const [said] = await office.say("ana", desk.soc, `suspend ${upn("rolf.alt")} phished`);
    expect(textOf(said!.content)).toContain("could not be listed");
    const card = await desk.ask(`revoke-sessions ${upn("rolf.alt")} phished`);
    expect((await desk.request(card)).verdict.approvals).toBe(2);
    services.sandboxGraph.faults.set(null);
  });

  test("who can't read the account can't approve what is about it", async () => {
    const card = await desk.ask(`revoke-sessions ${upn("sam.lee2")} phished`);
    services.sandboxGraph.faults.next(1, {
      method: "GET",
      path: /\/users\/[^/]+$/,
      status: 404,
      body: { error: { code: "Request_ResourceNotFound", message: "x" } },
    });
    const answer = await office.click("carla", card, "Approve");
    expect(JSON.stringify(answer)).toContain("so you can't decide on it");
    expect((await desk.request(card)).state).toBe("Requested");
  });

  test("the card says who holds directory roles, is an approver here, is synchronised, or asked for it", async () => {
    const storm = await desk.ask(`revoke-sessions ${upn("ida.storm")} phished`);
    expect(textOf(storm.content)).toContain("holds the directory role Global Administrator");
    expect(textOf(storm.content)).toContain("synchronised from Active Directory");
    const own = await desk.ask(`revoke-sessions ${personByKey("ana").upn} I clicked on a link`);
    expect(textOf(own.content)).toContain("asked for by this very person");
    expect(textOf(own.content)).toContain("may last some minutes");
  });
});

describe("policies speak of people", () => {
  test("when.user by directory role, UPN and department", async () => {
    const strict = openOffice(services, {
      ...DEFAULT_POLICY,
      rules: [
        { name: "admins", when: { user: { role: ["Global *"] } }, then: { approvals: 3 } },
        {
          name: "nursing",
          when: { user: { department: ["Nursing"] } },
          then: { deny: "Ask the ward first." },
        },
        { name: "sam", when: { user: { upn: ["sam.*"] } }, then: { approvals: 2 } },
      ],
    });
    const other = openDesk(services, strict);
    const storm = await other.ask(`compromised ${upn("ida.storm")} phished`);
    expect((await other.request(storm)).verdict.approvals).toBe(3);
    const sam = await other.ask(`compromised ${upn("sam.lee2")} phished`);
    expect((await other.request(sam)).verdict.approvals).toBe(2);
    const [said] = await strict.say("ana", other.soc, `compromised ${upn("m.keller")} phished`);
    expect(textOf(said!.content)).toContain("Ask the ward first.");
  });

  test("a role that somebody gets behind the approval voids it", async () => {
    const card = await desk.ask(`compromised ${upn("sam.lee2")} phished again`);
    const sam = account("sam.lee2");
    sam.directoryRoles = ["Helpdesk Administrator"];
    const answer = await office.click("carla", card, "Approve");
    expect(JSON.stringify(answer)).toContain("Helpdesk Administrator");
    expect((await desk.request(card)).state).toBe("Requested");
    sam.directoryRoles = [];
  });
});
