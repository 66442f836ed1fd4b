import { verified, holds, type Caller, type Need, type Rbac, type TokenVerifier } from "../api/callers.ts";
import type { RbacPermission } from "../people.ts";
import { ACTION_KINDS, type ActionType } from "./action-kinds.ts";
import { DefenderFault, forbidden, notFound } from "./errors.ts";
import type { SandboxDevice } from "./types.ts";

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
  machineWrite: { delegated: ["Machine.ReadWrite"], application: ["Machine.ReadWrite.All"] },
  userRead: { delegated: ["User.Read.All"], application: ["User.Read.All"] },
} as const satisfies Readonly<Record<string, Need>>;

/** What it takes to start or to cancel an action of that type. */
export function needOf(type: ActionType): Need {
  const { permission } = ACTION_KINDS[type];
  return { delegated: [permission], application: [permission] };
}

/** Whom a bearer token for this audience stands for. @throws DefenderFault 401 */
export async function authenticate(
  entra: TokenVerifier,
  audience: string,
  authorization: string | undefined,
): Promise<Caller> {
  const caller = await verified(entra, audience, authorization);
  if (typeof caller === "object") return caller;
  const text = "The authentication token is missing, expired or not meant for this API.";
  throw new DefenderFault(401, "Unauthorized", text);
}

/** @throws DefenderFault 403 when the token holds none of the permissions that the call needs */
export function assertPermission(caller: Caller, need: Need): void {
  if (holds(caller, need)) return;
  const wanted = caller.delegated ? need.delegated : need.application;
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
  rbac: Rbac,
  caller: Caller,
  device: SandboxDevice | undefined,
  asked: string,
  permission: RbacPermission = "view",
): SandboxDevice {
  if (!device || !rbac.may(caller, "view", device.rbacGroupName)) throw notFound("Machine", asked);
  if (!rbac.may(caller, permission, device.rbacGroupName))
    throw forbidden("User does not have the required role-based permission for this device group.");
  return device;
}
