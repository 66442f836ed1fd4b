import type { Caller, Need } from "../../api/callers.ts";
import { GraphFault } from "../errors.ts";
import type { AccountDirectory } from "./directory.ts";

function need(...permissions: readonly string[]): Need {
  return { delegated: permissions, application: permissions };
}

/** Which permission each call takes, as Graph's permission reference has it. */
export const PEOPLE_NEEDS = {
  user: need("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"),
  roles: need("Directory.Read.All", "Directory.ReadWrite.All"),
  risk: need("IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"),
  riskWrite: need("IdentityRiskyUser.ReadWrite.All"),
  signIns: need("AuditLog.Read.All"),
  identity: need("SecurityIdentitiesAccount.Read.All"),
  identityAct: need("SecurityIdentitiesActions.ReadWrite.All"),
  revoke: need("User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
  switch: need("User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
  applications: need("Application.Read.All", "Directory.Read.All"),
  members: need("GroupMember.Read.All", "Directory.Read.All"),
} as const satisfies Readonly<Record<string, Need>>;

/** Any one of these directory roles lets a person make the call. */
export const ENTRA_ROLES = {
  risk: ["Security Reader", "Global Reader", "Security Operator", "Security Administrator"],
  riskWrite: ["Security Administrator"],
  signIns: [
    "Reports Reader",
    "Security Reader",
    "Global Reader",
    "Security Operator",
    "Security Administrator",
  ],
  identity: ["Security Administrator"],
  revoke: ["User Administrator", "Privileged Authentication Administrator"],
  switchAnybody: ["User Administrator", "Authentication Administrator"],
  switchPrivileged: ["Privileged Authentication Administrator"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const ALWAYS = "Global Administrator";

/** @throws GraphFault 403 when the person holds none of the directory roles */
export function assertEntraRole(directory: AccountDirectory, caller: Caller, roles: readonly string[]): void {
  if (!caller.delegated) return;
  const own = directory.find(caller.oid ?? "")?.directoryRoles ?? [];
  if (own.includes(ALWAYS) || own.some((role) => roles.includes(role))) return;
  throw new GraphFault(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
}

/** @throws GraphFault 403 where the tenant has not bought it */
export function assertLicence(isBought: boolean, code = "Forbidden"): void {
  if (isBought) return;
  throw new GraphFault(403, code, "Your tenant is not licensed for this feature.");
}
