/** The rows of `operations.ts` for what is done to devices: machine actions, their ends, and changes without one. */

const changesDevices = {
  api: "defender",
  method: "POST",
  permission: "Machine.ReadWrite",
  role: "Manage security settings in Security Center",
  subject: "device",
  outcome: "direct",
} as const;
const acts = {
  api: "defender",
  method: "POST",
  body: ["Comment"],
  role: "Active remediation actions",
  subject: "device",
  outcome: "machine-action",
  scope: null,
  lasts: null,
} as const;
/** Each kind of machine action is cancelled with the permission that starts it. */
const cancels = {
  name: "cancellation",
  api: "defender",
  method: "POST",
  path: "/api/machineactions/{id}/cancel",
  body: ["Comment"],
  role: "Active remediation actions",
  subject: "machine action",
  outcome: "direct",
} as const;

export const RESPONSE_OPERATIONS = {
  isolate: {
    ...acts,
    name: "isolation",
    path: "/api/machines/{id}/isolate",
    body: ["Comment", "IsolationType"],
    permission: "Machine.Isolate",
    type: "Isolate",
    lasts: "until-undone",
    scope: "IsolationType",
  },
  unisolate: {
    ...acts,
    name: "release",
    path: "/api/machines/{id}/unisolate",
    permission: "Machine.Isolate",
    type: "Unisolate",
    lasts: "until-undone",
  },
  restrictCodeExecution: {
    ...acts,
    name: "app restriction",
    path: "/api/machines/{id}/restrictCodeExecution",
    permission: "Machine.RestrictExecution",
    type: "RestrictCodeExecution",
    lasts: "until-undone",
  },
  unrestrictCodeExecution: {
    ...acts,
    name: "removal of the app restriction",
    path: "/api/machines/{id}/unrestrictCodeExecution",
    permission: "Machine.RestrictExecution",
    type: "UnrestrictCodeExecution",
    lasts: "until-undone",
  },
  runAntiVirusScan: {
    ...acts,
    name: "scan",
    path: "/api/machines/{id}/runAntiVirusScan",
    body: ["Comment", "ScanType"],
    permission: "Machine.Scan",
    type: "RunAntiVirusScan",
    scope: "ScanType",
  },
  tagDevice: {
    ...changesDevices,
    name: "tag",
    path: "/api/machines/{id}/tags",
    body: ["Value", "Action"],
  },
  setDeviceValue: {
    ...changesDevices,
    name: "device value",
    path: "/api/machines/{id}/setDeviceValue",
    body: ["DeviceValue"],
  },
  collectInvestigationPackage: {
    ...acts,
    name: "investigation package",
    path: "/api/machines/{id}/collectInvestigationPackage",
    permission: "Machine.CollectForensics",
    role: "Alerts investigation",
    type: "CollectInvestigationPackage",
  },
  packageLink: {
    name: "package link",
    api: "defender",
    method: "GET",
    path: "/api/machineactions/{id}/getPackageUri",
    body: [],
    permission: "Machine.CollectForensics",
    role: "Alerts investigation",
    subject: "machine action",
    outcome: "read",
  },
  stopAndQuarantineFile: {
    ...acts,
    name: "quarantine",
    path: "/api/machines/{id}/StopAndQuarantineFile",
    body: ["Comment", "Sha1"],
    permission: "Machine.StopAndQuarantine",
    type: "StopAndQuarantineFile",
  },
  offboard: {
    ...acts,
    name: "offboarding",
    path: "/api/machines/{id}/offboard",
    permission: "Machine.Offboard",
    role: "Manage security settings in Security Center",
    type: "Offboard",
    lasts: "for-good",
  },
  runLiveResponse: {
    ...acts,
    name: "live response",
    path: "/api/machines/{id}/runliveresponse",
    body: ["Comment", "Commands"],
    permission: "Machine.LiveResponse",
    role: "Live response capabilities",
    type: "LiveResponse",
  },
  liveResultLink: {
    name: "live response result",
    api: "defender",
    method: "GET",
    path: "/api/machineactions/{id}/GetLiveResponseResultDownloadLink(index={index})",
    body: [],
    permission: "Machine.LiveResponse",
    role: "Live response capabilities",
    subject: "machine action",
    outcome: "read",
  },
  libraryFiles: {
    name: "live response library",
    api: "defender",
    method: "GET",
    path: "/api/libraryfiles",
    body: [],
    permission: "Library.Manage",
    role: "Live response capabilities",
    subject: "file",
    outcome: "read",
  },
  cancelIsolation: { ...cancels, permission: "Machine.Isolate" },
  cancelRestriction: { ...cancels, permission: "Machine.RestrictExecution" },
  cancelScan: { ...cancels, permission: "Machine.Scan" },
  cancelCollection: {
    ...cancels,
    permission: "Machine.CollectForensics",
    role: "Alerts investigation",
  },
  cancelQuarantine: { ...cancels, permission: "Machine.StopAndQuarantine" },
  cancelLiveResponse: {
    ...cancels,
    permission: "Machine.LiveResponse",
    role: "Live response capabilities",
  },
  cancelOffboarding: {
    ...cancels,
    permission: "Machine.Offboard",
    role: "Manage security settings in Security Center",
  },
} as const;

/** The call that cancels a machine action, by its type; those that are not here are cancelled in the portal. */
export const CANCELLING = {
  Isolate: "cancelIsolation",
  Unisolate: "cancelIsolation",
  RestrictCodeExecution: "cancelRestriction",
  UnrestrictCodeExecution: "cancelRestriction",
  RunAntiVirusScan: "cancelScan",
  CollectInvestigationPackage: "cancelCollection",
  StopAndQuarantineFile: "cancelQuarantine",
  LiveResponse: "cancelLiveResponse",
  Offboard: "cancelOffboarding",
} as const satisfies Readonly<Record<string, keyof typeof RESPONSE_OPERATIONS>>;

/** The types of machine actions, as Defender spells them. */
export const ACTION_TYPES = Object.keys(CANCELLING) as readonly Cancellable[];

/** A type of machine action that can be cancelled. */
export type Cancellable = keyof typeof CANCELLING;

/** Whether such an action can be cancelled from here. */
export function isCancellable(type: string): type is Cancellable {
  return Object.hasOwn(CANCELLING, type);
}

/** The types of machine actions whose effect stays so. */
export function typesThat(...last: readonly ("until-undone" | "for-good")[]): readonly string[] {
  return Object.values(RESPONSE_OPERATIONS).flatMap((row) =>
    row.outcome === "machine-action" && last.some((one) => one === row.lasts) ? [row.type] : [],
  );
}
