import type { SandboxDevice } from "../../defender/types.ts";
import type { Row } from "./values.ts";

/** What an intruder has left on a device whose alerts tell of a process: what the hunts for it look for. */
export interface Traces {
  readonly processes: readonly Row[];
  readonly connections: readonly Row[];
  readonly files: readonly Row[];
  readonly registry: readonly Row[];
  readonly others: readonly Row[];
}

const MINUTE = 60_000;
const RUN_KEY = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";
const POLICY_KEY =
  "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows Defender\\Real-Time Protection";
const STARTUP = "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\update.lnk";
const BY = {
  InitiatingProcessFileName: "rundll32.exe",
  InitiatingProcessCommandLine: "rundll32.exe C:\\ProgramData\\upd.dll,Start",
};

/** @param at when it began, epoch milliseconds; each trace comes a minute after the one before */
export function tracesOn({ id, computerDnsName, lastIpAddress }: SandboxDevice, at: number): Traces {
  const event = (minute: number, row: Row): Row => ({
    Timestamp: at + minute * MINUTE,
    DeviceId: id,
    DeviceName: computerDnsName ?? "",
    ...BY,
    ...row,
  });
  const inside = { RemoteIPType: "Private", LocalIPType: "Private", LocalIP: lastIpAddress, Protocol: "Tcp" };
  return {
    processes: [
      event(1, process(7401, "cmd.exe", "cmd.exe /c whoami /priv", "System", "Medium")),
      event(
        2,
        process(
          7402,
          "powershell.exe",
          "powershell.exe Set-MpPreference -DisableRealtimeMonitoring $true",
          "High",
          "High",
        ),
      ),
      event(8, process(7403, "wevtutil.exe", "wevtutil.exe cl Security", "High", "High")),
    ],
    connections: [
      event(4, { ActionType: "ConnectionSuccess", RemoteIP: "10.20.11.40", RemotePort: 445, ...inside }),
      event(5, { ActionType: "ConnectionSuccess", RemoteIP: "10.20.11.41", RemotePort: 3389, ...inside }),
    ],
    files: [
      event(3, {
        ActionType: "FileCreated",
        FileName: "update.lnk",
        FolderPath: STARTUP,
        SHA1: `d0${id.slice(2)}`,
      }),
    ],
    registry: [
      event(3, value(RUN_KEY, "Updater", "C:\\ProgramData\\upd.dll")),
      event(2, value(POLICY_KEY, "DisableRealtimeMonitoring", "1")),
    ],
    others: othersOf(event),
  };
}

function othersOf(event: (minute: number, row: Row) => Row): readonly Row[] {
  const told = (minute: number, ActionType: string, fields: object, row: Row = {}) =>
    event(minute, { ActionType, AdditionalFields: JSON.stringify(fields), ...row });
  return [
    told(2, "TamperingAttempt", { TamperingAction: "DisableRealTimeMonitoring", Status: "Blocked" }),
    told(3, "ScheduledTaskCreated", { TaskName: "\\Updater" }, { FileName: "schtasks.exe" }),
    told(6, "UserAccountAddedToLocalGroup", { GroupName: "Administrators" }, { AccountName: "svc-upd" }),
    told(8, "SecurityLogCleared", {}),
  ];
}

function process(id: number, name: string, line: string, level: string, parentLevel: string): Row {
  return {
    ActionType: "ProcessCreated",
    ProcessId: id,
    FileName: name,
    ProcessCommandLine: line,
    AccountName: "system",
    ProcessIntegrityLevel: level,
    InitiatingProcessIntegrityLevel: parentLevel,
    InitiatingProcessId: 7400,
  };
}

function value(key: string, name: string, data: string): Row {
  return {
    ActionType: "RegistryValueSet",
    RegistryKey: key,
    RegistryValueName: name,
    RegistryValueData: data,
  };
}

/** Somebody who came over from that device with an account that they had taken. */
export function logonFrom(device: SandboxDevice, to: SandboxDevice, at: number): Row {
  return {
    Timestamp: at + 5 * MINUTE,
    DeviceId: to.id,
    DeviceName: to.computerDnsName ?? "",
    ActionType: "LogonSuccess",
    LogonType: "Network",
    AccountDomain: "contoso",
    AccountName: "svc-backup",
    RemoteIP: device.lastIpAddress,
    RemoteDeviceName: device.computerDnsName?.split(".", 1)[0] ?? "",
  };
}

/** A connection to a device that Defender had cut off. */
export function disruptionOn(device: SandboxDevice, at: number): Row {
  return {
    Timestamp: at + 9 * MINUTE,
    ActionType: "ContainedUserSmbFileOpenBlocked",
    ReportType: "Prevent",
    DeviceId: device.id,
    DeviceName: device.computerDnsName ?? "",
    SourceDeviceId: device.id,
    SourceDeviceName: device.computerDnsName ?? "",
    SourceUserName: "svc-backup",
    SourceIpAddress: device.lastIpAddress,
    PolicyName: "Contain user",
    IsPolicyOn: true,
  };
}
