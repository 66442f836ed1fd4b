import { OBJECT_ID } from "../shared/shapes.ts";

/** Which applications may change things in Defender, or people's accounts, whatever is approved here. */

/** One permission that one application holds. Names are hostile. */
export interface PermissionGrant {
  /** Object id of its service principal. */
  readonly applicationId: string;
  readonly application: string;
  /** Whether it is the bot itself. */
  readonly isOwn: boolean;
  readonly permission: string;
  /** `application`: by itself; `everybody`, `one person`: with the rights of whoever has signed in to it. */
  readonly as: "application" | "everybody" | "one person";
  /** Epoch milliseconds; null: not said. */
  readonly since: number | null;
}

/** The applications of Microsoft's whose permissions are looked at (Microsoft's application ids, the same in every tenant). */
export const RESOURCES = {
  defender: "fc780465-2017-40d4-a0c5-307022471b92",
  graph: "00000003-0000-0000-c000-000000000000",
} as const;

/**
 * Permissions of Graph's with which alerts, incidents, sessions, risk or accounts can be changed, rules made that act on
 * devices by themselves, or all of these permissions taken.
 */
const CHANGING_AT_GRAPH = new Set([
  "AppRoleAssignment.ReadWrite.All",
  "Application.ReadWrite.All",
  "CustomDetection.ReadWrite.All",
  "Directory.AccessAsUser.All",
  "Directory.ReadWrite.All",
  "IdentityRiskyUser.ReadWrite.All",
  "RoleManagement.ReadWrite.Directory",
  "SecurityActions.ReadWrite.All",
  "SecurityAlert.ReadWrite.All",
  "SecurityData.Manage.All",
  "SecurityIdentitiesActions.ReadWrite.All",
  "SecurityIncident.ReadWrite.All",
  "User-PasswordProfile.ReadWrite.All",
  "User.EnableDisableAccount.All",
  "User.ManageIdentities.All",
  "User.ReadWrite.All",
  "User.RevokeSessions.All",
  "UserAuthenticationMethod.ReadWrite.All",
]);

/**
 * Whether somebody who holds it can change something. Of Defender's, whatever is not known to read only; so of Graph's,
 * what the tenant tells no name of, only an id.
 */
export function isChanging(api: keyof typeof RESOURCES, permission: string): boolean {
  if (OBJECT_ID.test(permission)) return true;
  return api === "graph" ? CHANGING_AT_GRAPH.has(permission) : !/\.Read(?:\.All)?$/.test(permission);
}
