import type { SandboxDevice, SandboxMachineAction } from "../../defender/types.ts";
import type { DeviceEvents } from "./device-rows.ts";
import type { Row } from "./values.ts";

/** What an isolated device reports: its talk with Defender, and nothing else, unless the isolation does not hold. */

const MINUTE = 60_000;
/** What devices report is there so much later, milliseconds. */
const LATE = 90_000;
const MOST = 180;
const SENSOR = "C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe";

/** Since when a device is isolated, epoch milliseconds; null: it is not. */
function isolatedSince({ id }: SandboxDevice, actions: readonly SandboxMachineAction[]): number | null {
  const last = actions
    .filter(
      ({ machineId, type, status }) => machineId === id && status === "Succeeded" && /isolate$/i.test(type),
    )
    .at(-1);
  return last?.type === "Isolate" ? Date.parse(last.lastUpdateDateTimeUtc) : null;
}

/** A device's events as they are since it was isolated. @param now epoch milliseconds */
export function asIsolated(
  device: SandboxDevice,
  events: DeviceEvents,
  actions: readonly SandboxMachineAction[],
  now: number,
): DeviceEvents {
  const since = isolatedSince(device, actions);
  if (since === null) return events;
  const before = (rows: readonly Row[]) => rows.filter(({ Timestamp: at }) => Number(at) <= since);
  return {
    ...events,
    connections: [...before(events.connections), ...talk(device, since, now)],
    logons: before(events.logons),
  };
}

function talk(device: SandboxDevice, since: number, now: number): readonly Row[] {
  if (device.healthStatus !== "Active") return [];
  const count = Math.min(MOST, Math.floor((now - LATE - since) / MINUTE));
  const times = Array.from({ length: Math.max(0, count) }, (_, n) => now - LATE - n * MINUTE);
  const each = (row: Row) =>
    times.map((at) => ({
      ...{ Timestamp: at, DeviceId: device.id, DeviceName: device.computerDnsName ?? "" },
      ...{ ActionType: "ConnectionSuccess", RemotePort: 443, Protocol: "Tcp", LocalIPType: "Private" },
      ...row,
    }));
  const own = {
    ...{ RemoteIP: "20.10.0.4", RemoteIPType: "Public", RemoteUrl: "eu.events.data.microsoft.com" },
    ...{ InitiatingProcessFileName: "MsSense.exe", InitiatingProcessFolderPath: SENSOR },
  };
  // It bears the sensor's name, and is not where the sensor is.
  const leak = {
    ...{ RemoteIP: "10.20.11.23", RemoteIPType: "Private", InitiatingProcessFileName: "MsSense.exe" },
    InitiatingProcessFolderPath: "C:\\Users\\Public\\MsSense.exe",
  };
  return [...each(own), ...(device.leaks === true ? each(leak) : [])];
}
