import type { Locale } from "../locale.ts";

const NEEDS = {
  always: "Needed.",
  oneOf: "This one or the other is needed.",
  mostly: "Needed, unless the policy says otherwise.",
  no: "Optional.",
} as const;

/** What changes something, as a button and as the heading of a request; and what "help" says. */
export const commands = {
  isolateDevice: "Isolate device",
  isolate: ({ type }: { type: string }) => `Isolate (${type})`,
  contain: "Contain (unmanaged device)",
  noReleaseOf:
    "Defender does not document a release of contained devices by its API: the release at the lease's end may be refused.",
  isolated: "isolated",
  releaseDevice: "Release device",
  release: "Release from isolation",
  runScan: "Run scan",
  scan: ({ type }: { type: string }) => `Antivirus scan (${type})`,
  restrict: "Restrict apps",
  restricted: "restricted",
  noRestrictionFor: ({ os }: { os: string }) => `Defender documents no app restriction for ${os}.`,
  removeRestriction: "Remove restriction",
  unrestrict: "Remove app restriction",
  quarantineFile: "Quarantine file",
  quarantine: "Stop and quarantine file",
  noQuarantineFor: ({ os }: { os: string }) => `Defender documents no quarantine of files for ${os}.`,
  offboard: "Offboard from Defender",
  offboardIsFinal:
    "Its sensor stops for good: Defender sees and stops nothing on it any more, and only somebody at the device can onboard it again.",
  cancelActionButton: "Cancel action",
  cancelAction: ({ type }: { type: string | null }) =>
    type === null ? "Cancel machine action" : `Cancel the action ${type}`,
  collectPackage: "Collect package",
  collect: "Collect investigation package",
  downloadLink: "Download link",
  packageReady: "The investigation package is ready",
  tag: ({ add, remove }: { add: string | null; remove: string | null }) =>
    add === null ? `Remove tag "${remove ?? ""}"` : `Add tag "${add}"`,
  tagsUnread: "The tags of this device could not be read.",
  value: ({ value }: { value: string }) => `Set device value to ${value}`,
  acknowledge: "Acknowledge",
  assignToMe: "Assign to me",
  inProgress: "In progress",
  assign: ({ to }: { to: string }) => `Assign to ${to}`,
  resolve: "Resolve",
  resolveAs: ({ as }: { as: string }) => `Resolve as ${as}`,
  comment: "Comment",
  reopen: "Reopen",
  merge: ({ into }: { into: string }) => `Merge into ${into}`,
  revokeSessions: "Revoke sessions",
  suspend: "Suspend account",
  reinstate: "Reinstate account",
  compromised: "Confirm compromised",
  resetPassword: "Reset password",

  help: "What I can do",
  helpIntro: "I work with your own Defender rights. Dangerous steps wait for an Approver.",
  myAlerts: "My alerts",
  findDevice: "Find a device",
  waitingForMe: "Requests waiting for me",
  whatMayI: "What can I do",
  workOnAlerts: "Alerts and incidents",
  actOnDevices: "Devices",
  actOnPeople: "People and accounts",
  blockAndAllow: "Block and allow files, addresses and domains",
  look: "Investigate",
  rules: "Requests, rules and the emergency stop",
  here: "This conversation, and you",
  meant: ({ name }: { name: string }) => `What may help with "${name}"`,
  tryThese: "Try one of these",
  none: ({ name }: { name: string }) => `There is no command "${name}". Type "help" for all of them.`,
  arguments: "Arguments",
  argument: ({ summary, allowed, need }: { summary: string; allowed: string; need: keyof typeof NEEDS }) =>
    `${summary}: ${allowed}. ${NEEDS[need]}`,

  run: ({ script, args }: { script: string; args: string | null }) =>
    args === null ? `Run ${script} without arguments` : `Run ${script} with arguments "${args}"`,
  scriptIs: (
    { script, is, by, at }: { script: string; is: string | null; by: string | null; at: number | null },
    locale: Locale,
  ) =>
    `${script} as it is in the library: SHA-256 ${is ?? "unknown"}, by ${by ?? "unknown"}, last changed ${locale.time(at)}`,
  getfile: ({ path }: { path: string }) => `Get file ${path}`,
  getOutput: "Get the output",
  outputReady: "The script has run",
  getFile: "Get the file",
  fileReady: "The file is ready",
};
