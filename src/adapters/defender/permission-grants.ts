import { isChanging, RESOURCES, type PermissionGrant } from "../../defender/permission-grants.ts";
import { DefenderError } from "../../defender/error.ts";
import { OPERATIONS, pathOf, type Grant } from "../../defender/operations.ts";
import type { Listed } from "../../defender/listed.ts";
import type { CallerDeps, Lane } from "./caller.ts";
import { linkedPages } from "./linked-pages.ts";
import { literal, query } from "./odata.ts";
import { applicationSchema, appSchema, assignmentSchema, delegatedSchema } from "./people-schemas.ts";
import { one, upTo, type Read } from "./reading.ts";

type Api = keyof typeof RESOURCES;
type Unnamed = Omit<PermissionGrant, "application" | "isOwn"> & { readonly application: string | null };

/** Pages that are read of each list; what is on more of them is said to be missing. */
const MOST_PAGES = 20;
/** Applications that are looked up by name, where the list tells only their ids. */
const MOST_NAMES = 50;

/** What applications may change, as the tenant's directory has it. A resource that the tenant lacks grants nothing. */
export async function changingGrants(
  deps: CallerDeps,
  lane: Lane,
  read: Read,
  ownAppId: string,
): Promise<Listed<PermissionGrant>> {
  const [ofDefender, ofGraph, own] = await Promise.all([
    grantsOf(deps, lane, read, "defender"),
    grantsOf(deps, lane, read, "graph"),
    resourceOf(read, ownAppId),
  ]);
  const found = [...ofDefender.items, ...ofGraph.items];
  const nameless = new Set(
    found.flatMap(({ application, applicationId: id }) => (application === null ? [id] : [])),
  );
  const names = new Map(
    await Promise.all(
      [...nameless].slice(0, MOST_NAMES).map(async (id) => [id, await nameOf(read, id)] as const),
    ),
  );
  const items = found.map((grant) => {
    const { applicationId: id } = grant;
    return { ...grant, application: grant.application ?? names.get(id) ?? id, isOwn: id === own?.id };
  });
  return { ...together(ofDefender, ofGraph), items };
}

async function grantsOf(deps: CallerDeps, lane: Lane, read: Read, api: Api): Promise<Listed<Unnamed>> {
  const resource = await resourceOf(read, RESOURCES[api]);
  if (resource === null) return { items: [], isWhole: true, unread: 0 };
  const [byItself, byPeople] = await Promise.all([
    applicationGrants(deps, lane, resource),
    delegatedGrants(deps, lane, resource.id),
  ]);
  const found = together(byItself, byPeople);
  return { ...found, items: found.items.filter(({ permission }) => isChanging(api, permission)) };
}

function together<T>(one: Listed<T>, other: Listed<T>): Listed<T> {
  return {
    items: [...one.items, ...other.items],
    isWhole: one.isWhole && other.isWhole,
    unread: one.unread + other.unread,
  };
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

async function applicationGrants(deps: CallerDeps, lane: Lane, resource: Resource): Promise<Listed<Unnamed>> {
  const operation = OPERATIONS.appRoleHolders;
  const path = `${pathOf(operation, { id: encodeURIComponent(resource.id) })}?$top=999`;
  const shape = [assignmentSchema, (raw: (typeof assignmentSchema)["_zod"]["output"]) => raw] as const;
  const read = await upTo({ pages: MOST_PAGES }, linkedPages(deps, lane, { operation, path }, shape));
  const names = new Map(resource.appRoles.map(({ id, value }) => [id.toLowerCase(), value]));
  const found = read.items.flatMap(
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
  return { ...read, items: found };
}

async function delegatedGrants(deps: CallerDeps, lane: Lane, resourceId: string): Promise<Listed<Unnamed>> {
  const read = await consents(deps, lane, `resourceId eq ${literal(resourceId)}`);
  const found = read.items.flatMap(({ clientId, consentType, scope }) =>
    permissionsIn(scope).map((permission) => ({
      applicationId: clientId,
      application: null,
      permission,
      as: consentType === "Principal" ? ("one person" as const) : ("everybody" as const),
      since: null,
    })),
  );
  return { ...read, items: found };
}

/**
 * The delegated permissions that an administrator has consented to for everybody who uses the application. Null: the
 * directory does not tell all of them. @throws DefenderError 403 when the caller may not read them
 */
export async function consentedGrants(
  deps: CallerDeps,
  lane: Lane,
  read: Read,
  ownAppId: string,
): Promise<readonly Grant[] | null> {
  const own = await resourceOf(read, ownAppId);
  if (own === null) return null;
  const [defender, graph, { items, isWhole }] = await Promise.all([
    resourceOf(read, RESOURCES.defender),
    resourceOf(read, RESOURCES.graph),
    consents(deps, lane, `clientId eq ${literal(own.id)}`),
  ]);
  if (!isWhole) return null;
  const ids = { defender: defender?.id, graph: graph?.id };
  const isForAll = (one: Consent) => one.clientId === own.id && one.consentType === "AllPrincipals";
  return (["defender", "graph"] as const).flatMap((api) =>
    items
      .filter((one) => isForAll(one) && one.resourceId !== null && one.resourceId === ids[api])
      .flatMap(({ scope }) => permissionsIn(scope).map((permission) => ({ api, permission }))),
  );
}

type Consent = (typeof delegatedSchema)["_zod"]["output"];

function consents(deps: CallerDeps, lane: Lane, filter: string): Promise<Listed<Consent>> {
  const operation = OPERATIONS.delegatedGrants;
  const path = `${operation.path}${query({ filter })}`;
  const shape = [delegatedSchema, (raw: Consent) => raw] as const;
  return upTo({ pages: MOST_PAGES }, linkedPages(deps, lane, { operation, path }, shape));
}

function permissionsIn(scope: string | null): readonly string[] {
  return (scope ?? "").split(/\s+/).filter((permission) => permission !== "");
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
