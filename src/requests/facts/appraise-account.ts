import type { AccountTarget } from "../../defender/account.ts";
import { findAccounts, knownAccount, noSuchAccount } from "../../defender/account-lookup.ts";
import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import { isEmergency } from "../machine/emergency.ts";
import { guarded, nothingCan } from "./guard.ts";
import { usageOf, verdictFor, type Appraisal, type Asked, type Sight } from "./sight.ts";

/**
 * Finds the account, where it lives, and what the policy and the guards say of the wish.
 * @throws UserError when it is not there, or when nothing can do that with it where it lives
 */
export async function appraiseAccount(sight: Sight, asked: Asked): Promise<Appraisal> {
  const { defender, guard, now } = sight;
  const named = asked.args["target"] as AccountTarget;
  const { accounts, isCertain } = await findAccounts(defender, named);
  const [found] = accounts;
  if (found === undefined) throw noSuchAccount(named);
  if (!isCertain) return { kind: "ambiguous-account", accounts };
  const { action } = asked.command;
  const [account, usage, holders, gone] = await Promise.all([
    defender.account(found.id).then((one) => knownAccount(defender, one)),
    usageOf(sight, asked, null),
    guard.holders(),
    guard.gone(now),
  ]);
  const { requester } = asked;
  const why = nothingCan(action, account);
  if (why !== null) throw new UserError("rejected", why);
  const own = { action, requester, account, holders, gone };
  const verdict = guarded(verdictFor(sight, asked, { user: account, usage }), own);
  if (isEmergency(asked.raw) && account.id === requester.oid.toLowerCase())
    throw new UserError("forbidden", say("people.ownEmergency"));
  const target = { kind: "user", id: account.id, name: account.upn } as const;
  return { kind: "appraised", target, facts: null, account, holders, verdict };
}
