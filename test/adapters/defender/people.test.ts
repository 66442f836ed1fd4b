import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ANA, bench, problem } from "./scripted.ts";

/** What Graph says of people, read without believing that it is all. */

let server: Server;
let url = "";
let asked: string[] = [];
/** By the beginning of what is asked for; the first that fits. */
let answers: [RegExp, { readonly status?: number; readonly json: object }][] = [];

beforeEach(async () => {
  [asked, answers] = [[], []];
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    const found = answers.find(([fits]) => fits.test(path))?.[1];
    response.writeHead(found === undefined ? 500 : (found.status ?? 200), {
      "content-type": "application/json",
    });
    response.end(JSON.stringify(found?.json ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const reader = () => bench(url).defender.as(ANA, AbortSignal.timeout(5_000));
const idOf = (n: number): string => `0f0f0f0f-0000-4000-8000-${String(n).padStart(12, "0")}`;

describe("who holds the bot's roles decides who may be locked out, so part of a list is never taken for the whole", () => {
  const [APPROVER, BREAK_GLASS, GROUP] = [idOf(2), idOf(3), idOf(4)];
  const assigned = (who: string, principalType = "User", appRoleId = APPROVER) => ({
    ...{ appRoleId, principalId: who, principalType },
  });
  const holders = (list: object, ...more: typeof answers) => {
    const appRoles = [
      { id: APPROVER, value: "Approver" },
      { id: BREAK_GLASS, value: "BreakGlass" },
    ];
    answers.push(
      ...more,
      [/servicePrincipals\(appId/, { json: { id: idOf(1), appRoles } }],
      [/appRoleAssignedTo/, { json: list }],
      [/\/users\?/, { json: { value: [] } }],
    );
    return reader().roleHolders();
  };

  test("all pages are read, of the assignments and of a group's members", async () => {
    const found = await holders(
      { value: [assigned(idOf(10))], "@odata.nextLink": `${url}/v1.0/second` },
      [/second/, { json: { value: [assigned(GROUP, "Group")] } }],
      [/members\/.*\?/, { json: { value: [{ id: idOf(11) }], "@odata.nextLink": `${url}/v1.0/third` } }],
      [/third/, { json: { value: [{ id: idOf(12) }] } }],
    );
    expect(found).toEqual({ Approver: [idOf(10), idOf(11), idOf(12)], BreakGlass: [] });
  });

  test("a next page elsewhere, or something that can't be read, is no list", async () => {
    const next = { "@odata.nextLink": "https://elsewhere.example/v1.0/next" };
    await expect(holders({ value: [assigned(idOf(10))], ...next })).rejects.toThrow();
    answers = [];
    await expect(holders({ value: [assigned(idOf(10)), { principalId: 7 }] })).rejects.toThrow();
  });

  test("a registration that shows no roles, or nobody in them, is one that is not shown", async () => {
    await expect(
      holders({ value: [assigned(idOf(10))] }, [
        /servicePrincipals\(appId/,
        { json: { id: idOf(1), appRoles: [] } },
      ]),
    ).rejects.toThrow();
    answers = [];
    await expect(holders({ value: [] })).rejects.toThrow();
  });

  test("applications, and people whose accounts are switched off, can undo nothing and don't count", async () => {
    const found = await holders(
      {
        value: [
          ...[assigned(idOf(10)), assigned(idOf(11)), assigned(idOf(12), "ServicePrincipal")],
          ...[assigned(GROUP, "Group"), assigned(idOf(10), "User", BREAK_GLASS)],
        ],
      },
      [/members\/.*\?/, { json: { value: [{ id: idOf(13) }, { id: idOf(14), accountEnabled: false }] } }],
      [/\/users\?.*id eq/, { json: { value: [{ id: idOf(11), accountEnabled: false }] } }],
    );
    expect(found).toEqual({ Approver: [idOf(10), idOf(13)], BreakGlass: [idOf(10)] });
  });
});

test("applications that may change something are listed to the last page", async () => {
  const role = { id: idOf(2), value: "Machine.Isolate" };
  const given = (n: number) => ({
    ...{ appRoleId: role.id, principalId: idOf(n), principalType: "ServicePrincipal" },
    principalDisplayName: `app ${n}`,
  });
  answers = [
    [/appId='fc780465/, { json: { id: idOf(1), appRoles: [role] } }],
    [/appId=/, { status: 404, json: problem("Request_ResourceNotFound", "no") }],
    [/appRoleAssignedTo/, { json: { value: [given(20)], "@odata.nextLink": `${url}/v1.0/second` } }],
    [/second/, { json: { value: [given(21)] } }],
    [/oauth2PermissionGrants/, { json: { value: [] } }],
  ];
  const found = await reader().changingGrants();
  expect(found.items.map(({ application }) => application)).toEqual(["app 20", "app 21"]);
});

describe("what is not there is told apart from what is not served", () => {
  const KELLER = idOf(30);
  const missing = (code: string, message = "x") => ({ status: 404, json: problem(code, message) });

  test("no record of a risk is a good sign; no answer of the service for risks is none", async () => {
    answers = [[/riskyUsers/, missing("Request_ResourceNotFound")]];
    expect(await reader().accountRisk(KELLER)).toBeNull();
    answers = [[/riskyUsers/, { status: 404, json: {} }]];
    await expect(reader().accountRisk(KELLER)).rejects.toThrow(/does not offer this here/);
    answers = [[/riskyUsers/, missing("NotFound", "Your tenant is not licensed for this feature.")]];
    await expect(reader().accountRisk(KELLER)).rejects.toThrow(/no licence/);
  });

  test("a Defender for Identity that is not there does not say that it knows nobody", async () => {
    answers = [[/identityAccounts/, missing("ResourceNotFound")]];
    await expect(reader().identityAccount({ sid: "S-1-5-21-1", cloudSid: null })).rejects.toThrow();
  });
});

test("a sign-in that succeeded is found behind a page of those that failed", async () => {
  const at = (minute: number, errorCode: number) => ({
    ...{ createdDateTime: `2026-11-20T12:${String(minute).padStart(2, "0")}:00Z`, status: { errorCode } },
    appDisplayName: `app ${minute}`,
  });
  const failed = Array.from({ length: 40 }, () => at(59, 50126));
  answers = [
    [/signIns\?/, { json: { value: failed, "@odata.nextLink": `${url}/v1.0/second` } }],
    [/second/, { json: { value: [at(4, 0), at(7, 0), at(5, 50126)] } }],
  ];
  expect(await reader().lastSignIn(idOf(30), 0)).toMatchObject({ app: "app 7", errorCode: 0 });
});
