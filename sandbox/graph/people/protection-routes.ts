import { compileFilter, type Fields } from "../../api/odata.ts";
import type { Call, Route } from "../../api/route.ts";
import { badRequest, GraphFault, notFound } from "../errors.ts";
import { readBody, type GraphWorld } from "../route.ts";
import { assertEntraRole, assertLicence, ENTRA_ROLES, PEOPLE_NEEDS } from "./access.ts";
import type { AccountDirectory } from "./directory.ts";
import type { SandboxSignIn } from "./types.ts";

/** Entra's ID protection and its log of sign-ins. */

const SIGN_IN_FIELDS: Fields = { userId: "text", createdDateTime: "date" };
export const NO_P1 = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";
const MOST_IDS = 60;

export function protectionRoutes(world: GraphWorld, directory: AccountDirectory): Route[] {
  const { licences } = directory;
  let lastAt = -Infinity;

  /** One request a second in the whole tenant, and no word of when to come again. @throws GraphFault 429 */
  function countRisk(): void {
    const at = world.now();
    const isTooSoon = at >= lastAt && at - lastAt < 1000 && world.isLimited();
    lastAt = at;
    if (isTooSoon) throw new GraphFault(429, "TooManyRequests", "Too many requests.");
  }

  function risk(call: Call): Response {
    countRisk();
    assertLicence(licences.risk);
    assertEntraRole(directory, call.caller, ENTRA_ROLES.risk);
    const id = call.params[0] ?? "";
    const account = directory.find(id);
    const known = account === undefined ? null : directory.seen(account).risk;
    if (account === undefined || known === null) throw notFound("RiskyUser", id);
    return Response.json({
      id: account.id,
      userPrincipalName: account.upn,
      userDisplayName: account.name,
      riskLevel: known.level,
      riskState: known.state,
      riskDetail: known.detail,
      riskLastUpdatedDateTime: new Date(known.at).toISOString(),
      isProcessing: known.isProcessing,
      isDeleted: false,
    });
  }

  function confirm(call: Call): Response {
    countRisk();
    assertLicence(licences.risk);
    assertEntraRole(directory, call.caller, ENTRA_ROLES.riskWrite);
    const { userIds } = readBody(call, ["userIds"]);
    if (!Array.isArray(userIds) || userIds.length === 0 || userIds.length > MOST_IDS)
      throw badRequest(`'userIds' has to have 1 to ${String(MOST_IDS)} ids.`);
    for (const id of userIds) {
      const account = directory.find(String(id));
      if (account === undefined) throw notFound("User", String(id));
      const detail = "adminConfirmedUserCompromised";
      const now = {
        level: "high",
        state: "confirmedCompromised",
        detail,
        at: world.now(),
        isProcessing: false,
      };
      directory.change(account, { risk: now });
    }
    return new Response(null, { status: 204 });
  }

  function signIns(call: Call): Response {
    assertLicence(licences.signIns, NO_P1);
    assertEntraRole(directory, call.caller, ENTRA_ROLES.signIns);
    const filter = call.query.get("$filter");
    const matches = filter === null ? () => true : compileFilter(filter, SIGN_IN_FIELDS);
    const top = Number(call.query.get("$top") ?? "1000");
    const rows = directory.accounts
      .flatMap((account) => directory.seen(account).signIns)
      .map(presentSignIn)
      .filter((row) => matches(row))
      .toSorted((a, b) => (a.createdDateTime < b.createdDateTime ? 1 : -1));
    return Response.json({ value: rows.slice(0, top) });
  }

  return [
    {
      method: "GET",
      path: /^identityProtection\/riskyUsers\/([^/]+)$/i,
      need: PEOPLE_NEEDS.risk,
      handle: risk,
    },
    {
      method: "POST",
      path: /^identityProtection\/riskyUsers\/confirmCompromised$/i,
      need: PEOPLE_NEEDS.riskWrite,
      handle: confirm,
    },
    { method: "GET", path: /^auditLogs\/signIns$/i, need: PEOPLE_NEEDS.signIns, handle: signIns },
  ];
}

function presentSignIn(one: SandboxSignIn) {
  return {
    id: one.id,
    createdDateTime: new Date(one.at).toISOString(),
    userId: one.userId,
    appDisplayName: one.app,
    ipAddress: one.ip,
    isInteractive: true,
    location: { city: one.city, state: null, countryOrRegion: one.country },
    status: { errorCode: one.errorCode, failureReason: one.failure, additionalDetails: null },
    riskLevelDuringSignIn: one.risk,
  };
}
