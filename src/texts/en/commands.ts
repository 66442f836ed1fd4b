import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const NEEDS = {
  always: "Needed.",
  oneOf: "This one or the other is needed.",
  mostly: "Needed, unless the policy says otherwise.",
  no: "Optional.",
} as const;

/** What a command is called, as a button, as the heading of a request and in "help"; what it comes to, and why it can't be done to a target. */
export const commands = {
  asksFile: "Look up a file",
  asksIp: "Look up an IP address",
  asksDomain: "Look up a domain",
  asksCve: "Look up a CVE",
  asksSoftware: "Look up software",
  asksUser: "Find a person",
  asksAlert: "Show an alert",
  asksIncident: "Show an incident",
  asksHunt: "Run a hunting query",
  asksExplain: "Ask what the policy says",
  asksRequest: "Show a request",
  asksTimeline: "Show a timeline",
  runScript: "Run script",
  fetchFile: "Get file",
  isolateDevice: "Isolate device",
  /** What a form offers: the word alone says little to who isolates for the first time. */
  isolationType({ value }: { value: string }) {
    const name = names.scope(value);
    switch (value.toLowerCase()) {
      case "full":
        return `${name}: no connection but to Defender`;
      case "selective":
        return `${name}: exclusions, else Outlook and Teams, stay connected`;
      default:
        return name;
    }
  },
  isolate: ({ type }: { type: string }) => `Isolate (${names.scope(type)})`,
  contain: "Contain (unmanaged device)",
  noReleaseOf:
    "Defender documents no way to release a contained device through its API: the release when the lease ends may be refused.",
  untilReleased: "Until somebody releases it",
  isolated: "isolated",
  releaseDevice: "Release device",
  release: "Release from isolation",
  runScan: "Run scan",
  scan: ({ type }: { type: string }) => `Antivirus scan (${names.scope(type)})`,
  restrict: "Restrict apps",
  restrictComesTo: "Only programs signed by Microsoft run, until somebody removes it",
  restricted: "restricted",
  noRestrictionFor: ({ os }: { os: string }) => `Defender documents no app restriction for ${os}.`,
  removeRestriction: "Remove restriction",
  unrestrict: "Remove app restriction",
  quarantineFile: "Quarantine file",
  quarantine: "Stop and quarantine file",
  fileWith: ({ sha1 }: { sha1: string }) => `The file with SHA-1 ${sha1}`,
  noQuarantineFor: ({ os }: { os: string }) => `Defender documents no quarantine of files for ${os}.`,
  offboard: "Offboard from Defender",
  offboardIsFinal:
    "Its sensor stops for good: Defender sees and stops nothing on it any more, and only somebody at the device can onboard it again.",
  cancelActionButton: "Cancel action",
  cancelAction: ({ type }: { type: string | null }) =>
    type === null ? "Cancel machine action" : `Cancel the action "${names.action(type)}"`,
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
  resolveAs: ({ as }: { as: string }) => `Resolve as ${names.classification(as).toLowerCase()}`,
  comment: "Comment",
  commentIs: ({ text }: { text: string }) => `Comment: ${text}`,
  reopen: "Reopen",
  merge: ({ into }: { into: string }) => `Merge into ${into}`,
  revokeSessions: "Revoke sessions",
  suspend: "Suspend account",
  reinstate: "Reinstate account",
  compromised: "Confirm compromised",
  resetPassword: "Reset password",
  revokeSessionsComesTo: "Whoever uses the account has to sign in anew, everywhere",
  suspendComesTo: "Nobody can sign in with it until somebody reinstates it",
  reinstateComesTo: "It can be signed in with again",
  compromisedComesTo: "Its risk counts as high, and your policies for risky accounts apply",
  resetPasswordComesTo: "A new password has to be chosen at the next sign-in",

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
