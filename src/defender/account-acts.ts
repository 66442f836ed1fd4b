import type { Home, IdentityAction } from "./account.ts";
import type { KnownAccount } from "./account-lookup.ts";
import type { DefenderClient } from "./client.ts";
import type { OperationName } from "./operations.ts";

/** What can be done with an account, and by which of two services: Entra, or Defender for Identity where it lives elsewhere. */

const ACCOUNT_ACTS = ["revoke-sessions", "suspend", "reinstate", "compromised", "reset-password"] as const;
export type AccountAct = (typeof ACCOUNT_ACTS)[number];

/** Whether an action is done to a person's account. */
export function isAccountAct(action: string): action is AccountAct {
  return (ACCOUNT_ACTS as readonly string[]).includes(action);
}

/** How something is done with one account. */
export type Way =
  | { readonly operation: "revokeSessions" | "switchAccount" | "confirmCompromised" }
  | {
      readonly operation: "invokeAccountAction";
      readonly identityId: string;
      readonly accountId: string;
      readonly provider: "activeDirectory" | "okta";
      readonly action: IdentityAction;
    };

interface ActRow {
  /** Entra's own call; null: it has none. */
  readonly entra: Exclude<Way["operation"], "invokeAccountAction"> | null;
  /** What Defender for Identity calls it. */
  readonly identity: IdentityAction;
  /** The act that it undoes, and that undoes it. */
  readonly undoes?: AccountAct;
}

const ACTS: Readonly<Record<AccountAct, ActRow>> = {
  "revoke-sessions": { entra: "revokeSessions", identity: "revokeAllSessions" },
  suspend: { entra: "switchAccount", identity: "disable", undoes: "reinstate" },
  reinstate: { entra: "switchAccount", identity: "enable", undoes: "suspend" },
  compromised: { entra: "confirmCompromised", identity: "markUserAsCompromised" },
  "reset-password": { entra: null, identity: "forcePasswordReset" },
};

/** Where an account is mastered. */
export function homeOf({ isSynced, identity }: KnownAccount): Home {
  if (identity?.accounts.some(({ provider }) => provider === "okta") === true) return "okta";
  return isSynced ? "activeDirectory" : "entra";
}

/**
 * How it is done with this account: where it lives, if Defender for Identity offers that there, else by Entra. Null:
 * neither can.
 */
export function wayOf(act: AccountAct, account: KnownAccount): Way | null {
  const row = ACTS[act];
  const home = homeOf(account);
  const there = ownAccount(account, home);
  if (home !== "entra" && account.identity !== undefined && there?.actions.includes(row.identity) === true) {
    const { accountId } = there;
    const identityId = account.identity.id;
    return { operation: "invokeAccountAction", identityId, accountId, provider: home, action: row.identity };
  }
  return row.entra === null ? null : { operation: row.entra };
}

/**
 * This very account among those that Defender for Identity counts as one person's, which may have another for
 * administration in the same directory. Undefined: it is not there, or nothing tells which it is.
 */
function ownAccount({ identity, id, sid }: KnownAccount, home: Home) {
  const there = (identity?.accounts ?? []).filter(({ provider }) => provider === home);
  const own = [id, sid].flatMap((one) => (one === null ? [] : one.toLowerCase()));
  return there.length > 1 ? there.find(({ accountId }) => own.includes(accountId.toLowerCase())) : there[0];
}

/** Whether nothing can do it, for certain: what could not be read may offer it in Active Directory. */
export function isBeyond(act: AccountAct, account: KnownAccount): boolean {
  return wayOf(act, account) === null && !(account.isSynced && account.identityUnread === true);
}

/** The act that undoes it, and that it undoes; null: nothing here does. */
export function oppositeOf(act: AccountAct): AccountAct | null {
  return ACTS[act].undoes ?? null;
}

/** Whether something would be done to an account by the same service, in the same directory. */
export function isSameWay(one: Way | null, other: Way | null): boolean {
  return one?.operation === other?.operation && providerOf(one) === providerOf(other);
}

/** The directory in which Defender for Identity does it; null: it does not. */
export function providerOf(way: Way | null): Exclude<Home, "entra"> | null {
  return way?.operation === "invokeAccountAction" ? way.provider : null;
}

/** All calls that an act may come to. */
export function operationsOf(act: AccountAct): readonly [OperationName, ...OperationName[]] {
  const { entra } = ACTS[act];
  return entra === null ? ["invokeAccountAction"] : [entra, "invokeAccountAction"];
}

/** The one call. */
export async function perform(
  defender: DefenderClient,
  act: AccountAct,
  way: Way,
  id: string,
): Promise<void> {
  switch (way.operation) {
    case "revokeSessions":
      return defender.revokeSessions(id);
    case "switchAccount":
      return defender.switchAccount(id, act === "reinstate");
    case "confirmCompromised":
      return defender.confirmCompromised(id);
    case "invokeAccountAction": {
      const { accountId, action, provider } = way;
      return defender.invokeAccountAction(way.identityId, { accountId, action, identityProvider: provider });
    }
  }
}

/** Clocks differ, and Entra keeps whole seconds. */
const GRAIN_MS = 60_000;

/**
 * Whether it has happened, as the account says that was read again; `untold`: nothing about an account tells of it.
 * @param account as it was before the call @param sentAt epoch milliseconds of the call
 */
export async function hasHappened(
  defender: Pick<DefenderClient, "account" | "identityAccount" | "accountRisk">,
  act: AccountAct,
  way: Way,
  account: KnownAccount,
  sentAt: number,
): Promise<boolean | "untold"> {
  switch (act) {
    case "revoke-sessions": {
      if (way.operation === "invokeAccountAction") return "untold";
      const { sessionsValidFrom } = await defender.account(account.id);
      const [now, before] = [sessionsValidFrom ?? 0, account.sessionsValidFrom ?? 0];
      // What was revoked already before the call is another revocation.
      return now >= sentAt - GRAIN_MS && now > before;
    }
    case "suspend":
    case "reinstate": {
      const isAway = way.operation === "invokeAccountAction";
      const now = isAway ? await defender.identityAccount(account) : await defender.account(account.id);
      return now?.enabled === (act === "reinstate");
    }
    case "compromised": {
      if (way.operation === "invokeAccountAction") return "untold";
      return (await defender.accountRisk(account.id))?.state === "confirmedCompromised";
    }
    case "reset-password":
      return "untold";
  }
}

/** Names of the acts that would change nothing on an account as it is, or that nothing can do. */
export function pointlessActs(account: KnownAccount, riskState: string | null): readonly AccountAct[] {
  return ACCOUNT_ACTS.filter((act) => {
    if (isBeyond(act, account)) return true;
    if (act === "suspend") return account.enabled === false;
    if (act === "reinstate") return account.enabled !== false;
    return act === "compromised" && riskState === "confirmedCompromised";
  });
}
