import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PersonKey } from "../../sandbox/people.ts";
import { STAFF, staffIdOf } from "../../sandbox/staff.ts";
import { buttonOf, conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** The card of a person's account, as the sandbox's directory has it. */

let services: Services;
let harness: Harness;
const soc = conversation("19:soc@thread.tacv2", "channel");
const CHOOSE = "Choose this one";
const carla = conversation(`1:1-${senderOf("carla").oid}`, "personal");

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph" });
  await Promise.all([services.signIn("ana"), services.signIn("carla")]);
  harness = openHarness(services);
});
afterAll(() => services.close());
beforeEach(() => {
  Object.assign(services.sandboxGraph.people.licences, { risk: true, signIns: true, identity: true });
  services.sandboxGraph.people.setLag(0);
});

async function answer(key: PersonKey, text: string): Promise<string> {
  const [said] = await harness.say(key, conversation(`1:1-${senderOf(key).oid}`, "personal"), text);
  if (said === undefined) throw new Error("nothing was said");
  return textOf(said.content);
}

describe("user", () => {
  test("shows account, home, roles, department, manager, risk, sign-ins, sessions, devices and open alerts", async () => {
    const shown = await answer("carla", "user m.keller@contoso.example");
    for (const part of [
      "Mia Keller",
      "Switched on",
      "Entra ID",
      "Nursing, Nurse",
      "Lena Koch",
      "High, at risk",
      "Sessions valid since",
      "lt-1100",
      "open alert",
      staffIdOf("m.keller"),
      "Malmö",
    ])
      expect(shown).toContain(part);
  });

  test.each([
    ["object id", staffIdOf("s.aydin")],
    ["DOMAIN\\name", "contoso\\s.aydin"],
    ["the domain's DNS name", "contoso.example\\s.aydin"],
    ["the whole name, as a mention brings it", "Selin Aydin"],
  ])("finds an account by %s, and says where it is mastered", async (_, name) => {
    const shown = await answer("carla", `user ${name}`);
    expect(shown).toContain("s.aydin@contoso.example");
    expect(shown).toContain("Active Directory (contoso.example), synchronised to Entra ID");
  });

  test("an account of Okta is said to live there", async () => {
    expect(await answer("carla", "user otto.quist@contoso.example")).toContain('"Okta"');
  });

  test("two people of one name are a choice, and so is a short name of another domain: nothing is guessed", async () => {
    const [said] = await harness.say("carla", carla, "user Sam Lee");
    const shown = textOf(said!.content);
    expect(shown).toContain("2 accounts go by this name");
    expect(shown).toContain("sam.lee2@contoso.example");
    await harness.click("carla", said!, "Choose this one");
    expect(await answer("carla", "user elsewhere\\s.aydin")).toContain("Is this the account you mean?");
  });

  test("a sign-in name without its domain, as alerts write it, is a choice of one: never a guess", async () => {
    const [said] = await harness.say("carla", carla, "user m.keller");
    const shown = textOf(said!.content);
    expect(shown).toContain("Is this the account you mean?");
    expect(shown).toContain("m.keller@contoso.example");
    expect(JSON.stringify(await harness.click("carla", said!, "Choose this one"))).toContain(
      "Nursing, Nurse",
    );
  });

  test("what the licence lacks is said as such, and the rest is shown", async () => {
    Object.assign(services.sandboxGraph.people.licences, { risk: false, signIns: false, identity: false });
    const shown = await answer("carla", "user m.keller@contoso.example");
    expect(shown).toContain("no licence for this (risk of an account)");
    expect(shown).toContain("no licence for this (sign-in log)");
    expect(shown).toContain("no licence for this (accounts in Defender for Identity)");
    expect(shown).toContain("Nursing, Nurse");
  });

  test("what the person's own role does not show is said by the role that is missing", async () => {
    const shown = await answer("ana", "user m.keller@contoso.example");
    expect(shown).toContain("you lack the role Security Administrator");
    expect(shown).toContain("High, at risk");
  });

  test("a permission without admin consent is named, and nothing else stops working", async () => {
    services.sandboxEntra.requireConsent("david", true, "IdentityRiskyUser.Read.All");
    await services.signIn("david");
    const shown = await answer("david", "user j.moreau@contoso.example");
    services.sandboxEntra.requireConsent("david", false, "IdentityRiskyUser.Read.All");
    expect(shown).toContain("This takes the permission IdentityRiskyUser.Read.All of Microsoft Graph");
    expect(shown).toContain("Jules Moreau");
    expect(await answer("david", "user j.moreau@contoso.example")).toContain("Entra ID sees no risk");
  });

  test("nobody of that name: nothing is shown but how to name an account", async () => {
    expect(await answer("carla", "user nobody@contoso.example")).toContain("nobody@contoso.example");
  });

  test("every account of the directory has a card", async () => {
    for (const { oid, name } of STAFF) expect(await answer("carla", `user ${oid}`)).toContain(name);
  });
});

test("buttonOf finds what the card offers", async () => {
  const [said] = await harness.say("carla", carla, "user m.keller@contoso.example");
  expect(buttonOf(said!.content, "Refresh").verb).toBe("run");
});

test("an ambiguous name is a choice, and the command goes on with the chosen account", async () => {
  const [picker] = await harness.say("ana", soc, 'revoke-sessions "Sam Lee" phished');
  expect(textOf(picker!.content)).toContain("2 accounts go by this name");
  await harness.click("ana", picker!, CHOOSE);
  const requests = await services.store.read((tx) => tx.requests.open());
  expect(requests.map(({ target }) => target.name)).toEqual([expect.stringMatching(/^sam\.lee2?@/)]);
});

test("disable SOMEBODY@… suggests suspend", async () => {
  const [said] = await harness.say("ana", soc, "disable m.keller@contoso.example");
  expect(textOf(said!.content)).toContain("suspend m.keller@contoso.example");
});

test("the card of an alert offers what can be done for the account in its evidence", async () => {
  const named = services.sandboxDefender.alerts.find(({ evidence }) =>
    evidence.some(({ entityType }) => entityType === "User"),
  );
  const [card] = await harness.say("carla", carla, `alert ${named?.id ?? ""}`);
  const shown = textOf(card!.content);
  for (const title of ["Revoke sessions", "Suspend account", "Show user"]) expect(shown).toContain(title);
  const answer = await harness.click("carla", card!, "Show user");
  expect(JSON.stringify(answer)).toContain("Sessions valid since");
});
