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
  tag: ({ add, remove }: { add: string | null; remove: string | null }) =>
    add === null ? `Remove tag "${remove ?? ""}"` : `Add tag "${add}"`,
  tagsUnread: "The tags of this device could not be read.",
  value: ({ value }: { value: string }) => `Set device value to ${value}`,
  acknowledge: "Acknowledge",
  assign: ({ to }: { to: string }) => `Assign to ${to}`,
  resolve: "Resolve",
  resolveAs: ({ as }: { as: string }) => `Resolve as ${as}`,
  comment: "Comment",
  reopen: "Reopen",
  revokeSessions: "Revoke sessions",
  suspend: "Suspend account",
  reinstate: "Reinstate account",
  compromised: "Confirm compromised",
  resetPassword: "Reset password",

  help: "What I can do",
  helpIntro: "I work with your own Defender rights. Dangerous steps wait for an Approver.",
  look: "Look",
  actOnDevices: "Act on devices",
  actOnPeople: "Act on accounts",
  blockAndAllow: "Block and allow",
  workOnAlerts: "Work on alerts",
  switches: "Switch on and off",
  rulesAndSignIn: "Rules and sign-in",
  none: ({ name }: { name: string }) => `There is no command "${name}". Type "help" for all of them.`,
  arguments: "Arguments",
  argument: ({ summary, allowed, need }: { summary: string; allowed: string; need: keyof typeof NEEDS }) =>
    `${summary}: ${allowed}. ${NEEDS[need]}`,
};
