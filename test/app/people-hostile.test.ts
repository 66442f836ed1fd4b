import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ServiceFault } from "../../sandbox/faults.ts";
import { SANDBOX_DOMAIN, type PersonKey } from "../../sandbox/people.ts";
import { type Flows, openUsual } from "../support/flows.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** An account that is another one, or another thing, by the time that something is done to it; and answers that are not true. */

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
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  services.sandboxGraph.people.setLag(0);
});

const upn = (local: string): string => `${local}@${SANDBOX_DOMAIN}`;
const account = (local: string) => {
  const found = services.sandboxGraph.people.find(upn(local));
  if (found === undefined) throw new Error(`no ${local}`);
  return services.sandboxGraph.people.seen(found);
};

/** The next call that changes something, to such a path, is met by this. */
function meets(path: RegExp, fault: ServiceFault): void {
  services.sandboxGraph.faults.next(1, { path, ...fault });
}

async function approved(text: string, by: PersonKey = "carla", state = "Succeeded") {
  const card = await flows.ask(text);
  await harness.click(by, card, "Approve");
  await flows.settle(card, state, 5000);
  return card;
}

async function later(minutes: number): Promise<void> {
  services.advance(minutes * 60_000);
  for (let round = 0; round < 3; round += 1) await harness.tick();
}

test("a suspension that waits to be sent again is overtaken by the reinstatement that was decided after it", async () => {
  meets(/users/, { method: "PATCH", status: 429, headers: { "retry-after": "60" } });
  const first = await flows.ask(`suspend ${upn("m.keller")} somebody else uses it`);
  await harness.click("carla", first, "Approve");
  await flows.rest();
  const second = await approved(`reinstate ${upn("m.keller")} it was a false alarm`, "david");
  await later(2);
  expect(textOf(first.content)).toContain(`overtaken by ${(await flows.request(second)).id}`);
  expect(account("m.keller").enabled).toBe(true);
});

test("of several suspensions the one that is still to be sent is overtaken, and the others go on", async () => {
  meets(/users/, { method: "PATCH", status: 429, headers: { "retry-after": "300" } });
  const names = ["lena.koch", "j.moreau", "m.keller"].map(upn);
  const card = await flows.ask(`suspend ${names.join(", ")} phished`);
  await harness.click("carla", card, "Approve");
  await flows.rest();
  const { id } = await flows.request(card);
  const waits = await services.store.read(async (tx) =>
    (await tx.steps.all(id)).find(({ state }) => state === "Requested"),
  );
  await approved(`reinstate ${waits!.target.name} it was a false alarm`, "david");
  await flows.settle(card, "Partial", 60_000);
  expect(services.sandboxGraph.people.find(waits!.target.id)?.enabled).toBe(true);
  for (const local of ["lena.koch", "j.moreau"]) {
    expect(account(local).enabled).toBe(waits!.target.name === upn(local));
    services.sandboxGraph.people.change(account(local), { enabled: true });
  }
});

describe("an answer that is not true", () => {
  test("a revocation that Entra took and did not make is told, and the card claims no silence", async () => {
    meets(/revokeSignInSessions$/, { status: 204, body: "" });
    const card = await approved(`revoke-sessions ${upn("j.moreau")} token stolen`);
    await later(10);
    expect(textOf(card.content)).not.toContain("No sign-in since");
    expect(textOf(card.content)).toContain("The sessions of j.moreau@contoso.example go on");
    const told = harness.shown.filter(({ content }) => content.kind === "text");
    expect(told.some(({ content }) => textOf(content).includes("go on"))).toBe(true);
  });

  test("a suspension that Entra took and did not make is told", async () => {
    meets(/users/, { method: "PATCH", status: 204, body: "" });
    const card = await approved(`suspend ${upn("j.moreau")} token stolen`);
    await later(10);
    expect(textOf(card.content)).toContain("switched on again");
  });

  test("a revocation of half a minute before is not taken for the one that never reached Entra", async () => {
    const who = upn("petra.gast_partner.example#EXT#");
    await approved(`revoke-sessions ${who} token stolen`);
    services.advance(20_000);
    meets(/revokeSignInSessions$/, { method: "POST", drop: "before" });
    const card = await approved(`revoke-sessions ${who} signed in again`, "carla", "Interrupted");
    await harness.click("david", card, "Resume");
    await flows.settle(card, "Succeeded");
    const sent = services.sandboxGraph.calls.filter(({ path }) => path.endsWith("revokeSignInSessions"));
    expect(sent.length).toBeGreaterThan(2);
  });

  test("one that reached Entra and lost its answer is found, also by a Resume long after", async () => {
    const who = upn("j.moreau");
    services.sandboxGraph.people.setLag(70_000);
    meets(/revokeSignInSessions$/, { method: "POST", drop: "after" });
    const card = await approved(`revoke-sessions ${who} its answer got lost`, "carla", "Interrupted");
    const before = services.sandboxGraph.calls.length;
    services.advance(120_000);
    await harness.click("david", card, "Resume");
    await flows.settle(card, "Succeeded");
    expect(services.sandboxGraph.calls.slice(before).some(({ path }) => path.endsWith("Sessions"))).toBe(
      false,
    );
  });

  test("a sign-in of somebody else, among those that were asked for, is none of the account's", async () => {
    const card = await approved(`revoke-sessions ${upn("s.aydin")} token stolen`);
    const at = new Date(services.clock.now() + 5 * 60_000).toISOString();
    const foreign = { userId: account("lena.koch").id, createdDateTime: at, status: { errorCode: 0 } };
    meets(/signIns/, { status: 200, body: { value: [foreign] } });
    await later(10);
    expect(textOf(card.content)).toContain("No sign-in since");
  });

  test.each([
    ["that says no", `revoke-sessions ${upn("lena.koch")} said no`, { value: false }],
    ["that is an error", `revoke-sessions ${upn("m.keller")} error`, { error: { code: "x", message: "y" } }],
    [
      "about another account",
      `suspend ${upn("ida.storm")} another`,
      { accountId: "somebody-else", action: "disable" },
    ],
  ])("with status 200, and %s, is looked up at the account and is no success", async (_, text, body) => {
    meets(/revokeSignInSessions$|invokeAction$/, { method: "POST", status: 200, body });
    const card = await approved(text, "carla", "Interrupted");
    expect(await flows.events(card)).not.toContain("succeeded");
  });
});

describe("looked at again after 5, 30 and 60 minutes", () => {
  const told = (words: string): number =>
    harness.shown.filter(({ content }) => content.kind === "text" && textOf(content).includes(words)).length;

  test("a mark of compromise that somebody takes back is told, once; until then a sign-in would be", async () => {
    const card = await approved(`compromised ${upn("lena.koch")} her mailbox sends spam`);
    await later(6);
    expect(textOf(card.content)).toContain("No sign-in since");
    const risk = { ...account("lena.koch").risk!, state: "dismissed" };
    services.sandboxGraph.people.change(account("lena.koch"), { risk });
    await later(25);
    await later(31);
    expect(told(`${upn("lena.koch")} marked as compromised any more: its risk is \\"Dismissed`)).toBe(1);
    expect(textOf(card.content)).toContain("marked as compromised any more");
  });

  test("a mark that can't be read hides no sign-in", async () => {
    await approved(`compromised ${upn("lena.koch")} her token is for sale`);
    await later(6);
    const koch = account("lena.koch");
    const at = services.clock.now();
    koch.signIns = [{ ...koch.signIns[0]!, id: "sold", at, errorCode: 0, app: "Exchange" }, ...koch.signIns];
    meets(/riskyUsers/, { method: "GET", status: 403, body: { error: { code: "x", message: "y" } } });
    await later(25);
    expect(told(`${upn("lena.koch")} was signed in to again`)).toBe(1);
  });

  test("a password that was changed after the reset is told, and that nothing tells by whom", async () => {
    const card = await approved(`reset-password ${upn("s.aydin")} phished once more`);
    await later(6);
    expect(textOf(card.content)).toContain("No sign-in since");
    const passwordChangedAt = services.clock.now();
    services.sandboxGraph.people.change(account("s.aydin"), { passwordChangedAt });
    await later(25);
    await later(31);
    expect(told(`The password of ${upn("s.aydin")} was changed at`)).toBe(1);
    expect(textOf(card.content)).toContain("by whom, Entra ID does not say");
  });

  test("where one attack took sessions and marked the account, a sign-in since is told once in that thread", async () => {
    for (const act of ["revoke-sessions", "compromised"])
      await approved(`${act} ${upn("j.moreau")} stolen token`);
    const moreau = account("j.moreau");
    services.advance(10 * 60_000);
    const at = services.clock.now();
    moreau.signIns = [
      { ...moreau.signIns[0]!, id: "later", at, errorCode: 0, app: "Exchange" },
      ...moreau.signIns,
    ];
    await later(25);
    expect(told(`${upn("j.moreau")} was signed in to again`)).toBe(1);
  });
});

describe("behind the card", () => {
  test("the place where it lives can't do it any more: another service does not do it without being asked about", async () => {
    const card = await flows.ask(`suspend ${upn("s.aydin")} somebody else uses it`, "carla");
    expect(textOf(card.content)).toContain("Defender for Identity, in Active Directory");
    services.sandboxGraph.faults.set({ path: /identityAccounts/, status: 200, body: { value: [] } });
    const answer = JSON.stringify(await harness.click("david", card, "Approve"));
    expect(answer).toContain("it would be done by another service now: Entra ID");
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  });

  test("the account is taken over by Active Directory: also where whoever asked could not read where it lives", async () => {
    const refusal = { status: 403, body: { error: { code: "Forbidden", message: "role" } } };
    services.sandboxGraph.faults.set({ path: /identityAccounts/, ...refusal });
    const card = await flows.ask(`suspend ${upn("sam.lee2")} somebody else uses it`);
    Object.assign(account("sam.lee2"), { home: "activeDirectory" });
    const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
    expect(answer).toContain("lives in another directory now");
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  });
});

describe("who is meant", () => {
  const of = (local: string) => {
    const { id, name } = account(local);
    return { value: [{ id, displayName: name, userPrincipalName: upn(local), accountEnabled: true }] };
  };

  test("an account that is found by a UPN and has another one is a choice, and nothing is asked for it", async () => {
    meets(/\/users$/, { status: 200, body: of("j.moreau") });
    const [said] = await harness.say("ana", flows.soc, `revoke-sessions ${upn("m.keller")} token stolen`);
    expect(textOf(said!.content)).toContain("Choose");
    expect(textOf(said!.content)).not.toContain('"state":"Requested"');
  });

  test("a directory role on a second page counts as one on the first", async () => {
    const path = /transitiveMemberOf/;
    const next = `${services.sandboxGraph.url}/v1.0/users/${account("m.keller").id}/transitiveMemberOf/microsoft.graph.directoryRole?$skiptoken=x`;
    const role = { id: "62e90394-69f5-4237-9190-012177145e10", displayName: "Global Administrator" };
    meets(path, { status: 200, body: { value: [], "@odata.nextLink": next } });
    meets(path, { status: 200, body: { value: [role] } });
    const card = await flows.ask(`compromised ${upn("m.keller")} token used from two countries`);
    expect(textOf(card.content)).toContain("Global Administrator");
  });
});
