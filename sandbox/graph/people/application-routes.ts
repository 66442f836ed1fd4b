import type { Call, Route } from "../../api/route.ts";
import { SANDBOX_CLIENT_ID } from "../../people.ts";
import { GraphFault } from "../errors.ts";
import { PEOPLE_NEEDS } from "./access.ts";
import type { Grants } from "./directory.ts";

/** Microsoft's own applications, those of the tenant, and which permissions they were given. */

export interface SandboxApplication {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
}

/** The service principal of the bot. */
export const PRINCIPAL_ID = "5e7d1ce0-52f4-4b1e-9b0f-1d6c3f7a9001";

const DEFENDER = application("9010", "fc780465-2017-40d4-a0c5-307022471b92", "WindowsDefenderATP");
const GRAPH = application("9011", "00000003-0000-0000-c000-000000000000", "Microsoft Graph");
const BOT: SandboxApplication = { id: PRINCIPAL_ID, appId: SANDBOX_CLIENT_ID, name: "Defender bot" };
const PLAYBOOK = application("9020", "7d2a6c11-33ab-4a55-8f21-0c1d9e7b4001", "SOAR playbook");
const CONNECTOR = application("9021", "7d2a6c11-33ab-4a55-8f21-0c1d9e7b4002", "Log collector");

/** Somebody grants it what it has in the drawer. */
const NEWCOMER = application("9022", "7d2a6c11-33ab-4a55-8f21-0c1d9e7b4003", "Night cleanup");

const APPLICATIONS = [DEFENDER, GRAPH, BOT, PLAYBOOK, CONNECTOR, NEWCOMER];

const ROLES: Readonly<Record<string, readonly string[]>> = {
  [DEFENDER.id]: ["Machine.Isolate", "Machine.Read.All", "Alert.Read.All"],
  [GRAPH.id]: ["User.EnableDisableAccount.All", "User.Read.All", "SecurityAlert.Read.All"],
};

/** What each holds by itself. */
type Assigned = readonly [holder: SandboxApplication, of: SandboxApplication, role: string];

const ASSIGNED: readonly Assigned[] = [
  [BOT, DEFENDER, "Machine.Read.All"],
  [BOT, GRAPH, "SecurityAlert.Read.All"],
  [PLAYBOOK, DEFENDER, "Machine.Isolate"],
  [PLAYBOOK, GRAPH, "User.EnableDisableAccount.All"],
  [CONNECTOR, DEFENDER, "Alert.Read.All"],
];

const LATER: readonly Assigned[] = [
  [NEWCOMER, DEFENDER, "Machine.Isolate"],
  [NEWCOMER, GRAPH, "User.EnableDisableAccount.All"],
];

/** What each may do with the rights of those who sign in to it. */
const DELEGATED: readonly (readonly [holder: SandboxApplication, of: SandboxApplication, scope: string])[] = [
  [BOT, DEFENDER, "Machine.Read Machine.Isolate Alert.ReadWrite"],
  [BOT, GRAPH, "User.Read User.RevokeSessions.All"],
  [CONNECTOR, GRAPH, "User.Read"],
];

function application(end: string, appId: string, name: string): SandboxApplication {
  return { id: `5e7d1ce0-52f4-4b1e-9b0f-1d6c3f7a${end}`, appId, name };
}

function roleId(of: SandboxApplication, role: string): string {
  const index = (ROLES[of.id] ?? []).indexOf(role);
  return `b51c02d4-52f4-4b1e-9b0f-${of.id.slice(-4)}3f7a${String(9200 + index)}`;
}

/** Null: it is none of these. */
export function registrationOf(appId: string): object | null {
  const found = [DEFENDER, GRAPH].find((one) => one.appId === appId);
  if (found === undefined) return null;
  const appRoles = (ROLES[found.id] ?? []).map((value) => ({
    id: roleId(found, value),
    value,
    isEnabled: true,
  }));
  return { id: found.id, appId, appRoles };
}

/** Null: it is none of these. */
export function assignmentsTo(id: string, { newcomer }: Grants): object | null {
  const resource = [DEFENDER, GRAPH].find((one) => one.id === id);
  if (resource === undefined) return null;
  const value = [...ASSIGNED, ...(newcomer ? LATER : [])].flatMap(([holder, of, role]) =>
    of !== resource
      ? []
      : {
          id: `${holder.id}-${role}`,
          appRoleId: roleId(of, role),
          principalId: holder.id,
          principalType: "ServicePrincipal",
          principalDisplayName: holder.name,
          resourceId: of.id,
          createdDateTime: "2026-03-02T09:12:44Z",
        },
  );
  return { value };
}

export function applicationRoutes(): Route[] {
  function one(call: Call): Response {
    const found = APPLICATIONS.find(({ id }) => id === call.params[0]);
    if (found === undefined)
      throw new GraphFault(404, "Request_ResourceNotFound", "Resource does not exist.");
    return Response.json({ id: found.id, appId: found.appId, displayName: found.name });
  }
  function delegated(call: Call): Response {
    const [, side, id] = /^(resourceId|clientId) eq '([^']+)'$/.exec(call.query.get("$filter") ?? "") ?? [];
    const value = DELEGATED.flatMap(([holder, of, scope]) =>
      (side === "clientId" ? holder : of).id !== id
        ? []
        : {
            id: `${holder.id}-${of.id}`,
            clientId: holder.id,
            consentType: "AllPrincipals",
            principalId: null,
            resourceId: of.id,
            scope,
          },
    );
    return Response.json({ value });
  }
  return [
    {
      method: "GET",
      path: /^servicePrincipals\/([0-9a-f-]+)$/i,
      need: PEOPLE_NEEDS.applications,
      handle: one,
    },
    { method: "GET", path: /^oauth2PermissionGrants$/i, need: PEOPLE_NEEDS.roles, handle: delegated },
  ];
}
