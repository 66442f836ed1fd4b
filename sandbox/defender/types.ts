import type { ActionType } from "./action-kinds.ts";
import type { DeviceGroup } from "../people.ts";

/** Entities as the Defender for Endpoint API spells them. */
export interface SandboxDevice {
  readonly id: string;
  computerDnsName: string | null;
  firstSeen: string;
  lastSeen: string;
  osPlatform: string;
  osVersion: string | null;
  /** Null, as some others: a sensor that has not told it. */
  osProcessor: string | null;
  osArchitecture: string;
  version: string | null;
  osBuild: number | null;
  lastIpAddress: string;
  lastExternalIpAddress: string | null;
  healthStatus: "Active" | "Inactive" | "ImpairedCommunication" | "NoSensorData";
  onboardingStatus: string;
  rbacGroupId: number;
  /** Null: it is in none, and `rbacGroupId` is 0. */
  rbacGroupName: DeviceGroup | null;
  riskScore: "None" | "Informational" | "Low" | "Medium" | "High";
  exposureLevel: "None" | "Low" | "Medium" | "High";
  deviceValue: "Normal" | "Low" | "High";
  isAadJoined: boolean | null;
  aadDeviceId: string | null;
  machineTags: string[];
  isPotentialDuplication: boolean;
  mergedIntoMachineId: string | null;
  isExcluded: boolean;
  exclusionReason: string | null;
  agentVersion: string | null;
  defenderAvStatus: "Updated" | "NotUpdated" | "Unknown" | null;
  managedBy: string | null;
  vmMetadata: object | null;
  /** An isolation does not hold there: something talks on. Not told by the API. */
  leaks?: boolean;
  ipAddresses: { ipAddress: string; macAddress: string | null; operationalStatus: string; type: string }[];
}

export interface SandboxLogonUser {
  readonly id: string;
  readonly accountName: string;
  readonly accountDomain: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly mostPrevalentMachineId: string | null;
  readonly leastPrevalentMachineId: string | null;
  readonly logonTypes: string;
  readonly logOnMachinesCount: number | null;
  readonly isDomainAdmin: boolean;
  readonly isOnlyNetworkUser: boolean | null;
}

/** Kinds of evidence that Graph alone tells, and whose facts are told in its words. */
export type OtherType =
  | "analyzedMessage"
  | "mailCluster"
  | "mailbox"
  | "mailboxConfiguration"
  | "cloudApplication"
  | "oauthApplication"
  | "cloudLogonSession"
  | "networkConnection"
  | "dns"
  | "malware"
  | "securityGroup"
  | "servicePrincipal"
  | "registryKey"
  | "fileHash"
  | "hostLogonSession";

export interface SandboxEvidence {
  /** With a small letter: Graph alone tells of those. */
  entityType: "User" | "Process" | "File" | "Ip" | "Url" | "Registry" | OtherType;
  evidenceCreationTime: string;
  sha1: string | null;
  sha256: string | null;
  fileName: string | null;
  filePath: string | null;
  processId: number | null;
  processCommandLine: string | null;
  processCreationTime: string | null;
  parentProcessId: number | null;
  parentProcessCreationTime: string | null;
  parentProcessFileName: string | null;
  parentProcessFilePath: string | null;
  ipAddress: string | null;
  url: string | null;
  registryKey: string | null;
  registryHive: string | null;
  registryValueType: string | null;
  registryValue: string | null;
  accountName: string | null;
  domainName: string | null;
  userSid: string | null;
  aadUserId: string | null;
  userPrincipalName: string | null;
  detectionStatus: string | null;
  /** What Graph alone says of it, in its own words. */
  graph?: Readonly<Record<string, unknown>>;
}

export interface SandboxAlert {
  readonly id: string;
  incidentId: number | null;
  investigationId: number | null;
  assignedTo: string | null;
  severity: "UnSpecified" | "Informational" | "Low" | "Medium" | "High";
  status: "Unknown" | "New" | "InProgress" | "Resolved";
  classification: string | null;
  determination: string | null;
  investigationState: string;
  detectionSource: string;
  detectorId: string;
  category: string | null;
  threatFamilyName: string | null;
  threatName: string | null;
  title: string;
  description: string | null;
  alertCreationTime: string;
  firstEventTime: string | null;
  lastEventTime: string | null;
  lastUpdateTime: string;
  resolvedTime: string | null;
  /** Empty: it is about no device, and Defender for Endpoint does not know of it. */
  machineId: string;
  /** Graph alone tells of more devices than one; null: one that Defender for Endpoint does not know. */
  furtherMachineIds?: readonly (string | null)[];
  computerDnsName: string | null;
  rbacGroupName: DeviceGroup | null;
  aadTenantId: string;
  mitreTechniques: string[];
  relatedUser: { userName: string; domainName: string } | null;
  comments: { comment: string; createdBy: string; createdTime: string }[];
  evidence: SandboxEvidence[];
  /** What Graph alone tells. */
  graph?: {
    readonly incidentName: string;
    readonly recommendedActions: string;
    /** All devices that it is about, with what each is to it. */
    readonly machines: readonly { readonly id: string; readonly roles: readonly string[] }[];
  };
}

export type ActionStatus = "Pending" | "InProgress" | "Succeeded" | "Failed" | "TimeOut" | "Cancelled";

/** One command of a live response. */
export interface SandboxLiveCommand {
  readonly index: number;
  startTime: string | null;
  endTime: string | null;
  commandStatus: "Created" | "Completed" | "Failed";
  errors: readonly string[];
  readonly command: object;
}

export interface SandboxMachineAction {
  readonly id: string;
  readonly type: ActionType;
  readonly title: string | null;
  readonly scope: string | null;
  readonly requestor: string;
  readonly requestSource: string;
  readonly requestorComment: string;
  status: ActionStatus;
  readonly machineId: string;
  readonly computerDnsName: string | null;
  readonly creationDateTimeUtc: string;
  lastUpdateDateTimeUtc: string;
  cancellationRequestor: string | null;
  cancellationComment: string | null;
  cancellationDateTimeUtc: string | null;
  errorHResult: number;
  readonly externalId: string | null;
  readonly relatedFileInfo: { readonly fileIdentifier: string; readonly fileIdentifierType: "Sha1" } | null;
  readonly commands: readonly SandboxLiveCommand[];
  troubleshootInfo: string | null;
}
