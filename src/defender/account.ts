/** A person's account, as Entra ID and Defender for Identity know it. Times are epoch milliseconds; texts are hostile. */
export interface Account {
  /** Entra's object id. */
  readonly id: string;
  readonly upn: string;
  readonly name: string;
  /** Null: Graph does not say. */
  readonly enabled: boolean | null;
  readonly isGuest: boolean;
  readonly department: string | null;
  readonly jobTitle: string | null;
  readonly manager: { readonly id: string; readonly name: string; readonly upn: string | null } | null;
  /** Whether it is mastered in an Active Directory on premises, which Entra follows. */
  readonly isSynced: boolean;
  /** DNS name of that directory's domain, and the account's short name in it. */
  readonly domain: string | null;
  readonly shortName: string | null;
  /** Security identifiers: on premises, and Entra's own. */
  readonly sid: string | null;
  readonly cloudSid: string | null;
  /** Sessions that began earlier are void. */
  readonly sessionsValidFrom: number | null;
  /** When the password was last changed. */
  readonly passwordChangedAt: number | null;
}

/** What a person may name an account by. */
export type AccountTarget =
  | { readonly by: "id" | "upn" | "name"; readonly value: string }
  | { readonly by: "short-name"; readonly domain: string; readonly value: string };

/** Directories that an account is mastered in. */
export type Home = "entra" | "activeDirectory" | "okta";

/** What can be done with an account in one of its directories by Defender for Identity, as it says itself. */
export const IDENTITY_ACTIONS = [
  "disable",
  "enable",
  "forcePasswordReset",
  "revokeAllSessions",
  "requireUserToSignInAgain",
  "markUserAsCompromised",
] as const;
export type IdentityAction = (typeof IDENTITY_ACTIONS)[number];

/** An account as Defender for Identity knows it. */
export interface IdentityAccount {
  readonly id: string;
  readonly enabled: boolean | null;
  readonly accounts: readonly {
    readonly provider: "entraID" | "activeDirectory" | "okta";
    readonly accountId: string;
    readonly actions: readonly IdentityAction[];
  }[];
}

export interface Risk {
  /** `low`, `medium`, `high`, `none`, `hidden`. */
  readonly level: string | null;
  /** `atRisk`, `confirmedCompromised`, `remediated`, … */
  readonly state: string | null;
  /** Why, as Entra spells it. */
  readonly detail: string | null;
  readonly at: number | null;
}

export interface SignIn {
  readonly at: number | null;
  readonly app: string | null;
  /** "Malmö, SE". */
  readonly place: string | null;
  readonly ip: string | null;
  /** Entra's error code; 0: it succeeded. */
  readonly errorCode: number | null;
  readonly failure: string | null;
  readonly risk: string | null;
}

/** A device that is registered to a person in Entra. */
export interface OwnDevice {
  /** As Defender has it as `entraId`; null: Graph did not say. */
  readonly entraId: string | null;
  readonly name: string;
  readonly os: string | null;
  readonly isCompliant: boolean | null;
}

/** People who hold an app role of the bot's registration. */
export type RoleHolders = Readonly<Record<"Approver" | "BreakGlass", readonly string[]>>;
