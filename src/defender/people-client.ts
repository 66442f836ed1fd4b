import type {
  Account,
  AccountTarget,
  IdentityAccount,
  IdentityAction,
  OwnDevice,
  Risk,
  RoleHolders,
  SignIn,
} from "./account.ts";

import type { Listed } from "./listed.ts";
import type { PermissionGrant } from "./permission-grants.ts";

/** What can be read of people with one person's own token. Every method throws DefenderError, SignInRequired or UserError. */
export interface PeopleReads {
  /** By object id. @throws DefenderError (404: code `not-found`) */
  account(id: string): Promise<Account>;
  /** All accounts that go by that name, exactly. */
  accountsNamed(target: AccountTarget): Promise<readonly Account[]>;
  /** Names of the directory roles that it holds now. */
  accountRoles(id: string): Promise<readonly string[]>;
  accountDevices(id: string): Promise<readonly OwnDevice[]>;
  /** Null: Entra has nothing against it. */
  accountRisk(id: string): Promise<Risk | null>;
  /** The newest first, at most so many. @param since epoch milliseconds */
  signIns(id: string, since: number, top: number): Promise<readonly SignIn[]>;
  /** The newest that succeeded, however many failed; null: none did. @param since epoch milliseconds */
  lastSignIn(id: string, since: number): Promise<SignIn | null>;
  /** Null: Defender for Identity does not know it. */
  identityAccount(account: Pick<Account, "sid" | "cloudSid">): Promise<IdentityAccount | null>;
  /** Object ids of the people who hold the bot's roles, by themselves or by a group. */
  roleHolders(): Promise<RoleHolders>;
  /** What applications may change in Defender, or of people's accounts, by permissions that they were given. */
  changingGrants(): Promise<Listed<PermissionGrant>>;
}

/** The changes of accounts. */
export interface PeopleChanges {
  revokeSessions(id: string): Promise<void>;
  switchAccount(id: string, enabled: boolean): Promise<void>;
  confirmCompromised(id: string): Promise<void>;
  invokeAccountAction(
    identityAccountId: string,
    what: {
      readonly accountId: string;
      readonly action: IdentityAction;
      readonly identityProvider: string;
    },
  ): Promise<void>;
}
