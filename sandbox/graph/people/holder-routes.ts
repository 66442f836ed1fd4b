import type { Call, Route } from "../../api/route.ts";
import { APP_ROLES, SANDBOX_CLIENT_ID } from "../../people.ts";
import { GraphFault } from "../errors.ts";
import { assignmentsTo, PRINCIPAL_ID, registrationOf } from "./application-routes.ts";
import { PEOPLE_NEEDS } from "./access.ts";
import type { AccountDirectory } from "./directory.ts";

/** The bot's service principal, and who is assigned to its roles. */

function roleId(role: string): string {
  return `a44701e0-52f4-4b1e-9b0f-1d6c3f7a${String(9100 + (APP_ROLES as readonly string[]).indexOf(role))}`;
}

export function holderRoutes(directory: AccountDirectory): Route[] {
  function registration(call: Call): Response {
    const others = registrationOf(call.params[0] ?? "");
    if (others !== null) return Response.json(others);
    if (call.params[0] !== SANDBOX_CLIENT_ID) throw unknown(call.params[0] ?? "");
    const appRoles = APP_ROLES.map((value) => ({
      ...{ id: roleId(value), value, displayName: value },
      ...{ allowedMemberTypes: ["User"], isEnabled: true },
    }));
    return Response.json({ id: PRINCIPAL_ID, appId: SANDBOX_CLIENT_ID, appRoles });
  }

  function assigned(call: Call): Response {
    const others = assignmentsTo(call.params[0] ?? "", directory.grants);
    if (others !== null) return Response.json(others);
    if (call.params[0] !== PRINCIPAL_ID) throw unknown(call.params[0] ?? "");
    const people = directory.accounts.flatMap((account) =>
      directory.appRolesOf(account).map((role) => assignment(account.id, "User", account.name, role)),
    );
    const groups = directory.groups.flatMap(({ id, name, appRoles }) =>
      appRoles.map((role) => assignment(id, "Group", name, role)),
    );
    return Response.json({ value: [...people, ...groups] });
  }

  function members(call: Call): Response {
    const group = directory.groups.find(({ id }) => id === call.params[0]);
    if (group === undefined) throw unknown(call.params[0] ?? "");
    return Response.json({ value: group.memberIds.map((id) => ({ id })) });
  }

  const need = PEOPLE_NEEDS.applications;
  return [
    { method: "GET", path: /^servicePrincipals\(appId='([^']+)'\)$/i, need, handle: registration },
    { method: "GET", path: /^servicePrincipals\/([^/]+)\/appRoleAssignedTo$/i, need, handle: assigned },
    {
      method: "GET",
      path: /^groups\/([^/]+)\/members\/microsoft\.graph\.user$/i,
      need: PEOPLE_NEEDS.members,
      handle: members,
    },
  ];
}

function assignment(principalId: string, principalType: string, name: string, role: string) {
  return {
    id: `${principalId}-${role}`,
    appRoleId: roleId(role),
    principalId,
    principalType,
    principalDisplayName: name,
    resourceId: PRINCIPAL_ID,
  };
}

function unknown(id: string): GraphFault {
  const text = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphFault(404, "Request_ResourceNotFound", text);
}
