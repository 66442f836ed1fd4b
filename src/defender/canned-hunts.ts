/** Hunting queries that come with the bot: one row each. Columns are Microsoft's, as its schema reference has them. */

export interface CannedHunt {
  /** What it is typed by. */
  readonly name: CannedName;
  /** With its parameters in braces. How far back it looks is the call's to say. */
  readonly kql: string;
  /** How far back it looks when nothing is said of it, days; `isolation`: since the device was isolated. */
  readonly back: number | "isolation";
}

export type CannedName =
  | "process-tree"
  | "network"
  | "logons"
  | "persistence"
  | "lateral"
  | "privilege"
  | "tampering"
  | "disruption"
  | "silent"
  | "file"
  | "sign-ins"
  | "mailbox-rules";

const ON_DEVICE = "DeviceId == {device}";
/** So that its rows can be ticked and acted on. */
const ABOUT_DEVICE = "| extend DeviceId = {device}";
const ABOUT_ACCOUNT = "| extend AccountObjectId = {user}";
const LATEST = "| order by Timestamp desc | take 100";
const LAST_SEEN = "| order by LastSeen desc | take 100";

/** Process ids are used again: a process and its parent are told apart by their start as well. */
const PROCESS_TREE = `DeviceProcessEvents | where ${ON_DEVICE}
| project ProcessCommandLine, Timestamp, Parent = InitiatingProcessFileName, ParentId = InitiatingProcessId, ParentStart = InitiatingProcessCreationTime, ProcessId, ProcessCreationTime, FileName, AccountName, ProcessIntegrityLevel, SHA1, DeviceId
| order by Timestamp asc | take 500`;

const NETWORK = `DeviceNetworkEvents | where ${ON_DEVICE} and RemoteIPType != 'Loopback'
| summarize Hits = count(), LastSeen = max(Timestamp), Ports = make_set(RemotePort, 10), Urls = make_set(RemoteUrl, 5) by RemoteIP, InitiatingProcessFileName, ActionType, InitiatingProcessSHA1
${LAST_SEEN}
${ABOUT_DEVICE}`;

const LOGONS = `DeviceLogonEvents | where ${ON_DEVICE}
| summarize Ok = countif(ActionType == 'LogonSuccess'), Failed = countif(ActionType == 'LogonFailed'), LocalAdmin = countif(IsLocalAdmin), LastSeen = max(Timestamp), Reasons = make_set(FailureReason, 5) by AccountName, AccountDomain, LogonType, RemoteIP, RemoteDeviceName
${LAST_SEEN}
${ABOUT_DEVICE}`;

const PERSISTENCE = String.raw`union
(DeviceRegistryEvents | where ${ON_DEVICE} and ActionType == 'RegistryValueSet' and RegistryKey matches regex @'(?i)\\CurrentVersion\\Run(Once)?(\\|$)|\\Services\\[^\\]+$|\\Winlogon$|\\Image File Execution Options\\'
| project What = strcat(RegistryKey, ' ', RegistryValueName), Timestamp, Kind = 'registry', Data = RegistryValueData, By = InitiatingProcessCommandLine),
(DeviceEvents | where ${ON_DEVICE} and ActionType in ('ScheduledTaskCreated', 'ServiceInstalled', 'WmiBindEventFilterToConsumer', 'UserAccountCreated')
| project What = iff(isempty(FileName), AccountName, FileName), Timestamp, Kind = ActionType, Data = substring(AdditionalFields, 0, 400), By = InitiatingProcessCommandLine),
(DeviceFileEvents | where ${ON_DEVICE} and ActionType == 'FileCreated' and FolderPath contains @'\Start Menu\Programs\Startup\'
| project What = FolderPath, Timestamp, Kind = 'startup', Data = SHA1, By = InitiatingProcessCommandLine)
${LATEST}
${ABOUT_DEVICE}`;

/** Ports of administration outwards, and logons elsewhere that came from the device's own addresses. */
const LATERAL = `let own = DeviceNetworkEvents | where ${ON_DEVICE} and LocalIPType == 'Private' | distinct LocalIP;
union
(DeviceNetworkEvents | where ${ON_DEVICE} and RemotePort in (22, 135, 139, 445, 3389, 5985, 5986) and RemoteIPType == 'Private'
| summarize Hits = count(), LastSeen = max(Timestamp) by Peer = RemoteIP, Detail = strcat(tostring(RemotePort), ' ', InitiatingProcessFileName) | extend Way = 'out'),
(DeviceLogonEvents | where DeviceId != {device} and ActionType == 'LogonSuccess' and RemoteIP in (own)
| summarize Hits = count(), LastSeen = max(Timestamp) by Peer = DeviceName, Detail = strcat(AccountName, ' ', LogonType), DeviceId | extend Way = 'logon')
${LAST_SEEN}`;

const PRIVILEGE = `union
(DeviceProcessEvents | where ${ON_DEVICE} and ProcessIntegrityLevel in ('System', 'High') and InitiatingProcessIntegrityLevel in ('Medium', 'Low')
| project What = ProcessCommandLine, Timestamp, Kind = 'integrity', Account = AccountName, By = InitiatingProcessFileName),
(DeviceEvents | where ${ON_DEVICE} and ActionType in ('UserAccountAddedToLocalGroup', 'ProcessPrimaryTokenModified')
| project What = substring(AdditionalFields, 0, 400), Timestamp, Kind = ActionType, Account = AccountName, By = InitiatingProcessFileName)
${LATEST}
${ABOUT_DEVICE}`;

const TAMPERING = `union
(DeviceEvents | where ${ON_DEVICE} and ActionType in ('TamperingAttempt', 'SecurityLogCleared') | extend Fields = parse_json(AdditionalFields)
| project What = strcat(tostring(Fields.TamperingAction), ' ', tostring(Fields.Status)), Timestamp, Kind = ActionType, By = InitiatingProcessCommandLine),
(DeviceRegistryEvents | where ${ON_DEVICE} and RegistryKey has 'Windows Defender' and RegistryValueName startswith 'Disable'
| project What = strcat(RegistryValueName, '=', RegistryValueData), Timestamp, Kind = 'registry', By = InitiatingProcessCommandLine),
(DeviceProcessEvents | where ${ON_DEVICE} and ProcessCommandLine has_any ('Set-MpPreference', 'Add-MpPreference', 'WinDefend', 'wevtutil')
| project What = ProcessCommandLine, Timestamp, Kind = 'command', By = InitiatingProcessFileName)
${LATEST}
${ABOUT_DEVICE}`;

const DISRUPTION = `DisruptionAndResponseEvents | where ${ON_DEVICE} or SourceDeviceId == {device} or TargetDeviceId == {device}
| summarize Hits = count(), LastSeen = max(Timestamp) by ActionType, PolicyName, SourceUserName, ReportType, IsPolicyOn, SourceDeviceName, TargetDeviceId
${LAST_SEEN}
${ABOUT_DEVICE}`;

/**
 * A heartbeat and nothing but Defender's own processes: isolated and alive. No heartbeat: it is off, which proves nothing.
 * Other peers or logons from afar: the isolation is not in force, or has exclusions.
 */
const SILENT = `union
(DeviceInfo | where ${ON_DEVICE} | summarize Hits = count(), LastSeen = max(Timestamp) by Detail = SensorHealthState | extend Kind = 'heartbeat'),
(DeviceNetworkEvents | where ${ON_DEVICE} and ActionType in ('ConnectionSuccess', 'InboundConnectionAccepted') and RemoteIPType != 'Loopback'
| summarize Hits = count(), LastSeen = max(Timestamp) by Detail = strcat(InitiatingProcessFileName, ' ', RemoteIP), Kind = ActionType),
(DeviceLogonEvents | where ${ON_DEVICE} and ActionType == 'LogonSuccess' and isnotempty(RemoteIP)
| summarize Hits = count(), LastSeen = max(Timestamp) by Detail = strcat(AccountName, ' ', RemoteIP) | extend Kind = 'remote logon')
${LAST_SEEN}
${ABOUT_DEVICE}`;

const FILE = `DeviceFileEvents | where SHA1 =~ {file} or SHA256 =~ {file} or MD5 =~ {file}
| summarize Devices = dcount(DeviceId), FirstHere = min(Timestamp), LastHere = max(Timestamp), Names = make_set(FileName, 5), Urls = make_set(FileOriginUrl, 5), Referrers = make_set(FileOriginReferrerUrl, 5), Writers = make_set(InitiatingProcessFileName, 5), On = make_set(DeviceName, 10) by SHA1
| invoke FileProfile('SHA1', 1)
| project SHA1, Devices, Names, On, FirstHere, LastHere, Urls, Referrers, Writers, GlobalPrevalence, GlobalFirstSeen, Signer, SignatureState, ThreatName`;

const SIGN_INS = `IdentityLogonEvents | where AccountObjectId == {user}
| summarize Hits = count(), LastSeen = max(Timestamp), Failures = make_set(FailureReason, 5) by IPAddress, ActionType, Location, Application, LogonType, Protocol, DeviceName
${LAST_SEEN}
${ABOUT_ACCOUNT}`;

/** Rules and forwarding that somebody set up; Outlook's own rules come as `UpdateInboxRules`. */
const MAILBOX_RULES = `CloudAppEvents | where AccountObjectId == {user} and ActionType in ('New-InboxRule', 'Set-InboxRule', 'Enable-InboxRule', 'UpdateInboxRules', 'Set-Mailbox')
| extend Rule = tostring(RawEventData.Parameters)
| where ActionType != 'Set-Mailbox' or Rule contains 'Forwarding'
| project Rule = substring(Rule, 0, 1000), Timestamp, ActionType, IPAddress, CountryCode, AccountDisplayName
${LATEST}
${ABOUT_ACCOUNT}`;

/** In the order in which they are listed. */
export const CANNED_HUNTS: readonly CannedHunt[] = [
  { name: "process-tree", kql: PROCESS_TREE, back: 1 },
  { name: "network", kql: NETWORK, back: 7 },
  { name: "logons", kql: LOGONS, back: 7 },
  { name: "persistence", kql: PERSISTENCE, back: 30 },
  { name: "lateral", kql: LATERAL, back: 7 },
  { name: "privilege", kql: PRIVILEGE, back: 7 },
  { name: "tampering", kql: TAMPERING, back: 30 },
  { name: "disruption", kql: DISRUPTION, back: 30 },
  { name: "silent", kql: SILENT, back: "isolation" },
  { name: "file", kql: FILE, back: 30 },
  { name: "sign-ins", kql: SIGN_INS, back: 7 },
  { name: "mailbox-rules", kql: MAILBOX_RULES, back: 30 },
];

/** Null: none of that name comes with the bot. */
export function cannedHunt(name: string): CannedHunt | null {
  return CANNED_HUNTS.find((one) => one.name === name) ?? null;
}
