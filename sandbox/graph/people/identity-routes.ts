import { randomUUID } from "node:crypto";
import { compileFilter, type Fields } from "../../api/odata.ts";
import type { Call, Route } from "../../api/route.ts";
import { badRequest, notFound } from "../errors.ts";
import { readBody, type GraphWorld } from "../route.ts";
import { assertEntraRole, assertLicence, ENTRA_ROLES, PEOPLE_NEEDS } from "./access.ts";
import type { AccountDirectory } from "./directory.ts";
import type { SandboxAccount } from "./types.ts";

/** Accounts of Defender for Identity, and what it does with them in the directories that they live in. */

/** Which directory takes which action (the page of invokeAction); names and values are spelled exactly so. */
const ACTIONS = {
  activeDirectory: ["disable", "enable", "forcePasswordReset", "markUserAsCompromised"],
  okta: ["disable", "enable", "revokeAllSessions", "markUserAsCompromised"],
} as const;

type Provider = keyof typeof ACTIONS;

const FIELDS: Fields = { onPremisesSecurityIdentifier: "text", cloudSecurityIdentifier: "text" };

export function identityRoutes(world: GraphWorld, directory: AccountDirectory): Route[] {
  function allowed(call: Call): void {
    assertLicence(directory.licences.identity);
    assertEntraRole(directory, call.caller, ENTRA_ROLES.identity);
  }

  function list(call: Call): Response {
    allowed(call);
    const filter = call.query.get("$filter");
    const matches = filter === null ? () => true : compileFilter(filter, FIELDS);
    const rows = directory.accounts.map((account) => present(directory.seen(account)));
    return Response.json({ value: rows.filter((row) => matches(row)) });
  }

  function invoke(call: Call): Response {
    allowed(call);
    const id = call.params[0] ?? "";
    const found = directory.accounts.find((account) => account.identityId === id);
    if (found === undefined) throw notFound("IdentityAccount", id);
    const { accountId, action, identityProvider } = readBody(call, [
      "accountId",
      "action",
      "identityProvider",
    ]);
    const provider = found.home === "entra" ? null : found.home;
    if (provider === null || identityProvider !== provider)
      throw badRequest(`The value '${String(identityProvider)}' of 'identityProvider' is not supported.`);
    if (accountId !== accountIdOf(found)) throw badRequest("The account does not belong to this identity.");
    const known: readonly string[] = ACTIONS[provider];
    if (typeof action !== "string" || !known.includes(action))
      throw badRequest(`The value '${String(action)}' of 'action' is not supported.`);
    directory.change(directory.seen(found), effectOf(action, found, world.now()));
    return Response.json({ value: { accountId, action, identityProvider, correlationId: randomUUID() } });
  }

  return [
    {
      method: "GET",
      path: /^security\/identities\/identityAccounts$/i,
      need: PEOPLE_NEEDS.identity,
      handle: list,
    },
    {
      method: "POST",
      path: /^security\/identities\/identityAccounts\/([^/]+)\/invokeAction$/i,
      need: PEOPLE_NEEDS.identityAct,
      handle: invoke,
    },
  ];
}

function accountIdOf({ id }: SandboxAccount): string {
  return id;
}

function present(account: SandboxAccount) {
  const { home } = account;
  const provider: Provider | null = home === "entra" ? null : home;
  return {
    "@odata.type": "#microsoft.graph.security.user",
    id: account.identityId,
    displayName: account.name,
    userPrincipalName: account.upn,
    domain: "contoso.example",
    isEnabled: account.enabled,
    onPremisesSecurityIdentifier: home === "activeDirectory" ? account.sid : null,
    cloudSecurityIdentifier: account.cloudSid,
    accounts: [
      { identityProvider: "entraID", identifier: account.id, actions: [] },
      ...(provider === null
        ? []
        : [{ identityProvider: provider, identifier: accountIdOf(account), actions: ACTIONS[provider] }]),
    ],
  };
}

function effectOf(action: string, account: SandboxAccount, now: number): Partial<SandboxAccount> {
  switch (action) {
    case "disable":
      return { enabled: false };
    case "enable":
      return { enabled: true };
    case "forcePasswordReset":
      return { forcedPasswordReset: true };
    case "revokeAllSessions":
      return { sessionsValidFrom: Math.floor(now / 1000) * 1000 };
    default:
      return {
        risk: {
          level: "high",
          state: account.home === "activeDirectory" ? "atRisk" : "confirmedCompromised",
          detail: "none",
          at: now,
          isProcessing: false,
        },
      };
  }
}
