import type { Severity, AlertStatus, Alert } from "./alert.ts";
import type { MachineAction } from "./machine-action.ts";
import type { Device, LogonUser } from "./device.ts";
import type { Incident, IncidentQuery } from "./incident.ts";
import type { Indicators } from "./indicators.ts";
import type { Listed } from "./listed.ts";
import type { Lookups } from "./lookups.ts";
import type { LibraryFile, LiveOrder } from "./live-response.ts";
import type { HuntQuery, HuntResult } from "./hunting.ts";
import type { Cancellable } from "./response-operations.ts";
import type { AlertSource } from "../shared/alert-sources.ts";
import type { DeviceChange, Ending, FieldOf, Grant } from "./operations.ts";
import type { PeopleChanges, PeopleReads } from "./people-client.ts";

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

/** Devices that fit all of it; an empty list of values asks for nothing. */
export interface DeviceQuery {
  /** How the DNS name begins, whatever its case. */
  readonly nameStart?: string;
  readonly ids?: readonly string[];
  readonly risks: readonly string[];
  readonly exposures: readonly string[];
  readonly healths: readonly string[];
  /** Platforms, as Defender spells them. */
  readonly systems: readonly string[];
  /** One tag, exactly. */
  readonly tag?: string;
  /** At most so many (1–1000), in no order. */
  readonly top: number;
}

export interface MachineActionQuery {
  readonly deviceId?: string;
  /** Of any of these devices. */
  readonly deviceIds?: readonly string[];
  readonly type?: string;
  /** Epoch milliseconds; actions created at or after it. */
  readonly since?: number;
  /** The newest of them, at most so many; absent: all there are, page by page. */
  readonly top?: number;
}

/** What the application context may do: read, nothing else. */
export interface DefenderReader {
  /** Newest first. @throws DefenderError */
  machineActions(query: MachineActionQuery): Promise<Listed<MachineAction>>;
  /** @throws DefenderError (404: code `not-found`) */
  machineAction(id: string): Promise<MachineAction>;
  /** Those of these ids that whoever asks may see, in no order. @throws DefenderError */
  devicesById(ids: readonly string[]): Promise<readonly Device[]>;
}

/** Defender with one person's own token. Every method throws DefenderError, SignInRequired or UserError. */
export interface DefenderClient extends DefenderReader, PeopleReads, PeopleChanges, Lookups, Indicators {
  /** Newest first by creation. */
  alerts(query: AlertQuery): Promise<Listed<Alert>>;
  /** With evidence. */
  alert(id: string): Promise<Alert>;
  /** @throws CommentMissing when the change stands without its comment */
  updateAlert(id: string, change: AlertChange): Promise<void>;
  /** Newest first by creation, without their alerts; those that were merged into others are left out. */
  incidents(query: IncidentQuery): Promise<Listed<Incident>>;
  /** With its alerts; of one that was merged, the one that it was merged into. */
  incident(id: string): Promise<Incident>;
  /** @throws CommentMissing when the change stands without its comment */
  updateIncident(id: string, change: AlertChange): Promise<void>;
  /** Makes one of two incidents; the id of the one that they are now, which Graph picks. */
  mergeIncidents(id: string, into: string): Promise<string>;
  device(id: string): Promise<Device>;
  /** By one call. */
  devices(query: DeviceQuery): Promise<Listed<Device>>;
  /** Devices whose DNS name is exactly `name`, or whose first label is, when `name` has no dot. Never a substring. */
  devicesByName(name: string): Promise<readonly Device[]>;
  /** Devices whose DNS name begins so, at most 100 of them. */
  devicesBeginning(beginning: string): Promise<readonly Device[]>;
  /** The same for many names at once: what each of them names, in their order. */
  devicesByNames(names: readonly string[]): Promise<readonly (readonly Device[])[]>;
  devicesByIp(ip: string): Promise<readonly Device[]>;
  /** Those in one of these states, newest first; Graph's of the last 30 days, as far as they can be looked through. */
  deviceAlerts(deviceId: string, statuses: readonly AlertStatus[]): Promise<Listed<Alert>>;
  /** What a query finds of what the person may see. It may take 3 minutes. */
  hunt(query: HuntQuery): Promise<HuntResult>;
  deviceUsers(deviceId: string): Promise<readonly LogonUser[]>;
  /** Starts a machine action on a device; `body` as the operation's row has it. */
  act<N extends Ending<"machine-action">>(
    deviceId: string,
    operation: N,
    body: Readonly<Partial<Record<FieldOf<N>, string | readonly LiveOrder[]>>>,
  ): Promise<MachineAction>;
  /** Changes what Defender keeps of a device; no machine action comes of it. */
  changeDevice<N extends DeviceChange>(
    deviceId: string,
    operation: N,
    body: Readonly<Record<FieldOf<N>, string>>,
  ): Promise<void>;
  /** Where the investigation package of an action that has succeeded can be had for a short time: a secret. */
  packageLink(actionId: string): Promise<string>;
  /** Where the result of the first command of a live response can be had for half an hour: a secret. */
  liveResultLink(actionId: string): Promise<string>;
  /** What the library of live response has. Hostile. */
  libraryFiles(): Promise<readonly LibraryFile[]>;
  /** Cancels a machine action that has not come to its end, with the permission that actions of its type take. */
  cancelAction(id: string, type: Cancellable, comment: string): Promise<void>;
}

export interface Defender {
  /**
   * Calls with that person's own token, got silently for the permission each call needs.
   * @param purpose `reading`: they only look something up, which leaves room for what others decide; absent: it may not wait
   */
  as(
    person: { oid: string; tid: string },
    signal: AbortSignal,
    purpose?: "reading" | "deciding",
  ): DefenderClient;
  /** Calls with the application's token. `watch`: it only looks whether there is something new, and nobody waits for that. */
  asApplication(signal: AbortSignal, payer?: "watch"): DefenderReader;
  /** Which of Microsoft's two APIs alerts come from. */
  readonly alertsApi: AlertSource;
  /**
   * Alerts that were raised or changed at or after `since` (epoch milliseconds), with evidence, as the application sees
   * them. Page by page, in no order. What changes while several pages are read may be missing: read again then.
   */
  changedAlerts(since: number, signal: AbortSignal): AsyncIterable<readonly Alert[]>;
  /**
   * The delegated permissions of the bot's own that an administrator has consented to for everybody, as the application
   * may read them. Null: the directory does not tell all of them. @throws DefenderError 403 when it may not
   */
  consentedGrants(signal: AbortSignal): Promise<readonly Grant[] | null>;
}
