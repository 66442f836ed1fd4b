import type { Account, AccountTarget } from "../../defender/account.ts";
import {
  findAccounts,
  knownAccount,
  noSuchAccount,
  type KnownAccount,
} from "../../defender/account-lookup.ts";
import { UserError } from "../../shared/errors.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { say } from "../../texts/text.ts";
import { refuseUnclear, type Unclear } from "./unclear.ts";
import { isEmergency } from "../machine/emergency.ts";
import type { Holders } from "../machine/lock-out.ts";
import { guarded, nothingCan } from "./guard.ts";
import {
  type AppraisedOne,
  circumstancesOf,
  countingAlso,
  verdictFor,
  type Appraisal,
  type Appraised,
  type Asked,
  type Circumstances,
  type Sight,
} from "./sight.ts";

/**
 * Finds the account, where it lives, and what the policy and the guards say of the invocation.
 * @throws UserError when it is not there, or when nothing can do that with it where it lives
 */
export async function appraiseAccount(sight: Sight, asked: Asked): Promise<Appraisal> {
  const { defender } = sight;
  const named = asked.args["target"] as AccountTarget;
  const { accounts, isCertain } = await findAccounts(defender, named);
  const [found] = accounts;
  if (found === undefined) throw noSuchAccount(named);
  if (!isCertain) return { kind: "ambiguous-account", accounts };
  const [account, common] = await Promise.all([
    accountOf(sight, found.id),
    inCommon(sight, asked, [found.id]),
  ]);
  const why = nothingCan(asked.command.action, account);
  if (why !== null) throw new UserError("rejected", why);
  return judged(sight, asked, account, common);
}

/**
 * As `appraiseAccount` for several, each once: one after the other they take holders away, as if each before it were done.
 * @throws UserError where it is not certain who is meant: then nobody is asked for
 */
export async function appraiseAccounts<A extends Asked>(
  sight: Sight,
  each: readonly [A, ...A[]],
): Promise<readonly AppraisedOne<A>[]> {
  const named = await fewAtOnce(each, async (asked) => {
    const target = asked.args["target"] as AccountTarget;
    return { asked, target, ...(await findAccounts(sight.defender, target)) };
  });
  refuseUnclear(named.flatMap(unclearIn));
  const unique = new Map(
    named.flatMap(({ asked, accounts: [one] }) => (one === undefined ? [] : [[one.id, asked] as const])),
  );
  const counted = countingAlso(sight, [...unique.keys()]);
  const common = await inCommon(counted, each[0], [...unique.keys()]);
  const known = await fewAtOnce([...unique], async ([id, asked]) => ({
    asked,
    account: await accountOf(sight, id),
  }));
  const gone = [...common.gone];
  const found: AppraisedOne<A>[] = [];
  for (const { asked, account } of known) {
    const appraised = await judged(counted, asked, account, { ...common, gone });
    if (appraised.verdict.deny === null) gone.push(account.id);
    found.push({ asked, appraised });
  }
  return found;
}

function unclearIn(found: {
  readonly asked: Asked;
  readonly target: AccountTarget;
  readonly accounts: readonly Account[];
  readonly isCertain: boolean;
}): readonly Unclear[] {
  const { asked, target, accounts, isCertain } = found;
  if (isCertain && accounts.length > 0) return [];
  const candidates = accounts.map(({ id, upn, name, department }) => ({
    id,
    short: `${upn} (${id})`,
    choice: say("several.accountChoice", { upn, name, department }),
  }));
  return [
    { typed: asked.raw["target"] ?? "", name: target.value, candidates, isPickable: accounts.length > 0 },
  ];
}

async function accountOf({ defender }: Sight, id: string): Promise<KnownAccount> {
  return knownAccount(defender, await defender.account(id));
}

/** What is the same for all accounts that are asked for together. */
interface InCommon {
  readonly circumstances: Circumstances;
  readonly holders: Holders;
  readonly gone: readonly string[];
}

async function inCommon(sight: Sight, asked: Asked, ids: readonly string[]): Promise<InCommon> {
  const { guard, now } = sight;
  const [circumstances, holders] = await Promise.all([circumstancesOf(sight, asked, ids), guard.holders()]);
  const gone = await guard.gone({ ids, holders }, now);
  return { circumstances, holders, gone };
}

/** @throws UserError for an emergency of one's own */
async function judged(
  sight: Sight,
  asked: Asked,
  account: KnownAccount,
  { circumstances, holders, gone }: InCommon,
): Promise<Appraised> {
  const { requester, command } = asked;
  const own = { action: command.action, requester, account, holders, gone };
  const verdict = guarded(verdictFor(sight, asked, { user: account, ...circumstances }), own);
  if (isEmergency(asked.raw) && account.id === requester.oid.toLowerCase())
    throw new UserError("forbidden", say("people.ownEmergency"));
  const target = { kind: "user", id: account.id, name: account.upn } as const;
  const relied = await sight.suspensions(command.action, account.id);
  return { kind: "appraised", target, facts: null, account, holders, verdict, ...(relied && { relied }) };
}
