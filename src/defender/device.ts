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
  readonly lastSeenAt: number | null;
  readonly firstSeenAt: number | null;
  readonly lastIp: string | null;
  readonly externalIp: string | null;
  /** All addresses that it was last seen with; empty: Defender did not say. */
  readonly ips: readonly string[];
  /** Whether Defender takes it for one that is there twice. */
  readonly duplicate: boolean;
}

export interface LogonUser {
  readonly account: string;
  readonly domain: string | null;
  readonly lastSeenAt: number | null;
  readonly domainAdmin: boolean;
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
