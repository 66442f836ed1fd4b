import type { Severity, AlertStatus, Alert } from "./alert.ts";
import type { MachineAction } from "./machine-action.ts";
import type { Device, LogonUser } from "./device.ts";
import type { HuntQuery, HuntResult } from "./hunting.ts";
import type { Ending, FieldOf } from "./operations.ts";

export interface AlertQuery {
  readonly severities: readonly Severity[];
  readonly statuses: readonly AlertStatus[];
  /** Epoch milliseconds; alerts created at or after it. */
  readonly createdSince: number;
  /** At most so many (1–1000). */
  readonly top: number;
}

export interface AlertChange {
  readonly status?: "New" | "InProgress" | "Resolved";
  readonly assignedTo?: string;
  readonly classification?: string;
  readonly determination?: string;
  readonly comment?: string;
}

export interface MachineActionQuery {
  readonly deviceId?: string;
  /** Of any of these devices. */
  readonly deviceIds?: readonly string[];
  readonly type?: string;
  /** Epoch milliseconds; actions created at or after it. */
  readonly since?: number;
  /** At most so many (1–1000); absent: all there are, page by page. */
  readonly top?: number;
}

/** What the application context may do: read, nothing else. */
export interface DefenderReader {
  /** Newest first. @throws DefenderError */
  machineActions(query: MachineActionQuery): Promise<readonly MachineAction[]>;
  /** @throws DefenderError (404: code `not-found`) */
  machineAction(id: string): Promise<MachineAction>;
}

/** Defender with one person's own token. Every method throws DefenderError, SignInRequired or UserError. */
export interface DefenderClient extends DefenderReader {
  /** Newest first by creation. */
  alerts(query: AlertQuery): Promise<readonly Alert[]>;
  /** With evidence. */
  alert(id: string): Promise<Alert>;
  /** @throws CommentMissing when the change stands without its comment */
  updateAlert(id: string, change: AlertChange): Promise<void>;
  device(id: string): Promise<Device>;
  /** Devices whose DNS name is exactly `name`, or whose first label is, when `name` has no dot. Never a substring. */
  devicesByName(name: string): Promise<readonly Device[]>;
  /** The same for many names at once: what each of them names, in their order. */
  devicesByNames(names: readonly string[]): Promise<readonly (readonly Device[])[]>;
  /** Those of these ids that the person may see, in no order. */
  devicesById(ids: readonly string[]): Promise<readonly Device[]>;
  devicesByIp(ip: string): Promise<readonly Device[]>;
  deviceAlerts(deviceId: string): Promise<readonly Alert[]>;
  /** What a query finds of what the person may see. It may take 3 minutes. */
  hunt(query: HuntQuery): Promise<HuntResult>;
  deviceUsers(deviceId: string): Promise<readonly LogonUser[]>;
  /** Starts a machine action on a device; `body` as the operation's row has it. */
  act<N extends Ending<"machine-action">>(
    deviceId: string,
    operation: N,
    body: Readonly<Partial<Record<FieldOf<N>, string>>>,
  ): Promise<MachineAction>;
}

export interface Defender {
  /** Calls with that person's own token, got silently for the permission each call needs. */
  as(person: { oid: string; tid: string }, signal: AbortSignal): DefenderClient;
  /** Calls with the application's token. */
  asApplication(signal: AbortSignal): DefenderReader;
  /**
   * Alerts that were raised or changed at or after `since` (epoch milliseconds), with evidence, as the application sees
   * them. Page by page, in no order. What changes while several pages are read may be missing: read again then.
   */
  changedAlerts(since: number, signal: AbortSignal): AsyncIterable<readonly Alert[]>;
}
