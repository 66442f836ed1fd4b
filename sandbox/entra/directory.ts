import { PEOPLE, personByKey, type AppRole, type PersonKey, type SandboxPerson } from "../people.ts";
import { EntraError } from "./errors.ts";

/** What an administrator of the tenant can change about a person while everything runs. */
export interface Account {
  readonly person: SandboxPerson;
  roles: readonly AppRole[];
  disabled: boolean;
  /** Deleted from the directory. */
  deleted: boolean;
  /** Whether the person is assigned to the app, where assignment is required. */
  assigned: boolean;
  needsConsent: boolean;
  /** Permissions that the person has yet to agree to. */
  readonly unconsented: Set<string>;
  /** Claims challenge of a conditional access rule, JSON text; the person has to satisfy it interactively. */
  stepUp: string | null;
  /** Sessions and refresh tokens from before this moment are void (epoch milliseconds). */
  sessionsValidFrom: number;
}

export interface Directory {
  account(key: PersonKey): Account;
  byOid(oid: string): Account | undefined;
  byUpn(upn: string): Account | undefined;
  readonly accounts: readonly Account[];
}

export function createDirectory(): Directory {
  const accounts: readonly Account[] = PEOPLE.map((person) => ({
    person,
    roles: person.roles,
    disabled: false,
    deleted: false,
    assigned: true,
    needsConsent: person.mustConsent === true,
    unconsented: new Set<string>(),
    stepUp: null,
    sessionsValidFrom: 0,
  }));
  return {
    accounts,
    account: (key) => accounts.find((one) => one.person === personByKey(key)) as Account,
    byOid: (oid) => accounts.find((one) => one.person.oid === oid),
    byUpn: (upn) => accounts.find((one) => one.person.upn.toLowerCase() === upn.toLowerCase()),
  };
}

/**
 * What Entra checks whenever it issues a token to a person without a page in between.
 * @throws EntraError 50034 deleted, 50057 disabled, 50105 not assigned, 65001 consent missing, 50076 conditional access
 * (with `claims`)
 */
export function assertMaySignIn(account: Account, clientId: string): void {
  assertAdmitted(account);
  if (account.needsConsent) throw consentRequired(clientId);
  if (account.stepUp !== null) {
    throw new EntraError(
      "interaction_required",
      50076,
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
      { suberror: "basic_action", claims: account.stepUp },
    );
  }
}

/** @throws EntraError 50034 deleted, 50057 disabled, 50105 not assigned: what no page can cure either */
export function assertAdmitted(account: Account): void {
  if (account.deleted) {
    throw new EntraError("invalid_grant", 50034, "The user account does not exist in the directory.");
  }
  if (account.disabled) throw new EntraError("invalid_grant", 50057, "The user account is disabled.");
  if (!account.assigned) {
    throw new EntraError(
      "invalid_grant",
      50105,
      "Your administrator has configured the application to block users unless they are specifically granted ('assigned') access to the application.",
    );
  }
}

export function consentRequired(clientId: string): EntraError {
  return new EntraError(
    "invalid_grant",
    65001,
    `The user or administrator has not consented to use the application with ID '${clientId}'. Send an interactive authorization request for this user and resource.`,
    { suberror: "consent_required" },
  );
}
