import type { Alert } from "./alert.ts";
import type { Device } from "./device.ts";
import type { Listed } from "./listed.ts";
import type { Observable } from "./observable.ts";

/** What Defender knows of files, addresses, domains, weaknesses and software. Times are epoch milliseconds; null: not known. */

/** A file as Microsoft knows it from everywhere. Names are what others have put into it: hostile text. */
export interface FileFacts {
  readonly sha1: string;
  readonly sha256: string | null;
  readonly md5: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly type: string | null;
  readonly publisher: string | null;
  readonly product: string | null;
  readonly signer: string | null;
  readonly issuer: string | null;
  readonly isSignatureValid: boolean | null;
  /** What Microsoft takes it for: `Malware`, `Pua`, `Clean`; null: nothing is known. */
  readonly determination: string | null;
  readonly threat: string | null;
  /** Devices all over the world. */
  readonly worldwide: number | null;
  readonly firstSeenAt: number | null;
  readonly lastSeenAt: number | null;
}

/** How widespread something is here, in the last 30 days. */
export interface Presence {
  /** Devices of the whole organisation, whatever the person may see of them. */
  readonly devices: number | null;
  readonly firstSeenAt: number | null;
  readonly lastSeenAt: number | null;
  /** What such a file is called here. */
  readonly names: readonly string[];
}

/** A device that something is on, by no more than its name. */
export type DeviceRef = Pick<Device, "id" | "name" | "os" | "group">;

export interface Vulnerability {
  /** `CVE-2026-1234`. */
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly severity: string | null;
  /** CVSS version 3, 0 to 10. */
  readonly cvss: number | null;
  readonly exposedDevices: number | null;
  readonly publishedAt: number | null;
  readonly updatedAt: number | null;
  readonly exploit: { readonly isPublic: boolean; readonly isVerified: boolean; readonly isInKit: boolean };
  readonly exploitTypes: readonly string[];
}

export interface Software {
  /** `vendor-_-name`. */
  readonly id: string;
  readonly name: string;
  readonly vendor: string | null;
  readonly weaknesses: number | null;
  readonly hasPublicExploit: boolean;
  readonly hasActiveAlert: boolean;
  readonly exposedDevices: number | null;
  /** By how much it weighs on the exposure score. */
  readonly impact: number | null;
}

export interface SoftwareVersion {
  readonly version: string;
  readonly installations: number | null;
  readonly weaknesses: number | null;
}

/** A score at a time; of all devices, or of one device group. */
export interface Score {
  readonly score: number;
  readonly at: number | null;
  readonly group: string | null;
}

export interface MissingUpdate {
  /** The number of its article: `4540673`. */
  readonly id: string;
  readonly name: string;
  readonly weaknesses: number | null;
}

export interface Recommendation {
  readonly id: string;
  readonly name: string;
  readonly weaknesses: number | null;
  readonly severity: number | null;
  readonly hasPublicExploit: boolean;
  readonly isActive: boolean;
}

/** Lookups with one person's own token. Every method throws DefenderError, SignInRequired or UserError. */
export interface Lookups {
  /** @param hash SHA-1 or SHA-256. @throws DefenderError (404: code `not-found`) */
  file(hash: string): Promise<FileFacts>;
  presence(of: Observable): Promise<Presence>;
  /** Devices that have it, as far as the person may see them; of an address Defender keeps no list. */
  devicesWith(of: Extract<Observable, { kind: "file" | "domain" }>): Promise<readonly Device[]>;
  /** Open ones, newest first; Graph's of the last 30 days, as far as they can be looked through. */
  openAlertsOn(of: Observable): Promise<Listed<Alert>>;
  /** How many devices have reported in the last 30 days, as far as the person may see them. It takes 4 s at most. */
  fleetSize(): Promise<number>;
  /** @throws DefenderError (404: code `not-found`) */
  vulnerability(id: string): Promise<Vulnerability>;
  devicesExposedTo(vulnerability: string): Promise<readonly DeviceRef[]>;
  /** Software of exactly that name or id, of whatever vendor. */
  softwareNamed(name: string): Promise<readonly Software[]>;
  softwareVersions(id: string): Promise<readonly SoftwareVersion[]>;
  exposureScore(): Promise<Score>;
  exposureByGroup(): Promise<readonly Score[]>;
  configurationScore(): Promise<Score>;
  missingUpdates(deviceId: string): Promise<readonly MissingUpdate[]>;
  recommendations(deviceId: string): Promise<readonly Recommendation[]>;
}
