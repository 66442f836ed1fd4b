import { compileFilter } from "../../api/odata.ts";
import type { Call, Route } from "../../api/route.ts";
import { badRequest, GraphFault } from "../errors.ts";
import { readBody, type GraphWorld } from "../route.ts";
import { assertEntraRole, ENTRA_ROLES, PEOPLE_NEEDS } from "./access.ts";
import type { AccountDirectory } from "./directory.ts";
import { presentUser } from "./present.ts";
import type { SandboxAccount } from "./types.ts";

/** Users as Graph's v1.0 has them: only what is selected beyond the few that come by themselves. */

const FILTERABLE = {
  id: "text",
  userPrincipalName: "text",
  mail: "text",
  displayName: "text",
  onPremisesSamAccountName: "text",
} as const;

/** @throws GraphFault 404 */
export function accountOf(directory: AccountDirectory, asked: string): SandboxAccount {
  const found = directory.find(asked);
  if (found !== undefined) return directory.seen(found);
  const text = `Resource '${asked}' does not exist or one of its queried reference-property objects are not present.`;
  throw new GraphFault(404, "Request_ResourceNotFound", text);
}

export function userRoutes(world: GraphWorld, directory: AccountDirectory): Route[] {
  const context = (set: string) => ({ "@odata.context": `${world.url}/v1.0/$metadata#${set}` });

  function one(call: Call): Response {
    const account = accountOf(directory, call.params[0] ?? "");
    return Response.json({ ...context("users/$entity"), ...presentUser(directory, account, call.query) });
  }

  function list(call: Call): Response {
    const filter = call.query.get("$filter");
    // What only the index can look up has to be asked for so.
    if (filter !== null && /samaccountname|onpremisesdomain/i.test(filter)) assertAdvanced(call);
    const matches = filter === null ? () => true : compileFilter(filter, FILTERABLE);
    const found = directory.accounts
      .map((account) => directory.seen(account))
      .filter((account) => matches(filterable(account)))
      .slice(0, Number(call.query.get("$top") ?? "100"));
    const count = call.query.get("$count") === "true" ? { "@odata.count": found.length } : {};
    const value = found.map((account) => presentUser(directory, account, call.query));
    return Response.json({ ...context("users"), ...count, value });
  }

  function roles(call: Call): Response {
    assertAdvanced(call);
    const { directoryRoles } = accountOf(directory, call.params[0] ?? "");
    const value = directoryRoles.map((displayName, index) => ({
      "@odata.type": "#microsoft.graph.directoryRole",
      id: `0d1e0000-52f4-4b1e-9b0f-1d6c3f7d${String(1000 + index)}`,
      displayName,
    }));
    return Response.json({ ...context("directoryObjects"), "@odata.count": value.length, value });
  }

  function devices(call: Call): Response {
    const { devices: own } = accountOf(directory, call.params[0] ?? "");
    const value = own.map((device, index) => ({
      "@odata.type": "#microsoft.graph.device",
      id: `0de01ce0-52f4-4b1e-9b0f-1d6c3f7e${String(1000 + index)}`,
      deviceId: device.deviceId,
      displayName: device.name,
      operatingSystem: device.os,
      isCompliant: device.isCompliant,
      isManaged: device.isManaged,
    }));
    return Response.json({ ...context("directoryObjects"), value });
  }

  function revoke(call: Call): Response {
    const account = accountOf(directory, call.params[0] ?? "");
    assertEntraRole(directory, call.caller, ENTRA_ROLES.revoke);
    // Entra keeps whole seconds.
    directory.change(account, { sessionsValidFrom: Math.floor(world.now() / 1000) * 1000 });
    return Response.json({ ...context("Edm.Boolean"), value: true });
  }

  function update(call: Call): Response {
    const account = accountOf(directory, call.params[0] ?? "");
    const { accountEnabled } = readBody(call, ["accountEnabled"]);
    if (typeof accountEnabled !== "boolean") throw badRequest("'accountEnabled' is not a Boolean.");
    const isPrivileged = account.directoryRoles.length > 0;
    const roleNames = isPrivileged ? ENTRA_ROLES.switchPrivileged : ENTRA_ROLES.switchAnybody;
    assertEntraRole(directory, call.caller, roleNames);
    directory.change(account, { enabled: accountEnabled });
    return new Response(null, { status: 204 });
  }

  const { user, roles: rolesNeed, revoke: revokeNeed, switch: switchNeed } = PEOPLE_NEEDS;
  return [
    { method: "GET", path: /^users$/i, need: user, handle: list },
    { method: "GET", path: /^users\/([^/]+)$/i, need: user, handle: one },
    {
      method: "GET",
      path: /^users\/([^/]+)\/transitiveMemberOf\/microsoft\.graph\.directoryRole$/i,
      need: rolesNeed,
      handle: roles,
    },
    { method: "GET", path: /^users\/([^/]+)\/registeredDevices$/i, need: user, handle: devices },
    { method: "POST", path: /^users\/([^/]+)\/revokeSignInSessions$/i, need: revokeNeed, handle: revoke },
    { method: "PATCH", path: /^users\/([^/]+)$/i, need: switchNeed, handle: update },
  ];
}

function filterable({ id, upn, name, home, shortName }: SandboxAccount): object {
  const isSynced = home === "activeDirectory";
  return {
    ...{ id, userPrincipalName: upn, displayName: name },
    mail: upn.includes("#") ? null : upn,
    onPremisesSamAccountName: isSynced ? shortName : null,
  };
}

/** @throws GraphFault 400 */
function assertAdvanced(call: Call): void {
  const isEventual = call.headers.get("consistencylevel")?.toLowerCase() === "eventual";
  if (isEventual && call.query.get("$count") === "true") return;
  throw badRequest("Unsupported Query. Advanced queries take ConsistencyLevel: eventual and $count=true.");
}
