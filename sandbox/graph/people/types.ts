/** Where an account is mastered. */
export type AccountHome = "entra" | "activeDirectory" | "okta";

export interface SandboxSignIn {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly userId: string;
  readonly app: string;
  readonly city: string;
  readonly country: string;
  readonly ip: string;
  /** 0: it succeeded. */
  readonly errorCode: number;
  readonly failure: string;
  readonly risk: string;
}

/** A person's account in the tenant. Times are epoch milliseconds. */
export interface SandboxAccount {
  readonly id: string;
  readonly upn: string;
  readonly name: string;
  readonly home: AccountHome;
  readonly shortName: string;
  readonly isGuest: boolean;
  readonly sid: string;
  readonly cloudSid: string;
  readonly identityId: string;
  department: string | null;
  jobTitle: string | null;
  managerId: string | null;
  enabled: boolean;
  sessionsValidFrom: number;
  passwordChangedAt: number;
  directoryRoles: readonly string[];
  risk: {
    readonly level: string;
    readonly state: string;
    readonly detail: string;
    readonly at: number;
    readonly isProcessing: boolean;
  } | null;
  devices: readonly {
    readonly name: string;
    readonly os: string;
    readonly isCompliant: boolean;
    readonly isManaged: boolean;
    /** As Defender has it as `aadDeviceId`; absent: Graph does not say. */
    readonly deviceId?: string | null;
  }[];
  signIns: readonly SandboxSignIn[];
  /** A new password has to be chosen at the next sign-in. */
  forcedPasswordReset: boolean;
}

/** A group that holds app roles of the bot. */
export interface DirectoryGroup {
  readonly id: string;
  readonly name: string;
  readonly memberIds: readonly string[];
  readonly appRoles: readonly string[];
}
