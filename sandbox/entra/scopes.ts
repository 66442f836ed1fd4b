import { ACTION_PERMISSIONS } from "../defender/action-kinds.ts";
import { LOOKUP_PERMISSIONS } from "../defender/lookup-needs.ts";
import { EntraError } from "./errors.ts";

/** One API that the app registration has permissions of. */
export interface Resource {
  /** Audience of its tokens, without a trailing slash. */
  readonly uri: string;
  /** Delegated permissions that the tenant's administrator has consented to. */
  readonly delegated: readonly string[];
  /** Application permissions, in the `roles` of client-credential tokens. */
  readonly application: readonly string[];
}

export interface ScopeRequest {
  readonly resource: Resource;
  readonly permissions: readonly string[];
  readonly openid: boolean;
  readonly offline: boolean;
}

const OIDC = new Set(["openid", "profile", "email", "offline_access"]);

/** What an administrator has agreed to for the commands about people. */
const PEOPLE_PERMISSIONS = [
  "Directory.Read.All",
  "Application.Read.All",
  "GroupMember.Read.All",
  "AuditLog.Read.All",
  "IdentityRiskyUser.Read.All",
  "IdentityRiskyUser.ReadWrite.All",
  "SecurityIdentitiesAccount.Read.All",
  "SecurityIdentitiesActions.ReadWrite.All",
  "User.RevokeSessions.All",
  "User.EnableDisableAccount.All",
];

/** Microsoft Graph as the bot's app registration uses it; `uri` is where it is to be found, and the audience. */
export function graphResource(uri: string): Resource {
  return {
    uri,
    delegated: [
      "User.Read",
      "User.Read.All",
      "SecurityAlert.Read.All",
      "SecurityAlert.ReadWrite.All",
      "SecurityIncident.Read.All",
      "SecurityIncident.ReadWrite.All",
      "SecurityData.Manage.All",
      "ThreatHunting.Read.All",
      ...PEOPLE_PERMISSIONS,
    ],
    application: ["SecurityAlert.Read.All", "SecurityIncident.Read.All"],
  };
}

/** Resources and permissions as the bot's real app registration has them. */
export const DEFAULT_RESOURCES: readonly Resource[] = [
  {
    uri: "https://api.securitycenter.microsoft.com",
    delegated: [
      ...["Alert.Read", "Alert.ReadWrite", "Machine.Read", "Machine.ReadWrite", "User.Read.All"],
      ...ACTION_PERMISSIONS,
      ...LOOKUP_PERMISSIONS,
    ],
    application: ["Alert.Read.All", "Machine.Read.All"],
  },
  graphResource("https://graph.microsoft.com"),
  { uri: "https://api.botframework.com", delegated: [], application: [] },
];

/**
 * Reads the `scope` of a token request.
 * @throws EntraError 70011 (malformed), 28000 (several resources), 500011 (unknown resource), 90009 (the app itself),
 *   65001 (permission not consented)
 */
export function parseScopes(scope: string, resources: readonly Resource[], clientId: string): ScopeRequest {
  const words = scope.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0)
    throw new EntraError(
      "invalid_scope",
      70011,
      "The provided request must include a 'scope' input parameter.",
    );
  const openid = words.includes("openid");
  const offline = words.includes("offline_access");
  const asked = words.filter((word) => !OIDC.has(word)).map(splitScope);
  const first = asked[0];
  if (!first)
    return { resource: profileOnly(resources), permissions: ["openid", "profile"], openid, offline };
  if (asked.some((one) => one.resource !== first.resource))
    throw new EntraError(
      "invalid_scope",
      28000,
      "Provided value for the input parameter scope is not valid because it contains more than one resource.",
    );
  if ([clientId, `api://${clientId}`, `api://botid-${clientId}`].includes(first.resource))
    throw new EntraError(
      "invalid_request",
      90009,
      `Application '${clientId}' is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.`,
    );
  const resource = resources.find((one) => one.uri === first.resource);
  if (!resource)
    throw new EntraError(
      "invalid_resource",
      500011,
      `The resource principal named ${first.resource} was not found in the tenant named Contoso.`,
    );
  return { resource, permissions: asked.map((one) => one.permission), openid, offline };
}

function splitScope(word: string): { resource: string; permission: string } {
  const cut = word.lastIndexOf("/");
  if (cut < 0) return { resource: "https://graph.microsoft.com", permission: word };
  // `https://host//.default` is how an audience that ends with a slash is written.
  return { resource: word.slice(0, cut).replace(/\/$/, ""), permission: word.slice(cut + 1) };
}

function profileOnly(resources: readonly Resource[]): Resource {
  return (
    resources.find((one) => one.uri.includes("graph")) ?? {
      uri: "https://graph.microsoft.com",
      delegated: [],
      application: [],
    }
  );
}

/**
 * The `scp` of a delegated token: exactly what was asked, or for `.default` all that is consented.
 * @throws EntraError 65001 for a permission nobody consented to
 */
export function delegatedPermissions(request: ScopeRequest, clientId: string): readonly string[] {
  if (request.permissions.includes(".default")) {
    if (request.permissions.length > 1)
      throw new EntraError(
        "invalid_scope",
        70011,
        "The .default scope can't be combined with resource-specific scopes.",
      );
    return request.resource.delegated;
  }
  const missing = request.permissions.filter(
    (one) => !OIDC.has(one) && !request.resource.delegated.includes(one),
  );
  if (missing.length > 0) {
    throw new EntraError(
      "invalid_grant",
      65001,
      `The user or administrator has not consented to use the application with ID '${clientId}' (${missing.join(", ")}). Send an interactive authorization request for this user and resource.`,
      { suberror: "consent_required" },
    );
  }
  return request.permissions;
}
