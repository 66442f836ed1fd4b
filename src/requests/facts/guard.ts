import { isAccountAct, isBeyond } from "../../defender/account-acts.ts";
import type { RoleHolders } from "../../defender/account.ts";
import type { KnownAccount } from "../../defender/account-lookup.ts";
import { say, type Text } from "../../texts/text.ts";
import type { PeopleReads } from "../../defender/people-client.ts";
import type { Identity } from "../../identity/identity.ts";
import { guardedBy, withSomebody, withTwo } from "../../policy/approvals.ts";
import type { Action, Verdict } from "../../policy/model.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { ROLES, type Person } from "../../shared/people.ts";
import type { Store } from "../../shared/store.ts";
import {
  COUNTS_MS,
  CUTTING_OFF,
  cutOffGuard,
  GUARDED_ROLES,
  holdsAny,
  LOCKING,
  lockOutDenial,
  type Holders,
} from "../machine/lock-out.ts";
import { holdersAt, ownersOrNull, type AboutDevice, type HolderBook, type Owners } from "./holder-devices.ts";
import type { Tx } from "../rows.ts";

/** What the guards have to know: who holds the roles, which devices are theirs, and who is being locked out by then. */
export interface Guard {
  holders(): Promise<Holders>;
  /** As `goneBy`. */
  gone(taken: Taken, now: number, except?: string): Promise<readonly string[]>;
  /** As `cutOffBy`. */
  cutOff(taken: Taken, now: number, except?: string): Promise<readonly string[]>;
  /** Holders' devices as Entra has them registered; null: it does not tell. Asked for once. */
  owners(): Promise<Owners | null>;
  heldBy(about: AboutDevice): Promise<Held>;
  /** UPNs of those whose last verified roles let them act here: their domains are the organisation's. */
  colleagues(): Promise<readonly string[]>;
}

/** Whose device it is, of those who hold the roles; null: that could not be found out. */
export interface Held {
  readonly holders: Holders;
  readonly heldBy: readonly string[] | null;
}

interface GuardDeps {
  readonly store: Store<Tx>;
  readonly identity: Pick<Identity, "holders">;
  readonly holderBook: HolderBook;
}

/**
 * Looked up with the token of whoever acts; where that fails, those whose last verified roles said so.
 * @param people looks with the token of that person
 */
export function guardOf(
  { store, identity, holderBook }: GuardDeps,
  people: Pick<PeopleReads, "roleHolders" | "accountDevices">,
  { oid }: Pick<Person, "oid">,
): Guard {
  const seen = holderBook.seenBy(oid);
  async function known(role: keyof RoleHolders): Promise<readonly Person[]> {
    return identity.holders(await store.read((tx) => tx.tokens.all()), role);
  }
  async function lastKnown(): Promise<Holders> {
    const [approvers, breakers] = await Promise.all([known("Approver"), known("BreakGlass")]);
    const ids = (some: readonly Person[]) => some.map(({ oid }) => oid);
    return { Approver: ids(approvers), BreakGlass: ids(breakers), listed: false };
  }
  const listed = async (): Promise<Holders> => ({ ...(await people.roleHolders()), listed: true });
  const once = asOne(async () => {
    const holders = await seen.holders(listed).catch(lastKnown);
    return { holders, owners: await ownersOrNull(seen, people, holders) };
  });
  return {
    holders: () => listed().catch(lastKnown),
    gone: (taken, now, except) => store.read((tx) => goneBy(tx, taken, now, except)),
    cutOff: (taken, now, except) => store.read((tx) => cutOffBy(tx, taken, now, except)),
    owners: async () => (await once()).owners,
    async heldBy(about) {
      const { holders, owners } = await once();
      const all = async () => (await Promise.all(GUARDED_ROLES.map(known))).flat();
      return { holders, heldBy: await holdersAt(about, owners, all) };
    },
    // Of a hundred values each asks.
    colleagues: asOne(async () => {
      const sealed = await store.read((tx) => tx.tokens.all());
      return ROLES.flatMap((role) => identity.holders(sealed, role).map(({ upn }) => upn));
    }),
  };
}

/** What is asked for often is looked up once. */
export function asOne<T>(look: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  return () => (found ??= look());
}

/** Whom it would take away, by their object ids, and who holds the roles. */
export interface Taken {
  readonly ids: readonly string[];
  readonly holders: Holders;
}

const TAKING = { accounts: LOCKING, devices: CUTTING_OFF };

/**
 * Object ids of those whom what is approved, or was sent within the day, takes away. Where it takes no holder away it matters
 * to nobody who else is gone, and nothing is looked up.
 * @param except a request's own id
 */
export async function goneBy(
  tx: Tx,
  { ids, holders }: Taken,
  now: number,
  except?: string,
): Promise<readonly string[]> {
  return holdsAny(ids, holders) ? tx.requests.takenAway(TAKING, now - COUNTS_MS, { except }) : [];
}

/**
 * As `goneBy`, with those whose devices were cut off before and still are: by another one they can decide, but not from
 * there.
 */
export async function cutOffBy(
  tx: Tx,
  { ids, holders }: Taken,
  now: number,
  except?: string,
): Promise<readonly string[]> {
  if (!holdsAny(ids, holders)) return [];
  return tx.requests.takenAway(TAKING, now - COUNTS_MS, { except, isLasting: true });
}

/** A device, and what is to be done to it. */
export interface OnDevice extends AboutDevice {
  readonly action: Action;
}

/** The verdict on it with what guards holders, and whose it is. */
export type GuardedDevice = (verdict: Verdict) => Partial<Held> & { readonly verdict: Verdict };

/**
 * What the guard makes of the verdict on each of these devices, in their order: two people look where too few holders would be
 * left with theirs once all of them are cut off. What cuts off none is asked about nothing.
 * @param now epoch milliseconds @param except id of a request that does not count as done
 */
export async function guardsOn(
  guard: Guard,
  each: readonly OnDevice[],
  now: number,
  except?: string,
): Promise<readonly GuardedDevice[]> {
  if (!each.some(({ action }) => CUTTING_OFF.includes(action)))
    return each.map(() => (verdict) => ({ verdict }));
  const held = await fewAtOnce(each, (one) =>
    CUTTING_OFF.includes(one.action) ? guard.heldBy(one) : Promise.resolve(null),
  );
  const ids = held.flatMap((one) => one?.heldBy ?? []);
  // The same list for all of them.
  const holders = held.find((one) => one !== null)?.holders;
  const before = holders === undefined ? [] : await guard.cutOff({ ids, holders }, now, except);
  const gone = [...before, ...ids];
  return held.map((one) => (verdict) => {
    const why = one === null ? null : cutOffGuard({ ...one, gone });
    return { ...one, verdict: why === null ? verdict : guardedBy(verdict, why) };
  });
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
  return say("finalCheck.nothingCan", { command: action, synced: account.isSynced });
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
