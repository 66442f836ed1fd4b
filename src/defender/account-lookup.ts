import { UserError } from "../shared/errors.ts";
import { say, type Text } from "../texts/text.ts";
import type { Account, AccountTarget, IdentityAccount } from "./account.ts";
import type { PeopleReads } from "./people-client.ts";

/** Something that was asked for beside the account: what it is, or why it could not be read. */
export type Part<T> = { readonly value: T } | { readonly why: Text };

/** An account with what a decision about it needs to know; null: it could not be read. */
export interface KnownAccount extends Account {
  /** Names of the directory roles that it holds. */
  readonly roles: readonly string[] | null;
  /** As Defender for Identity has it; absent: it does not know it, or nobody could ask. */
  readonly identity?: IdentityAccount;
  /** Whether Defender for Identity could not be asked: who can may find more. */
  readonly identityUnread?: true;
}

/** What is asked of an account when something is to be done with it. */
export type AccountReads = Pick<
  PeopleReads,
  "account" | "accountsNamed" | "accountRoles" | "identityAccount"
>;

/**
 * All accounts that a target names. Never a guess: what goes by another domain, has the name only before the `@` of
 * its UPN, or has what is no UPN of anybody as its mail address, is one to pick from, not the one; and so is what an answer
 * brings that is about somebody else.
 */
export async function findAccounts(
  people: Pick<PeopleReads, "account" | "accountsNamed">,
  target: AccountTarget,
): Promise<{ readonly accounts: readonly Account[]; readonly isCertain: boolean }> {
  if (target.by === "id") {
    // The directory's index follows later; the object itself is there.
    const account = await orNotFound(people.account(target.value));
    return { accounts: account === null ? [] : [account], isCertain: true };
  }
  const found = await people.accountsNamed(target);
  if (target.by !== "short-name") {
    return { accounts: found, isCertain: isOnlyOne(found, target.value, NAMES[target.by]) };
  }
  const isNamed = (one: Account): boolean => folded(one.shortName ?? "") === folded(target.value);
  const fitting = found.filter((one) => isNamed(one) && isSameDomain(one.domain, target.domain));
  const accounts = fitting.length > 0 ? fitting : found;
  return { accounts, isCertain: fitting.length === 1 };
}

/** Under what an account is shown that is named so. */
const NAMES = { upn: ({ upn }: Account) => upn, name: ({ name }: Account) => name } as const;

/** Whether one account is there, and it is shown under this whole name: one that has only its address is another account. */
function isOnlyOne(
  [first, ...others]: readonly Account[],
  name: string,
  shownAs: (account: Account) => string,
): boolean {
  return first !== undefined && others.length === 0 && folded(shownAs(first)) === folded(name);
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Entra knows the DNS name of a domain; people type its short one too, which is the first label as a rule. */
function isSameDomain(domain: string | null, typed: string): boolean {
  const [own, asked] = [(domain ?? "").toLowerCase(), typed.toLowerCase()];
  return own !== "" && (own === asked || own.split(".", 1)[0] === asked);
}

async function orNotFound<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return null;
    throw error;
  }
}

/** The sentence for an account that is not there, or that this person may not see. */
export function noSuchAccount(target: AccountTarget): UserError {
  const name = target.by === "short-name" ? `${target.domain}\\${target.value}` : target.value;
  return new UserError("not-found", say("people.noAccount", { name }));
}

/** The account with its roles, and as Defender for Identity knows it. What can't be read is null. @param asked the latter, where somebody reads it anyway */
export async function knownAccount(
  people: AccountReads,
  account: Account,
  asked: Promise<Part<IdentityAccount | null>> = part(people.identityAccount(account)),
): Promise<KnownAccount> {
  const [roles, identity] = await Promise.all([part(people.accountRoles(account.id)), asked]);
  return {
    ...account,
    roles: "value" in roles ? roles.value.toSorted() : null,
    ...identityOf(identity),
  };
}

function identityOf(found: Part<IdentityAccount | null>): Pick<KnownAccount, "identity" | "identityUnread"> {
  if ("why" in found) return { identityUnread: true };
  return found.value === null ? {} : { identity: found.value };
}

/** A part of an account's card: one that can't be read leaves the others as they are. */
export async function part<T>(work: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await work };
  } catch (error) {
    return { why: error instanceof UserError ? error.text : say("people.unchecked") };
  }
}

/** Whether the person can read the account; false only when Graph says no, errors pass on. */
export async function canReadAccount(people: Pick<PeopleReads, "account">, id: string): Promise<boolean> {
  return (await orNotFound(people.account(id))) !== null;
}
