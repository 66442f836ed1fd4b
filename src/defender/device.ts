import { say, type Words } from "../texts/text.ts";
import type { MachineAction } from "./machine-action.ts";

/** The device group of a device that is in none: no group has an empty name. */
export const NO_GROUP = "";

/** A device ("machine" in the API). */
export interface Device {
  /** 40 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly health: string | null;
  readonly onboarding: string | null;
  /** Null: Defender did not say; `NO_GROUP`: it is in none. */
  readonly group: string | null;
  readonly risk: string | null;
  readonly exposure: string | null;
  readonly value: string | null;
  /** Null: Defender did not say. */
  readonly tags: readonly string[] | null;
  /** True: `tags` are not all that it has; there were too many, or one that is no text. */
  readonly tagsCut?: true;
  /** Of its last full report, which comes about once a day. */
  readonly lastSeenAt: number | null;
  readonly firstSeenAt: number | null;
  readonly lastIp: string | null;
  readonly externalIp: string | null;
  /** All addresses that it was last seen with; empty: Defender did not say. */
  readonly ips: readonly string[];
  /** Whether Defender takes it for one that is there twice. */
  readonly duplicate: boolean;
  /*
   * Absent in what was stored before they were read.
   */
  /** The device that it is part of now. */
  readonly mergedInto?: string | null;
  /** Left out of Defender's vulnerability management, and why. */
  readonly excluded?: boolean;
  readonly exclusionReason?: string | null;
  readonly groupId?: string | null;
  /** `Updated`, `NotUpdated`, `Disabled`, `NotReporting`, … */
  readonly avStatus?: string | null;
  /** Version of its sensor. */
  readonly agentVersion?: string | null;
  /** As Entra has it registered. */
  readonly entraId?: string | null;
}

/** The device group as people read it; null when Defender does not say. */
export function groupInWords({ group }: { readonly group: string | null }): Words | null {
  return group === NO_GROUP ? say("devices.noGroup") : group;
}

/** A sensor reports in full about once a day: what is later than that, and some delay, is missing. */
const REPORT_MS = 26 * 3_600_000;
/** States of a sensor that sends nothing, as Defender names them. */
const SILENT = ["Inactive", "NoSensorData", "NoSensorDataImpairedCommunication"];

/**
 * Whether a device is away, as far as Defender tells: its sensor is silent, or its last full report is more than 26 h
 * old. `lastSeen` is that report and says nothing of the last hour. @param now epoch milliseconds
 */
export function isOffline(
  { health, lastSeenAt }: Pick<Device, "health" | "lastSeenAt">,
  now: number,
): boolean {
  if (health !== null && SILENT.includes(health)) return true;
  return lastSeenAt !== null && now - lastSeenAt > REPORT_MS;
}

export interface LogonUser {
  readonly account: string;
  readonly domain: string | null;
  readonly lastSeenAt: number | null;
  readonly domainAdmin: boolean;
  /** `Interactive`, `RemoteInteractive`, `Network`, …; absent: nobody has asked. */
  readonly logonTypes?: readonly string[];
}

/** What a person may name a device by: DNS name, 40-hex id or IP address. */
export type DeviceTarget = { readonly by: "id" | "ip" | "name"; readonly value: string };

/** What is known of a device when a request about it is made; null: could not be looked up. */
export interface DeviceFacts {
  readonly device: Device;
  readonly actions: readonly MachineAction[] | null;
  readonly users: readonly LogonUser[] | null;
  readonly openAlerts: number | null;
  /** Ids of the other devices with the same DNS name. */
  readonly namesakes: readonly string[] | null;
}
