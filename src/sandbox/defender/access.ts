import { PEOPLE, type DeviceGroup, type PersonKey, type RbacGrant, type RbacPermission } from "../people.ts";
import { DefenderFault, forbidden, notFound } from "./errors.ts";
import type { SandboxDevice } from "./types.ts";

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

export const NEEDS = {
  alertRead: {
    delegated: ["Alert.Read", "Alert.ReadWrite"],
    application: ["Alert.Read.All", "Alert.ReadWrite.All"],
  },
  alertWrite: { delegated: ["Alert.ReadWrite"], application: ["Alert.ReadWrite.All"] },
  machineRead: {
    delegated: ["Machine.Read", "Machine.ReadWrite"],
    application: ["Machine.Read.All", "Machine.ReadWrite.All"],
  },
  userRead: { delegated: ["User.Read.All"], application: ["User.Read.All"] },
  isolate: { delegated: ["Machine.Isolate"], application: ["Machine.Isolate"] },
  scan: { delegated: ["Machine.Scan"], application: ["Machine.Scan"] },
} as const satisfies Readonly<Record<string, Need>>;

export interface Access {
  authenticate(authorization: string | undefined): Promise<Caller>;
  may(caller: Caller, permission: RbacPermission, group: DeviceGroup): boolean;
  readonly setRbac: (key: PersonKey, grants: readonly RbacGrant[]) => void;
}

type Verify = (token: string) => Promise<Readonly<Record<string, unknown>> | null>;

/** Tokens and Defender's own roles. Application tokens see every device group, as the real ones do. */
export function createAccess(verify: Verify, audience: string): Access {
  const rbac = new Map(PEOPLE.map((person) => [person.oid, person.rbac]));
  return {
    authenticate: async (authorization) => {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
      const claims = token === undefined ? null : await verify(token);
      if (claims?.["aud"] !== audience)
        throw new DefenderFault(
          401,
          "Unauthorized",
          "The authentication token is missing, expired or not meant for this API.",
        );
      return callerOf(claims);
    },
    may: (caller, permission, group) =>
      !caller.delegated ||
      (rbac.get(caller.oid ?? "") ?? []).some(
        (one) => one.group === group && one.permissions.includes(permission),
      ),
    setRbac: (key, grants) => {
      const person = PEOPLE.find((one) => one.key === key);
      if (person) rbac.set(person.oid, grants);
    },
  };
}

function callerOf(claims: Readonly<Record<string, unknown>>): Caller {
  const app = typeof claims["appid"] === "string" ? claims["appid"] : "";
  if (typeof claims["scp"] === "string") {
    const upn = typeof claims["upn"] === "string" ? claims["upn"] : app;
    const oid = typeof claims["oid"] === "string" ? claims["oid"] : null;
    return { oid, app, name: upn, permissions: new Set(claims["scp"].split(" ")), delegated: true };
  }
  const roles = Array.isArray(claims["roles"]) ? claims["roles"].map(String) : [];
  return { oid: null, app, name: app, permissions: new Set(roles), delegated: false };
}

/** @throws DefenderFault 403 when the token holds none of the permissions that the call needs */
export function assertPermission(caller: Caller, need: Need): void {
  const wanted = caller.delegated ? need.delegated : need.application;
  if (wanted.some((one) => caller.permissions.has(one))) return;
  const kind = caller.delegated ? "Scopes" : "Application roles";
  const held = [...caller.permissions].join(",");
  throw forbidden(
    `The application does not have any of the required ${caller.delegated ? "delegated" : "application"} permissions (${wanted.join(", ")}) to access the resource. ${kind}: '${held}'.`,
  );
}

/**
 * The device, for a caller who may do that with it.
 * @throws DefenderFault 404 when it isn't there or not theirs to see, 403 when they only lack the permission
 */
export function accessibleDevice(
  access: Access,
  caller: Caller,
  device: SandboxDevice | undefined,
  asked: string,
  permission: RbacPermission = "view",
): SandboxDevice {
  if (!device || !access.may(caller, "view", device.rbacGroupName)) throw notFound("Machine", asked);
  if (!access.may(caller, permission, device.rbacGroupName))
    throw forbidden("User does not have the required role-based permission for this device group.");
  return device;
}
