/** The calls about people, all of them to Microsoft Graph; rows of `OPERATIONS`. */

/** Of Entra, as its portal calls them; Graph asks for one of them besides the permission. */
export type EntraRole =
  "Directory Readers" | "Security Reader" | "Security Administrator" | "User Administrator";

/** Only an administrator can agree to these permissions. */
const about = { api: "graph", subject: "account", consent: "administrator" } as const;
const reads = { ...about, method: "GET", body: [], outcome: "read" } as const;
const changes = { ...about, method: "POST", outcome: "direct" } as const;
/** Defender for Endpoint has a permission of that name too, so this one has a name of its own here. */
const readsAccounts = {
  ...reads,
  permission: "Account.Read.All",
  permissionThere: "User.Read.All",
  role: "Directory Readers",
} as const;
const readsHolders = { ...reads, permission: "Application.Read.All", role: "Directory Readers" } as const;

export const PEOPLE_OPERATIONS = {
  account: { ...readsAccounts, name: "account", path: "/v1.0/users/{id}" },
  accounts: { ...readsAccounts, name: "account search", path: "/v1.0/users" },
  accountDevices: {
    ...readsAccounts,
    name: "devices of an account",
    path: "/v1.0/users/{id}/registeredDevices",
  },
  accountRoles: {
    ...reads,
    name: "directory roles",
    path: "/v1.0/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole",
    permission: "Directory.Read.All",
    role: "Directory Readers",
  },
  accountRisk: {
    ...reads,
    name: "risk of an account",
    path: "/v1.0/identityProtection/riskyUsers/{id}",
    permission: "IdentityRiskyUser.Read.All",
    role: "Security Reader",
  },
  signIns: {
    ...reads,
    name: "sign-in log",
    path: "/v1.0/auditLogs/signIns",
    permission: "AuditLog.Read.All",
    role: "Security Reader",
  },
  identityAccounts: {
    ...reads,
    name: "accounts in Defender for Identity",
    path: "/v1.0/security/identities/identityAccounts",
    permission: "SecurityIdentitiesAccount.Read.All",
    role: "Security Administrator",
  },
  appRegistration: {
    ...readsHolders,
    name: "app registration",
    path: "/v1.0/servicePrincipals(appId='{appId}')",
  },
  appRoleHolders: {
    ...readsHolders,
    name: "holders of app roles",
    path: "/v1.0/servicePrincipals/{id}/appRoleAssignedTo",
  },
  application: { ...readsHolders, name: "application", path: "/v1.0/servicePrincipals/{id}" },
  delegatedGrants: {
    ...reads,
    name: "delegated permissions",
    path: "/v1.0/oauth2PermissionGrants",
    permission: "Directory.Read.All",
    role: "Directory Readers",
  },
  groupMembers: {
    ...reads,
    name: "members of a group",
    path: "/v1.0/groups/{id}/members/microsoft.graph.user",
    permission: "GroupMember.Read.All",
    role: "Directory Readers",
  },
  revokeSessions: {
    ...changes,
    name: "revocation of sessions",
    path: "/v1.0/users/{id}/revokeSignInSessions",
    body: [],
    permission: "User.RevokeSessions.All",
    role: "User Administrator",
  },
  switchAccount: {
    ...changes,
    name: "account switch",
    method: "PATCH",
    path: "/v1.0/users/{id}",
    body: ["accountEnabled"],
    permission: "User.EnableDisableAccount.All",
    role: "User Administrator",
  },
  confirmCompromised: {
    ...changes,
    name: "confirmation of a compromise",
    path: "/v1.0/identityProtection/riskyUsers/confirmCompromised",
    body: ["userIds"],
    permission: "IdentityRiskyUser.ReadWrite.All",
    role: "Security Administrator",
  },
  invokeAccountAction: {
    ...changes,
    name: "account action of Defender for Identity",
    path: "/v1.0/security/identities/identityAccounts/{id}/invokeAction",
    body: ["accountId", "action", "identityProvider"],
    permission: "SecurityIdentitiesActions.ReadWrite.All",
    role: "Security Administrator",
  },
} as const;
