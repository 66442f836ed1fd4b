import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDefender, type SandboxDefender } from "../../sandbox/defender/server.ts";
import { startGraph, type SandboxGraph } from "../../sandbox/graph/server.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { verifyTestToken } from "./defender-caller.ts";

/** People in the sandbox's Graph: permissions, roles, licences, bodies and limits are its own, and not the bot's. */

let defender: SandboxDefender;
let graph: SandboxGraph;
let time = Date.now();

beforeAll(async () => {
  const options = { entra: { verifyAccessToken: verifyTestToken }, clock: () => time, limits: null };
  defender = await startDefender(options);
  graph = await startGraph({ ...options, defender });
});
afterAll(() => Promise.all([graph.close(), defender.close()]));
beforeEach(() => {
  graph.people.setLag(0);
  Object.assign(graph.people.licences, { risk: true, identity: true, signIns: true });
  // Longer than the one call a second that risks take.
  time += 5_000;
});

interface Told {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

async function call(
  who: PersonKey,
  permission: string,
  [method, path]: readonly [string, string],
  body?: unknown,
): Promise<Told> {
  const response = await fetch(`${graph.url}/v1.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${who}|${permission}|${graph.url}`, ConsistencyLevel: "eventual" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: text === "" ? {} : (JSON.parse(text) as Told["body"]) };
}

const accountAt = (home: "entra" | "activeDirectory" | "okta") =>
  graph.people.accounts.find((one) => one.home === home && one.directoryRoles.length === 0)!;

describe("what a call takes", () => {
  const { id } = { id: "m.keller@contoso.example" };
  test.each([
    [["GET", `users/${id}`], "User.Read.All", undefined],
    [["POST", `users/${id}/revokeSignInSessions`], "User.RevokeSessions.All", undefined],
    [["PATCH", `users/${id}`], "User.EnableDisableAccount.All", { accountEnabled: true }],
    [
      ["POST", "identityProtection/riskyUsers/confirmCompromised"],
      "IdentityRiskyUser.ReadWrite.All",
      { userIds: ["x"] },
    ],
    [["GET", "security/identities/identityAccounts"], "SecurityIdentitiesAccount.Read.All", undefined],
    [
      ["POST", "security/identities/identityAccounts/x/invokeAction"],
      "SecurityIdentitiesActions.ReadWrite.All",
      {},
    ],
  ] as const)("%j: its own permission, by its name", async (what, permission, body) => {
    const refused = await call("carla", "Directory.Read", what, body);
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.text).toContain(permission);
    expect((await call("carla", permission, what, body)).text).not.toContain("Missing scope");
  });

  test("an Entra role beside it, whatever the token may", async () => {
    const { id } = accountAt("entra");
    const told = await call("ana", "User.RevokeSessions.All", ["POST", `users/${id}/revokeSignInSessions`]);
    expect(told).toMatchObject({ status: 403, body: { error: { code: "Authorization_RequestDenied" } } });
  });

  test("a licence: without P2 no risk, without Defender for Identity none of its accounts", async () => {
    Object.assign(graph.people.licences, { risk: false, identity: false });
    const { id } = accountAt("entra");
    const risk = await call("carla", "IdentityRiskyUser.Read.All", [
      "GET",
      `identityProtection/riskyUsers/${id}`,
    ]);
    const identity = await call("carla", "SecurityIdentitiesAccount.Read.All", [
      "GET",
      "security/identities/identityAccounts",
    ]);
    for (const { status, text } of [risk, identity]) {
      expect(status).toBe(403);
      expect(text).toMatch(/licen[cs]e/i);
    }
  });
});

test("invokeAction takes names and values as they are spelled, of the directory that the account lives in", async () => {
  const account = accountAt("activeDirectory");
  const right = { accountId: account.id, action: "disable", identityProvider: "activeDirectory" };
  const at = ["POST", `security/identities/identityAccounts/${account.identityId}/invokeAction`] as const;
  for (const body of [
    { ...right, action: "Disable" },
    { ...right, identityProvider: "ActiveDirectory" },
    { ...right, identityProvider: "okta" },
    { ...right, action: "revokeAllSessions" },
    { accountId: account.id, action: "disable", provider: "activeDirectory" },
  ])
    expect(await call("carla", "SecurityIdentitiesActions.ReadWrite.All", at, body)).toMatchObject({
      status: 400,
    });
  expect(graph.people.seen(account).enabled).toBe(true);
  const done = await call("carla", "SecurityIdentitiesActions.ReadWrite.All", at, right);
  expect(done).toMatchObject({ status: 200, body: { value: { action: "disable" } } });
  expect(graph.people.seen(account).enabled).toBe(false);
  graph.people.change(account, { enabled: true });
});

test("a change is seen late: not at once, and after 20 s at the latest", async () => {
  const account = accountAt("entra");
  graph.people.setLag(null);
  const what = ["GET", `users/${account.id}?$select=id,accountEnabled`] as const;
  const read = async () => (await call("carla", "User.Read.All", what)).body["accountEnabled"];
  graph.people.change(account, { enabled: false });
  expect(await read()).toBe(true);
  time += 20_001;
  expect(await read()).toBe(false);
  graph.people.change(account, { enabled: true });
});
