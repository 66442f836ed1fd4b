import { SANDBOX_DOMAIN } from "../../people.ts";
import type { AccountDirectory } from "./directory.ts";
import type { SandboxAccount } from "./types.ts";

const BY_THEMSELVES = ["id", "displayName", "userPrincipalName", "jobTitle", "mail"];

/** A user with what was selected of it. */
export function presentUser(
  directory: AccountDirectory,
  account: SandboxAccount,
  query: URLSearchParams,
): object {
  const wanted = query.get("$select")?.split(",") ?? BY_THEMSELVES;
  const all = fieldsOf(account);
  const selected = Object.fromEntries(wanted.flatMap((name) => (name in all ? [[name, all[name]]] : [])));
  if (!(query.get("$expand") ?? "").startsWith("manager(")) return selected;
  const manager = account.managerId === null ? undefined : directory.find(account.managerId);
  // Whoever has none has no such property.
  if (manager === undefined) return selected;
  const { id, name, upn } = manager;
  const type = "#microsoft.graph.user";
  return { ...selected, manager: { "@odata.type": type, id, displayName: name, userPrincipalName: upn } };
}

function fieldsOf(account: SandboxAccount): Readonly<Record<string, unknown>> {
  const isSynced = account.home === "activeDirectory";
  return {
    id: account.id,
    displayName: account.name,
    userPrincipalName: account.upn,
    mail: account.upn.includes("#") ? null : account.upn,
    accountEnabled: account.enabled,
    userType: account.isGuest ? "Guest" : "Member",
    department: account.department,
    jobTitle: account.jobTitle,
    onPremisesSyncEnabled: isSynced ? true : null,
    onPremisesDomainName: isSynced ? SANDBOX_DOMAIN : null,
    onPremisesSamAccountName: isSynced ? account.shortName : null,
    onPremisesSecurityIdentifier: isSynced ? account.sid : null,
    securityIdentifier: account.cloudSid,
    signInSessionsValidFromDateTime: new Date(account.sessionsValidFrom).toISOString().replace(".000Z", "Z"),
    lastPasswordChangeDateTime: new Date(account.passwordChangedAt).toISOString().replace(".000Z", "Z"),
  };
}
