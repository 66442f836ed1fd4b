import { isChanging, RESOURCES, type PermissionGrant } from "../../defender/permission-grants.ts";
import { DefenderError } from "../../defender/error.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import type { CallerDeps } from "./caller.ts";
import { whole } from "./graph-pages.ts";
import { literal, query } from "./odata.ts";
import { applicationSchema, appSchema, assignmentSchema, delegatedSchema } from "./people-schemas.ts";
import { one, type Read } from "./reading.ts";

type Api = keyof typeof RESOURCES;
type Unnamed = Omit<PermissionGrant, "application" | "isOwn"> & { readonly application: string | null };

/** What applications may change, as the tenant's directory has it. A resource that the tenant lacks grants nothing. */
export async function changingGrants(
  deps: CallerDeps,
  read: Read,
  ownAppId: string,
): Promise<readonly PermissionGrant[]> {
  const [ofDefender, ofGraph, own] = await Promise.all([
    grantsOf(deps, read, "defender"),
    grantsOf(deps, read, "graph"),
    resourceOf(read, ownAppId),
  ]);
  const found = [...ofDefender, ...ofGraph];
  const nameless = new Set(
    found.flatMap(({ application, applicationId: id }) => (application === null ? [id] : [])),
  );
  const names = new Map(
    await Promise.all([...nameless].map(async (id) => [id, await nameOf(read, id)] as const)),
  );
  return found.map((grant) => {
    const { applicationId: id } = grant;
    return { ...grant, application: grant.application ?? names.get(id) ?? id, isOwn: id === own?.id };
  });
}

async function grantsOf(deps: CallerDeps, read: Read, api: Api): Promise<readonly Unnamed[]> {
  const resource = await resourceOf(read, RESOURCES[api]);
  if (resource === null) return [];
  const [byItself, byPeople] = await Promise.all([
    applicationGrants(deps, read, resource),
    delegatedGrants(deps, read, resource.id),
  ]);
  return [...byItself, ...byPeople].filter(({ permission }) => isChanging(api, permission));
}

type Resource = (typeof appSchema)["_zod"]["output"];

/** Null: the tenant has none. */
async function resourceOf(read: Read, appId: string): Promise<Resource | null> {
  const operation = OPERATIONS.appRegistration;
  const path = `${pathOf(operation, { appId: encodeURIComponent(appId) })}?$select=id,appRoles`;
  try {
    return one(await read(operation, path), appSchema, (raw) => raw, null);
  } catch (error) {
    if (error instanceof DefenderError && error.status === 404) return null;
    throw error;
  }
}

async function applicationGrants(deps: CallerDeps, read: Read, resource: Resource): Promise<Unnamed[]> {
  const operation = OPERATIONS.appRoleHolders;
  const path = `${pathOf(operation, { id: encodeURIComponent(resource.id) })}?$top=999`;
  const assigned = await whole(deps, read, { operation, path }, [assignmentSchema, (raw) => raw]);
  const names = new Map(resource.appRoles.map(({ id, value }) => [id.toLowerCase(), value]));
  return assigned.flatMap(
    ({ appRoleId, principalId, principalType, principalDisplayName, createdDateTime }) =>
      principalType?.toLowerCase() === "serviceprincipal"
        ? {
            applicationId: principalId,
            application: principalDisplayName,
            permission: names.get(appRoleId.toLowerCase()) ?? appRoleId,
            as: "application" as const,
            since: createdDateTime,
          }
        : [],
  );
}

async function delegatedGrants(deps: CallerDeps, read: Read, resourceId: string): Promise<Unnamed[]> {
  const operation = OPERATIONS.delegatedGrants;
  const path = `${operation.path}${query({ filter: `resourceId eq ${literal(resourceId)}` })}`;
  const granted = await whole(deps, read, { operation, path }, [delegatedSchema, (raw) => raw]);
  return granted.flatMap(({ clientId, consentType, scope }) =>
    (scope ?? "").split(/\s+/).flatMap((permission) =>
      permission === ""
        ? []
        : {
            applicationId: clientId,
            application: null,
            permission,
            as: consentType === "Principal" ? ("one person" as const) : ("everybody" as const),
            since: null,
          },
    ),
  );
}

/** Null: it is not there any more, or has no name. */
async function nameOf(read: Read, id: string): Promise<string | null> {
  const operation = OPERATIONS.application;
  try {
    const path = `${pathOf(operation, { id: encodeURIComponent(id) })}?$select=id,displayName`;
    return one(await read(operation, path), applicationSchema, (raw) => raw, id).displayName;
  } catch (error) {
    if (error instanceof DefenderError && error.status === 404) return null;
    throw error;
  }
}
