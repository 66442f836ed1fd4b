import type { z } from "zod";
import type { KnownAccount } from "../defender/account-lookup.ts";
import { say, type Text } from "../texts/text.ts";
import { fitting } from "./canonical.ts";
import { resultOf, type Digested } from "./device-facts.ts";
import type { ConditionResult, Question, UserCondition } from "./model.ts";
import { patterns } from "./values.ts";

/**
 * The keys of `when.user`, one entry each: what the file may say, what an account has, and how approvals are bound to it.
 * As with devices, a key that nobody could hold an approval to does not compile.
 */
export interface AccountFact {
  readonly schema: z.ZodType<readonly string[]>;
  /** What an account has, as it is compared; null: it could not be read. */
  readonly values: (account: KnownAccount) => readonly string[] | null;
  readonly digest: (account: KnownAccount) => readonly Digested[];
  readonly drift: (before: KnownAccount, now: KnownAccount) => readonly Text[];
}

/** In the order in which they are in the digest: a new one comes last. */
export const ACCOUNT_FACTS: { readonly [K in keyof UserCondition]-?: AccountFact } = {
  upn: {
    schema: patterns,
    values: ({ upn }) => [upn],
    digest: ({ upn }) => [upn],
    drift: (before, now) =>
      before.upn === now.upn ? [] : [say("policy.renamed", { before: before.upn, now: now.upn })],
  },
  role: {
    schema: patterns,
    values: ({ roles }) => roles,
    digest: ({ roles }) => [roles?.toSorted() ?? null],
    drift: roleDrift,
  },
  department: {
    schema: patterns,
    // Whoever is in none is in no department that a rule could name.
    values: ({ department }) => (department === null ? [] : [department]),
    digest: ({ department }) => [department],
    drift: (before, now) =>
      before.department === now.department
        ? []
        : [say("policy.departmentChanged", { now: now.department, before: before.department })],
  },
};

type FactKey = keyof UserCondition;
export const ACCOUNT_KEYS = Object.keys(ACCOUNT_FACTS) as readonly FactKey[];

/** Whether an account is what a rule's `user` says: one result for each key of it. */
export function accountResults(when: UserCondition, account: Question["user"]): readonly ConditionResult[] {
  return ACCOUNT_KEYS.flatMap((key) => {
    const wanted = when[key];
    return wanted === undefined
      ? []
      : [{ key: `user ${key}`, ...factResult(ACCOUNT_FACTS[key], wanted, account) }];
  });
}

function factResult(
  fact: AccountFact,
  wanted: readonly string[],
  account: Question["user"],
): Omit<ConditionResult, "key"> {
  if (account === undefined) return { match: "no", because: say("policy.noUser") };
  const known = account === null ? null : fact.values(account);
  if (known === null) return { match: "unknown", because: say("policy.notLookedUp") };
  return resultOf(known, wanted, (value) => fitting(wanted, value));
}

function roleDrift({ roles: before }: KnownAccount, { roles: now }: KnownAccount): readonly Text[] {
  if (before === null || now === null) return before === now ? [] : [say("policy.rolesReadOnce")];
  return [
    ...now.filter((role) => !before.includes(role)).map((role) => say("policy.roleAdded", { role })),
    ...before.filter((role) => !now.includes(role)).map((role) => say("policy.roleRemoved", { role })),
  ];
}
