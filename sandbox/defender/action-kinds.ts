/** The machine actions that can be started here, by the type that Defender gives them: one row each. */

interface ActionKind {
  /** Below `machines/{id}/`. */
  readonly path: string;
  /** Delegated or the application's: it has one name. */
  readonly permission: string;
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
} as const satisfies Readonly<Record<string, ActionKind>>;

export type ActionType = keyof typeof ACTION_KINDS;

/** All of them, as pairs. */
export const ACTIONS = Object.entries(ACTION_KINDS) as readonly (readonly [ActionType, ActionKind])[];

/** The permissions with which machine actions are started. */
export const ACTION_PERMISSIONS: readonly string[] = [
  ...new Set(ACTIONS.map(([, { permission }]) => permission)),
];
