import { isAccountAct, isBeyond } from "../../defender/account-acts.ts";
import type { RoleHolders } from "../../defender/account.ts";
import type { KnownAccount } from "../../defender/account-lookup.ts";
import { say, type Text } from "../../texts/text.ts";
import type { PeopleReads } from "../../defender/people-client.ts";
import type { Identity } from "../../identity/identity.ts";
import { withSomebody, withTwo } from "../../policy/approvals.ts";
import type { Action, Verdict } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import type { Store } from "../../shared/store.ts";
import { COUNTS_MS, LOCKING, lockOutDenial, type Holders } from "../machine/lock-out.ts";
import type { Tx } from "../rows.ts";

/** What the guards of accounts have to know: who holds the roles, and who is being locked out by then. */
export interface Guard {
  holders(): Promise<Holders>;
  /** Object ids of the targets of what is approved, or was sent within the day. @param except a request's own id */
  gone(now: number, except?: string): Promise<readonly string[]>;
}

/** Looked up with the token of whoever acts; where that fails, those whose last verified roles said so. */
export function guardOf(
  { store, identity }: { readonly store: Store<Tx>; readonly identity: Pick<Identity, "holders"> },
  people: Pick<PeopleReads, "roleHolders">,
): Guard {
  return {
    async holders() {
      try {
        return { ...(await people.roleHolders()), listed: true };
      } catch {
        const sealed = await store.read((tx) => tx.tokens.all());
        const known = (role: keyof RoleHolders): readonly string[] =>
          identity.holders(sealed, role).map(({ oid }) => oid);
        return { Approver: known("Approver"), BreakGlass: known("BreakGlass"), listed: false };
      }
    },
    gone: (now, except) => store.read((tx) => goneBy(tx, now, except)),
  };
}

/** As `Guard.gone`, within a transaction. */
export function goneBy(tx: Tx, now: number, except?: string): Promise<readonly string[]> {
  return tx.requests.actedOn(LOCKING, now - COUNTS_MS, except);
}

/** What is asked about an account. */
interface Guarded {
  readonly action: Action;
  readonly requester: Person;
  readonly account: KnownAccount;
  readonly holders: Holders;
  readonly gone: readonly string[];
}

/** Why an action can't be done where the account lives; null: something can, or it is not known yet. */
export function nothingCan(action: Action, account: KnownAccount): Text | null {
  if (!isAccountAct(action) || !isBeyond(action, account)) return null;
  return say("people.nothingCan", { command: action, synced: account.isSynced });
}

/**
 * The policy's verdict with what holds for accounts whatever the policy says: two holders of each role remain; where they
 * can't be listed, two people look; and nobody acts on their own account without somebody else.
 */
export function guarded(verdict: Verdict, { requester, account, ...asked }: Guarded): Verdict {
  const isUnsure = LOCKING.includes(asked.action) && !asked.holders.listed;
  const isOwn = account.id === requester.oid.toLowerCase();
  const watched = isOwn ? { ...withSomebody(verdict), selfApproval: false } : verdict;
  return {
    ...(isUnsure ? withTwo(watched) : watched),
    deny:
      watched.deny ?? nothingCan(asked.action, account) ?? lockOutDenial({ ...asked, target: account.id }),
  };
}
