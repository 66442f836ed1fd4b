import { holds, verified, type Caller, type Need, type TokenVerifier } from "../api/callers.ts";
import { GraphFault } from "./errors.ts";

function need(...permissions: readonly string[]): Need {
  return { delegated: permissions, application: permissions };
}

/** Graph's permissions have one name in both contexts. */
export const NEEDS = {
  alertRead: need("SecurityAlert.Read.All", "SecurityAlert.ReadWrite.All"),
  alertWrite: need("SecurityAlert.ReadWrite.All"),
  hunt: need("ThreatHunting.Read.All"),
  incidentRead: need("SecurityIncident.Read.All", "SecurityIncident.ReadWrite.All"),
  incidentWrite: need("SecurityIncident.ReadWrite.All"),
  merge: need("SecurityData.Manage.All"),
} as const satisfies Readonly<Record<string, Need>>;

/** Whom a bearer token for this audience stands for. @throws GraphFault 401 */
export async function authenticate(
  entra: TokenVerifier,
  audience: string,
  authorization: string | undefined,
): Promise<Caller> {
  const caller = await verified(entra, audience, authorization);
  if (typeof caller === "object") return caller;
  const why = caller === "not good" ? "" : " Invalid audience.";
  const text =
    authorization === undefined ? "Access token is empty." : `Access token validation failure.${why}`;
  throw new GraphFault(401, "InvalidAuthenticationToken", text, { "www-authenticate": "Bearer" });
}

/** @throws GraphFault 403 when the token holds none of the permissions that the call needs */
export function assertPermission(caller: Caller, wanted: Need): void {
  if (holds(caller, wanted)) return;
  const held = [...caller.permissions].join(",");
  const text = caller.delegated
    ? `Missing scope permissions on the request. API requires one of '${wanted.delegated.join(", ")}'. Scopes on the request '${held}'`
    : `Missing application roles. API required roles: ${wanted.application.join(",")}, application roles: ${held}.`;
  throw new GraphFault(403, "Forbidden", text);
}
