import { logonUsersOf } from "../../defender/fleet.ts";
import { COMMON_FILE, fileOf as knownFile } from "../../defender/finding-seed.ts";
import { seededRandom, type Random } from "../../defender/random.ts";
import type { SandboxAlert, SandboxDevice, SandboxEvidence } from "../../defender/types.ts";
import { tracesOn } from "./attack-rows.ts";
import { momentOf, type Row } from "./values.ts";

/** What a device has reported: what its alerts tell of, among the everyday work of a hospital. */

const MINUTE = 60_000;

export interface DeviceEvents {
  readonly processes: readonly Row[];
  readonly connections: readonly Row[];
  readonly logons: readonly Row[];
  readonly files: readonly Row[];
  readonly registry: readonly Row[];
  readonly others: readonly Row[];
}

/** The last report of a device of itself. `now` in epoch milliseconds. */
export function deviceInfoOf(device: SandboxDevice, now: number): Row {
  return {
    Timestamp: Math.min(now, Date.parse(device.lastSeen)),
    DeviceId: device.id,
    DeviceName: device.computerDnsName ?? "",
    ClientVersion: "10.8760.26100.1742",
    PublicIP: device.lastExternalIpAddress,
    OSArchitecture: device.osArchitecture,
    OSPlatform: device.osPlatform,
    OSBuild: device.osBuild,
    IsAzureADJoined: device.isAadJoined,
    AadDeviceId: device.aadDeviceId ?? "",
    LoggedOnUsers: logonUsersOf(device).map(
      ({ accountDomain, accountName }) => `${accountDomain}\\${accountName}`,
    ),
    OSVersion: device.version,
    MachineGroup: device.rbacGroupName,
    ReportId: reportId(device.id),
    OnboardingStatus: device.onboardingStatus,
    DeviceCategory: "Endpoint",
    SensorHealthState: device.healthStatus,
    ExposureLevel: device.exposureLevel,
    DeviceManualTags: JSON.stringify(device.machineTags),
    AssetValue: device.deviceValue,
  };
}

function reportId(text: string): number {
  return Number.parseInt(text.slice(0, 7), 16) || 0;
}

/** What a device has reported that it saw; the same each time for the same device and alerts. */
export function deviceEventsOf(device: SandboxDevice, alerts: readonly SandboxAlert[]): DeviceEvents {
  const random = seededRandom(reportId(device.id));
  const seen = Date.parse(device.lastSeen);
  const own = { DeviceId: device.id, DeviceName: device.computerDnsName ?? "" };
  const told = alerts.flatMap((alert) => alert.evidence.map((piece) => ({ piece, alert })));
  const rows = (kind: SandboxEvidence["entityType"], make: (piece: SandboxEvidence) => Row): Row[] =>
    told
      .filter(({ piece }) => piece.entityType === kind)
      .map(({ piece }) => ({ Timestamp: Date.parse(piece.evidenceCreationTime), ...own, ...make(piece) }));
  const daily = (count: number, make: (random: Random) => Row): Row[] =>
    Array.from({ length: count }, (_, index) => ({
      Timestamp: seen - (index * 97 + random.int(60)) * MINUTE,
      ...own,
      ...make(random),
      ReportId: random.int(900_000),
    }));
  const user = logonUsersOf(device)[0]?.accountName ?? "system";
  const began = attackedAt(alerts);
  const left = began === null ? null : tracesOn(device, began);
  return {
    processes: [
      ...rows("Process", processOf),
      ...daily(4, (dice) => dailyProcess(dice, user)),
      ...(left?.processes ?? []),
    ],
    connections: [
      ...rows("Ip", ({ ipAddress }) => connectionOf(device, ipAddress ?? "", null)),
      ...rows("Url", ({ url }) => connectionOf(device, "", url)),
      ...daily(4, (dice) => connectionOf(device, `10.20.11.${20 + dice.int(9)}`, null)),
      ...(left?.connections ?? []),
    ],
    logons: logonUsersOf(device).flatMap((account) => daily(2, () => logonOf(device, account))),
    files: [...rows("File", fileOf), ...daily(2, dailyFile), ...(left?.files ?? [])],
    registry: [...rows("Registry", registryOf), ...(left?.registry ?? [])],
    others: left?.others ?? [],
  };
}

/** When an intruder's first process was seen, epoch milliseconds; null: there was none. */
export function attackedAt(alerts: readonly SandboxAlert[]): number | null {
  const times = alerts
    .flatMap(({ evidence }) => evidence)
    .filter(({ entityType }) => entityType === "Process")
    .map(({ evidenceCreationTime }) => Date.parse(evidenceCreationTime));
  return times.length === 0 ? null : Math.min(...times);
}

/** The columns of the file that a piece of evidence is, or is the image of. */
export function fileIn(piece: SandboxEvidence): Row {
  return {
    FileName: piece.fileName ?? "",
    FolderPath: piece.filePath ?? "",
    SHA1: piece.sha1 ?? "",
    SHA256: piece.sha256 ?? "",
  };
}

function processOf(piece: SandboxEvidence): Row {
  return {
    ActionType: "ProcessCreated",
    ...fileIn(piece),
    MD5: knownFile(piece).facts["md5"] as string,
    ProcessId: piece.processId,
    ProcessCommandLine: piece.processCommandLine ?? "",
    ProcessCreationTime: momentOf(piece.processCreationTime),
    InitiatingProcessFileName: piece.parentProcessFileName ?? "",
    InitiatingProcessFolderPath: piece.parentProcessFilePath ?? "",
    InitiatingProcessId: piece.parentProcessId,
    InitiatingProcessCreationTime: momentOf(piece.parentProcessCreationTime),
  };
}

const DAILY = [
  ["svchost.exe", "svchost.exe -k netsvcs -p", "services.exe"],
  ["outlook.exe", "OUTLOOK.EXE /recycle", "explorer.exe"],
  ["msedge.exe", "msedge.exe --no-startup-window", "explorer.exe"],
  ["pacsview.exe", "pacsview.exe /ward:3", "explorer.exe"],
] as const;

function dailyProcess(random: Random, user: string): Row {
  const [name, line, parent] = random.pick(DAILY);
  const sha1 = random.hex(40);
  return {
    ActionType: "ProcessCreated",
    FileName: name,
    FolderPath: `C:\\Program Files\\${name}`,
    ...(name === COMMON_FILE.fileName
      ? { SHA1: COMMON_FILE.sha1, MD5: knownFile(COMMON_FILE).facts["md5"] as string }
      : { SHA1: sha1 }),
    ProcessId: 1000 + random.int(20_000),
    ProcessCommandLine: line,
    AccountDomain: "contoso",
    AccountName: user,
    InitiatingProcessFileName: parent,
    InitiatingProcessCommandLine: parent,
  };
}

function connectionOf(device: SandboxDevice, remote: string, url: string | null): Row {
  return {
    ActionType: "ConnectionSuccess",
    RemoteIP: remote,
    RemotePort: url?.startsWith("http:") === true ? 80 : 443,
    RemoteUrl: url ?? "",
    LocalIP: device.lastIpAddress,
    Protocol: "Tcp",
    LocalIPType: "Private",
    RemoteIPType: remote.startsWith("10.") ? "Private" : "Public",
    InitiatingProcessFileName: url === null ? "svchost.exe" : "rundll32.exe",
  };
}

function logonOf(device: SandboxDevice, account: ReturnType<typeof logonUsersOf>[number]): Row {
  return {
    ActionType: "LogonSuccess",
    LogonType: account.logonTypes,
    AccountDomain: account.accountDomain,
    AccountName: account.accountName,
    IsLocalAdmin: account.isDomainAdmin,
    RemoteIP: account.logonTypes === "Network" ? device.lastIpAddress : "",
  };
}

function fileOf(piece: SandboxEvidence): Row {
  return {
    ActionType: "FileCreated",
    ...fileIn(piece),
    MD5: knownFile(piece).facts["md5"] as string,
    FileOriginUrl: "https://files.example/download",
    FileOriginReferrerUrl: "https://mail.example/",
    InitiatingProcessFileName: "explorer.exe",
  };
}

function dailyFile(random: Random): Row {
  return {
    ActionType: "FileModified",
    FileName: `note-${random.int(900)}.docx`,
    FolderPath: "C:\\Users\\Public\\Documents",
    SHA1: random.hex(40),
    InitiatingProcessFileName: "winword.exe",
  };
}

function registryOf(piece: SandboxEvidence): Row {
  return {
    ActionType: "RegistryValueSet",
    RegistryKey: `${piece.registryHive ?? ""}\\${piece.registryKey ?? ""}`,
    RegistryValueType: piece.registryValueType ?? "",
    RegistryValueData: piece.registryValue ?? "",
    InitiatingProcessFileName: "rundll32.exe",
  };
}
