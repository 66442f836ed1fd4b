import type { z } from "zod";
import {
  IDENTITY_ACTIONS,
  type Account,
  type IdentityAccount,
  type IdentityAction,
  type OwnDevice,
  type Risk,
  type SignIn,
} from "../../defender/account.ts";
import { OBJECT_ID } from "../../shared/shapes.ts";
import { flag, listOf, matching, maybe, numeral, objectOf, strings, text, time } from "./fields.ts";

/** People and their accounts as Microsoft Graph gives them, and what they are in the words of the model. */

const bool = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

const personSchema = objectOf({ id: matching(OBJECT_ID), displayName: text, userPrincipalName: text });

export const accountSchema = objectOf({
  id: matching(OBJECT_ID),
  displayName: text,
  userPrincipalName: text,
  accountEnabled: bool,
  userType: text,
  department: text,
  jobTitle: text,
  manager: maybe(personSchema),
  onPremisesSyncEnabled: flag,
  onPremisesDomainName: text,
  onPremisesSamAccountName: text,
  onPremisesSecurityIdentifier: text,
  securityIdentifier: text,
  signInSessionsValidFromDateTime: time,
  lastPasswordChangeDateTime: time,
});

/** What is asked for: most of it Graph gives only then. */
export const ACCOUNT_FIELDS =
  "id,displayName,userPrincipalName,accountEnabled,userType,department,jobTitle,onPremisesSyncEnabled,onPremisesDomainName,onPremisesSamAccountName,onPremisesSecurityIdentifier,securityIdentifier,signInSessionsValidFromDateTime,lastPasswordChangeDateTime";

/** An account as Entra tells of it. */
export function toAccount(raw: z.output<typeof accountSchema>): Account {
  const { manager } = raw;
  const upn = raw.userPrincipalName ?? raw.id;
  return {
    id: raw.id.toLowerCase(),
    upn,
    name: raw.displayName ?? upn,
    enabled: raw.accountEnabled,
    isGuest: raw.userType?.toLowerCase() === "guest",
    department: raw.department,
    jobTitle: raw.jobTitle,
    manager:
      manager === null
        ? null
        : { id: manager.id, name: manager.displayName ?? manager.id, upn: manager.userPrincipalName },
    isSynced: raw.onPremisesSyncEnabled,
    domain: raw.onPremisesDomainName,
    shortName: raw.onPremisesSamAccountName,
    sid: raw.onPremisesSecurityIdentifier,
    cloudSid: raw.securityIdentifier,
    sessionsValidFrom: raw.signInSessionsValidFromDateTime,
    passwordChangedAt: raw.lastPasswordChangeDateTime,
  };
}

/** What the person may not read comes without its name. */
export const roleSchema = objectOf({ id: matching(OBJECT_ID), displayName: text });

export const riskSchema = objectOf({
  id: matching(OBJECT_ID),
  riskLevel: text,
  riskState: text,
  riskDetail: text,
  riskLastUpdatedDateTime: time,
});

/** What Entra's protection says of an account, by the account's object id. */
export function toRisk(raw: z.output<typeof riskSchema>): Risk & { readonly id: string } {
  return {
    id: raw.id,
    level: raw.riskLevel,
    state: raw.riskState,
    detail: raw.riskDetail,
    at: raw.riskLastUpdatedDateTime,
  };
}

const locationSchema = objectOf({ city: text, countryOrRegion: text });
const statusSchema = objectOf({ errorCode: numeral, failureReason: text });

export const signInSchema = objectOf({
  userId: text,
  createdDateTime: time,
  appDisplayName: text,
  ipAddress: text,
  location: maybe(locationSchema),
  status: maybe(statusSchema),
  riskLevelDuringSignIn: text,
});

/** A sign-in as the log tells of it. */
export function toSignIn(raw: z.output<typeof signInSchema>): SignIn {
  const { location, status } = raw;
  const place = [location?.city ?? null, location?.countryOrRegion ?? null].filter((one) => one !== null);
  const code = status?.errorCode ?? null;
  return {
    at: raw.createdDateTime,
    app: raw.appDisplayName,
    place: place.length === 0 ? null : place.join(", "),
    ip: raw.ipAddress,
    errorCode: code === null ? null : Number(code),
    failure: status?.failureReason ?? null,
    risk: raw.riskLevelDuringSignIn,
  };
}

export const ownDeviceSchema = objectOf({
  deviceId: text,
  displayName: text,
  operatingSystem: text,
  isCompliant: bool,
});

/** A device that a person has registered; null: it has no name. */
export function toOwnDevice(raw: z.output<typeof ownDeviceSchema>): OwnDevice | null {
  if (raw.displayName === null) return null;
  const { deviceId: entraId, displayName: name, operatingSystem: os, isCompliant } = raw;
  return { entraId, name, os, isCompliant };
}

/** The pages spell the provider in two ways, and one of them with capitals. */
const partSchema = objectOf({ identityProvider: text, provider: text, identifier: text, actions: strings });

export const identityAccountSchema = objectOf({
  id: matching(OBJECT_ID),
  isEnabled: bool,
  onPremisesSecurityIdentifier: text,
  cloudSecurityIdentifier: text,
  accounts: listOf(partSchema),
});

const PROVIDERS = ["entraID", "activeDirectory", "okta"] as const;

/** An account as Defender for Identity tells of it, with where it lives. */
export function toIdentityAccount(raw: z.output<typeof identityAccountSchema>): IdentityAccount {
  return {
    id: raw.id,
    enabled: raw.isEnabled,
    accounts: raw.accounts.flatMap((part) => {
      const provider = spelled(PROVIDERS, part.identityProvider ?? part.provider ?? "");
      if (provider === null || part.identifier === null) return [];
      const actions = part.actions.flatMap((one): IdentityAction[] => {
        const action = spelled(IDENTITY_ACTIONS, one);
        return action === null ? [] : [action];
      });
      return [{ provider, accountId: part.identifier, actions }];
    }),
  };
}

function spelled<const W extends string>(words: readonly W[], given: string): W | null {
  return words.find((word) => word.toLowerCase() === given.toLowerCase()) ?? null;
}

export const appSchema = objectOf({
  id: matching(OBJECT_ID),
  // Graph's own registration has several hundred of them, and more each month.
  appRoles: listOf(objectOf({ id: matching(OBJECT_ID), value: text }), 10_000),
});

export const assignmentSchema = objectOf({
  appRoleId: matching(OBJECT_ID),
  principalId: matching(OBJECT_ID),
  principalType: text,
  principalDisplayName: text,
  createdDateTime: time,
});

export const delegatedSchema = objectOf({
  clientId: matching(OBJECT_ID),
  resourceId: text,
  consentType: text,
  scope: text,
});

export const applicationSchema = objectOf({ id: matching(OBJECT_ID), displayName: text });

/** Whoever may hold a role: what it takes to know that they can act on it. */
export const holderSchema = objectOf({ id: matching(OBJECT_ID), accountEnabled: bool });
