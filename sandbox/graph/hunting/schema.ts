import type { Column, KqlType } from "./values.ts";

/** The columns of the tables, as Microsoft's schema reference names them; what has no type here is a text. */
const SCHEMA: Readonly<Record<string, string>> = {
  DeviceInfo:
    "Timestamp:datetime DeviceId DeviceName ClientVersion PublicIP OSArchitecture OSPlatform OSBuild:long IsAzureADJoined:bool AadDeviceId LoggedOnUsers:dynamic OSVersion MachineGroup ReportId:long OnboardingStatus DeviceCategory SensorHealthState ExposureLevel DeviceManualTags AssetValue",
  DeviceProcessEvents:
    "Timestamp:datetime DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5 ProcessId:long ProcessCommandLine ProcessCreationTime:datetime ProcessIntegrityLevel AccountDomain AccountName InitiatingProcessFileName InitiatingProcessFolderPath InitiatingProcessCommandLine InitiatingProcessId:long InitiatingProcessCreationTime:datetime InitiatingProcessIntegrityLevel InitiatingProcessSHA1 ReportId:long",
  DeviceNetworkEvents:
    "Timestamp:datetime DeviceId DeviceName ActionType RemoteIP RemotePort:long RemoteUrl LocalIP LocalPort:long Protocol LocalIPType RemoteIPType InitiatingProcessFileName InitiatingProcessFolderPath InitiatingProcessSHA1 InitiatingProcessCommandLine InitiatingProcessAccountName ReportId:long",
  DeviceLogonEvents:
    "Timestamp:datetime DeviceId DeviceName ActionType LogonType AccountDomain AccountName IsLocalAdmin:bool RemoteIP RemoteDeviceName FailureReason ReportId:long",
  DeviceFileEvents:
    "Timestamp:datetime DeviceId DeviceName ActionType FileName FolderPath SHA1 SHA256 MD5 FileOriginUrl FileOriginReferrerUrl RequestAccountName InitiatingProcessFileName InitiatingProcessCommandLine ReportId:long",
  DeviceEvents:
    "Timestamp:datetime DeviceId DeviceName ActionType FileName FolderPath SHA1 AccountName RegistryKey RegistryValueData RemoteUrl InitiatingProcessFileName InitiatingProcessCommandLine AdditionalFields ReportId:long",
  DeviceRegistryEvents:
    "Timestamp:datetime DeviceId DeviceName ActionType RegistryKey RegistryValueType RegistryValueName RegistryValueData PreviousRegistryValueData InitiatingProcessFileName InitiatingProcessCommandLine InitiatingProcessAccountName ReportId:long",
  IdentityLogonEvents:
    "Timestamp:datetime ActionType Application LogonType Protocol FailureReason AccountName AccountDomain AccountUpn AccountObjectId AccountDisplayName DeviceName OSPlatform IPAddress Location ReportId",
  CloudAppEvents:
    "Timestamp:datetime ActionType Application AccountObjectId AccountDisplayName IPAddress CountryCode ISP UserAgent ObjectName RawEventData:dynamic ReportId",
  DisruptionAndResponseEvents:
    "Timestamp:datetime ActionType DeviceId DeviceName SourceDeviceId SourceDeviceName TargetDeviceId TargetDeviceName SourceUserName SourceIpAddress PolicyName IsPolicyOn:bool ReportType ReportId:long",
  AlertInfo:
    "Timestamp:datetime AlertId Title Category Severity ServiceSource DetectionSource AttackTechniques:dynamic",
  AlertEvidence:
    "Timestamp:datetime AlertId Title Categories:dynamic AttackTechniques:dynamic ServiceSource DetectionSource EntityType EvidenceRole FileName FolderPath SHA1 SHA256 RemoteIP RemoteUrl AccountName AccountDomain AccountObjectId AccountUpn DeviceId DeviceName ProcessCommandLine RegistryKey RegistryValueData Severity",
  IdentityInfo:
    "Timestamp:datetime AccountObjectId AccountUpn AccountName AccountDomain AccountDisplayName IsAccountEnabled:bool AssignedRoles:dynamic",
  EmailEvents:
    "Timestamp:datetime NetworkMessageId SenderFromAddress RecipientEmailAddress Subject DeliveryAction ThreatTypes",
};

/** The columns of a table, in their order. */
export function columnsOf(table: string): readonly Column[] {
  return (SCHEMA[table] ?? "").split(" ").map((column) => {
    const [name = "", type = "string"] = column.split(":");
    return { name, type: type as KqlType };
  });
}
