import {
  DEVICE_GROUPS,
  PEOPLE,
  type DeviceGroup,
  type PersonKey,
  type RbacGrant,
  type RbacPermission,
} from "../people.ts";

/** Whoever a bearer token stands for: a person with delegated permissions, or the application itself. */
export interface Caller {
  readonly oid: string | null;
  readonly app: string;
  /** UPN, or the app's id: the `requestor` of an action. */
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
  readonly delegated: boolean;
}

/** One API permission; the application's form may have another name (`.All`). */
export interface Need {
  readonly delegated: readonly string[];
  readonly application: readonly string[];
}

export type Claims = Readonly<Record<string, unknown>>;

/** What an API needs of the sandbox's Entra: the claims of a token that is good now, else null. */
export interface TokenVerifier {
  verifyAccessToken(token: string): Promise<Claims | null>;
}

/** Whom a bearer token for this audience stands for; else what is wrong with it, none at all being not good either. */
export async function verified(
  entra: TokenVerifier,
  audience: string,
  authorization: string | undefined,
): Promise<Caller | "not good" | "for another"> {
  const claims = await claimsOf(entra, authorization);
  if (claims === null) return "not good";
  return claims["aud"] === audience ? callerOf(claims) : "for another";
}

/** The claims behind an `Authorization` header; null when there is no good token in it. */
async function claimsOf(entra: TokenVerifier, authorization: string | undefined): Promise<Claims | null> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  return token === undefined ? null : entra.verifyAccessToken(token);
}

/** Whom the claims of an access token name. */
function callerOf(claims: Claims): Caller {
  const app = typeof claims["appid"] === "string" ? claims["appid"] : "";
  if (typeof claims["scp"] === "string") {
    const upn = typeof claims["upn"] === "string" ? claims["upn"] : app;
    const oid = typeof claims["oid"] === "string" ? claims["oid"] : null;
    return { oid, app, name: upn, permissions: new Set(claims["scp"].split(" ")), delegated: true };
  }
  const roles = Array.isArray(claims["roles"]) ? claims["roles"].map(String) : [];
  return { oid: null, app, name: app, permissions: new Set(roles), delegated: false };
}

/** Whether the token holds one of the permissions that the call needs. */
export function holds(caller: Caller, need: Need): boolean {
  const wanted = caller.delegated ? need.delegated : need.application;
  return wanted.some((one) => caller.permissions.has(one));
}

/**
 * Defender's own roles. They hold whichever API is asked; application tokens see every device group. What is in no
 * group (null) is for those who may do that with all groups.
 */
export interface Rbac {
  may(caller: Caller, permission: RbacPermission, group: DeviceGroup | null): boolean;
  readonly set: (key: PersonKey, grants: readonly RbacGrant[]) => void;
}

export function createRbac(): Rbac {
  const grantsOf = new Map(PEOPLE.map((person) => [person.oid, person.rbac]));
  return {
    may: (caller, permission, group) =>
      !caller.delegated ||
      (group === null ? DEVICE_GROUPS : [group]).every((wanted) =>
        (grantsOf.get(caller.oid ?? "") ?? []).some(
          (one) => one.group === wanted && one.permissions.includes(permission),
        ),
      ),
    set: (key, grants) => {
      const person = PEOPLE.find((one) => one.key === key);
      if (person) grantsOf.set(person.oid, grants);
    },
  };
}
