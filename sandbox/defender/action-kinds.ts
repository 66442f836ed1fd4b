/** The machine actions that can be started here, by the type that Defender gives them: one row each. */

import type { RbacPermission } from "../people.ts";

interface ActionKind {
  /** Below `machines/{id}/`. */
  readonly path: string;
  /** Delegated or the application's: it has one name. */
  readonly permission: string;
  /** Which of Defender's own roles starts it; absent: active remediation actions. */
  readonly rbac?: RbacPermission;
  /** Its body is of another kind: `live-routes.ts` starts it. */
  readonly apart?: true;
  /** Fields of the body that it has to have besides, each with its shape. */
  readonly fields?: Readonly<Record<string, RegExp>>;
  /** The field of the body that becomes the action's scope, with its values; absent: the comment is all there is. */
  readonly scope?: { readonly field: string; readonly values: readonly string[] };
}

export const ACTION_KINDS = {
  Isolate: {
    path: "isolate",
    permission: "Machine.Isolate",
    scope: { field: "IsolationType", values: ["Full", "Selective", "UnManagedDevice"] },
  },
  Unisolate: { path: "unisolate", permission: "Machine.Isolate" },
  RestrictCodeExecution: { path: "restrictCodeExecution", permission: "Machine.RestrictExecution" },
  UnrestrictCodeExecution: { path: "unrestrictCodeExecution", permission: "Machine.RestrictExecution" },
  RunAntiVirusScan: {
    path: "runAntiVirusScan",
    permission: "Machine.Scan",
    scope: { field: "ScanType", values: ["Quick", "Full"] },
  },
  CollectInvestigationPackage: {
    path: "collectInvestigationPackage",
    permission: "Machine.CollectForensics",
    rbac: "alerts",
  },
  StopAndQuarantineFile: {
    path: "StopAndQuarantineFile",
    permission: "Machine.StopAndQuarantine",
    fields: { Sha1: /^[0-9a-f]{40}$/i },
  },
  LiveResponse: {
    path: "runliveresponse",
    permission: "Machine.LiveResponse",
    rbac: "live",
    apart: true,
  },
  Offboard: { path: "offboard", permission: "Machine.Offboard", rbac: "settings" },
} as const satisfies Readonly<Record<string, ActionKind>>;

export type ActionType = keyof typeof ACTION_KINDS;

/** All of them, as pairs. */
export const ACTIONS = Object.entries(ACTION_KINDS) as readonly (readonly [ActionType, ActionKind])[];

/** What there is to know of a type. */
export function kindOf(type: ActionType): ActionKind {
  return ACTION_KINDS[type];
}

/** The permissions with which machine actions are started. */
export const ACTION_PERMISSIONS: readonly string[] = [
  ...new Set(ACTIONS.map(([, { permission }]) => permission)),
];
