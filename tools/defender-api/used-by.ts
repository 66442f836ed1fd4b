import type { OperationName } from "../../src/defender/operations.ts";

/** Which commands make each call, directly or to look at what they are about: a test holds it to their permissions. */

const ON_DEVICES = [
  ...["isolate", "release", "scan", "restrict", "unrestrict", "collect", "quarantine", "offboard"],
  ...["run", "getfile"],
  ...["cancel-action", "tag", "value"],
];
/** One form for an attack's devices and people. */
const CONTAIN = ["contain"];
/** What has happened, told or sealed. */
const STORY = ["timeline", "report"];
const ON_PEOPLE = ["revoke-sessions", "suspend", "reinstate", "compromised", "reset-password"];
const TRIAGE = ["ack", "assign", "resolve", "reopen", "comment"];
/** Those that can be asked for on rows of a hunt. */
const ON_ROWS = ["isolate", "scan", "restrict", "collect", "revoke-sessions", "suspend"];
const ON_INDICATORS = ["block", "unblock"];
/** What shows or opens a request without being about it. */
const REQUESTS = ["requests", "request", "approve", "deny", "cancel"];

export const USED_BY: Readonly<Record<OperationName, readonly string[]>> = {
  alerts: ["alerts", "subscribe"],
  alertsAtGraph: ["alerts", "subscribe", "user", "device", "file", "ip", "domain"],
  alert: ["alert", "incident", "hunt", ...STORY, ...CONTAIN, ...TRIAGE, ...REQUESTS, "explain"],
  alertAtGraph: ["alert", "incident", "hunt", ...STORY, ...CONTAIN, ...TRIAGE, ...REQUESTS, "explain"],
  updateAlert: TRIAGE,
  updateAlertAtGraph: TRIAGE,
  commentAlertAtGraph: TRIAGE,
  incidents: ["incidents"],
  incident: [
    ...["incident", "alert", ...STORY, ...CONTAIN, ...TRIAGE, "merge"],
    // Of what is under way on a device, an incident names none.
    ...[...ON_DEVICES.filter((name) => name !== "cancel-action"), ...ON_PEOPLE, "explain"],
  ],
  updateIncident: TRIAGE,
  commentIncident: TRIAGE,
  mergeIncidents: ["merge"],
  device: ["device", "alerts", "hunt", ...STORY, ...ON_DEVICES, ...REQUESTS, "explain"],
  devices: ["devices", "device", "hunt", "alerts", "actions", ...CONTAIN, ...ON_DEVICES, "explain"],
  devicesByIp: ["device", "hunt", "alerts", "actions", ...ON_DEVICES, "explain"],
  deviceUsers: ["device", ...ON_DEVICES, "explain"],
  deviceAlerts: ["device", "alerts", ...ON_DEVICES, "explain"],
  machineActions: [
    "actions",
    "isolated",
    "take-over",
    "devices",
    "hunt",
    "device",
    "bypass",
    "bypass weekly",
    ...STORY,
    ...ON_DEVICES,
  ],
  machineAction: ["cancel-action"],
  isolate: ["isolate"],
  unisolate: ["release"],
  runAntiVirusScan: ["scan"],
  restrictCodeExecution: ["restrict"],
  unrestrictCodeExecution: ["unrestrict"],
  collectInvestigationPackage: ["collect"],
  packageLink: ["package"],
  stopAndQuarantineFile: ["quarantine"],
  offboard: ["offboard"],
  tagDevice: ["tag"],
  setDeviceValue: ["value"],
  runLiveResponse: ["run", "getfile"],
  liveResultLink: ["output"],
  libraryFiles: ["run"],
  cancelLiveResponse: ["cancel-action"],
  cancelIsolation: ["cancel-action"],
  cancelRestriction: ["cancel-action"],
  cancelScan: ["cancel-action"],
  cancelCollection: ["cancel-action"],
  cancelQuarantine: ["cancel-action"],
  cancelOffboarding: ["cancel-action"],
  file: ["file", ...ON_INDICATORS],
  filePresence: ["file", ...ON_INDICATORS],
  fileDevices: ["file"],
  fileAlerts: ["file"],
  addressPresence: ["ip", ...ON_INDICATORS],
  addressAlerts: ["ip"],
  domainPresence: ["domain", ...ON_INDICATORS],
  domainDevices: ["domain"],
  domainAlerts: ["domain"],
  vulnerability: ["cve"],
  vulnerableDevices: ["cve"],
  software: ["software"],
  softwareVersions: ["software"],
  missingUpdates: ["device"],
  recommendations: ["device"],
  exposureScore: ["exposure"],
  exposureByGroup: ["exposure"],
  configurationScore: ["exposure"],
  indicators: ["indicators", ...ON_INDICATORS],
  putIndicator: ["block"],
  deleteIndicator: ["unblock"],
  hunt: ["hunt", "file", ...ON_INDICATORS, ...ON_ROWS],
  account: ["user", "hunt", ...CONTAIN, ...ON_PEOPLE],
  accounts: ["user", "hunt", ...CONTAIN, ...ON_PEOPLE],
  accountDevices: ["user", ...CONTAIN],
  accountRoles: ["user", ...CONTAIN, ...ON_PEOPLE],
  accountRisk: ["user"],
  signIns: ["user"],
  identityAccounts: ["user", ...CONTAIN, ...ON_PEOPLE],
  appRegistration: ["bypass", "bypass weekly", ...CONTAIN, ...ON_PEOPLE],
  appRoleHolders: ["bypass", "bypass weekly", ...CONTAIN, ...ON_PEOPLE],
  application: ["bypass", "bypass weekly"],
  delegatedGrants: ["bypass", "bypass weekly"],
  groupMembers: [...CONTAIN, ...ON_PEOPLE],
  revokeSessions: ["revoke-sessions"],
  switchAccount: ["suspend", "reinstate"],
  confirmCompromised: ["compromised"],
  invokeAccountAction: ON_PEOPLE,
};
