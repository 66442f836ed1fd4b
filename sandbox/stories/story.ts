import type { OtherType, SandboxAlert } from "../defender/types.ts";

/** An incident as an analyst would tell it: what ran, whom it called, what it left, and what was done about it. */
export interface Story {
  /** The name of the incident. */
  readonly name: string;
  readonly alerts: readonly StoryAlert[];
}

/** Where a detection comes from, in Defender's words. */
export type StorySource =
  | "WindowsDefenderAtp"
  | "WindowsDefenderAv"
  | "WindowsDefenderSmartScreen"
  | "CustomDetection"
  | "MicrosoftDefenderForIdentity"
  | "MicrosoftDefenderForOffice365"
  | "CloudAppSecurity"
  | "AzureAdIdentityProtection"
  | "AppGovernanceDetection"
  | "DataLossPrevention"
  | "Microsoft365Defender";

export interface StoryAlert {
  readonly title: string;
  readonly description: string;
  readonly severity: SandboxAlert["severity"];
  readonly category: string;
  readonly source: StorySource;
  /** Minutes after the beginning of the story. */
  readonly at: number;
  readonly mitre?: readonly string[];
  readonly family?: string;
  /** Default: nobody has looked into it by itself. */
  readonly investigation?: string;
  readonly recommended?: string;
  /** The one that it is about first; none: a matter of mail, of sign-ins or of the cloud. */
  readonly devices?: readonly StoryDevice[];
  readonly evidence: readonly StoryPiece[];
  /** Default: new. */
  readonly verdict?: readonly [classification: string, determination: string, comment: string];
  /** Somebody works on it. */
  readonly owner?: string;
}

export interface StoryDevice {
  /** Without the domain. */
  readonly name: string;
  readonly roles: readonly string[];
}

/** What Graph says of every piece. */
export interface Judged {
  readonly verdict?: "suspicious" | "malicious" | "noThreatsFound" | "unknown";
  readonly remediation?:
    "none" | "remediated" | "prevented" | "blocked" | "notFound" | "active" | "pendingApproval" | "declined";
  readonly remediationDetails?: string;
  readonly roles?: readonly string[];
  /** Where it was seen; default: the device that the alert is about. */
  readonly on?: string;
}

export type StoryPiece = Judged &
  (
    | {
        readonly kind: "process";
        readonly pid: number;
        /** The process id of its parent: another one of the alert's, or one named by `parentImage`. */
        readonly parent: number;
        readonly parentImage?: string;
        /** Minutes after the beginning of the story, with fractions. */
        readonly start: number;
        readonly image: string;
        readonly line: string;
        readonly account?: string;
        readonly signer?: string;
        readonly detection?: "Detected" | "Blocked" | "Prevented";
      }
    | {
        readonly kind: "file";
        readonly path: string;
        readonly size?: number;
        readonly signer?: string;
        readonly detection?: "Detected" | "Blocked" | "Prevented";
      }
    | { readonly kind: "user"; readonly account: string; readonly domain?: string }
    | { readonly kind: "ip"; readonly address: string; readonly country?: string }
    | { readonly kind: "url"; readonly url: string }
    | {
        readonly kind: "registry";
        readonly hive: string;
        readonly key: string;
        readonly name: string;
        readonly value: string;
        readonly type?: "String" | "ExpandString" | "Dword" | "Binary";
      }
    | { readonly kind: "other"; readonly type: OtherType; readonly facts: Readonly<Record<string, unknown>> }
  );
