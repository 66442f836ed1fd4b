import type { KnownAccount } from "../../defender/account-lookup.ts";
import { hasHappened, isAccountAct, wayOf } from "../../defender/account-acts.ts";
import type { DefenderClient } from "../../defender/client.ts";
import { UserError } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import type { Request } from "../machine/request.ts";
import type { Recheck } from "../rows.ts";
import { SETTLED_MS, unproven } from "../machine/proof.ts";
import { takeLooks } from "../transition/follow-proof.ts";
import { CALL_TIMEOUT_MS } from "./call-events.ts";
import { askerOf, doneAt, record, whyNot, type Found } from "./look-behind.ts";

/**
 * Looks again at accounts that something was done to: one that is switched on again, or signed in to since, is told where
 * it was asked, and so is one whose sessions go on, and what was found is on the card. What can't be read is told once, at the last look; it is never taken for a
 * good sign.
 */

const BATCH = 10;

/** One round of the loop. */
export async function recheckAccounts(deps: Deps): Promise<void> {
  const rows = await takeLooks(deps, "account", BATCH);
  await Promise.all(rows.map((row) => recheck(deps, row)));
}

async function recheck(deps: Deps, row: Recheck): Promise<void> {
  const request = await deps.store.read((tx) => tx.requests.get(row.requestId));
  const found = request === null ? null : await lookAt(deps, request);
  await record(deps, row, (now, isLast) => found?.(isLast) ?? unknown(now, say("proof.noAnswer"), isLast));
}

/** What is there; what could not be found out is no good news. */
async function lookAt(deps: Deps, request: Request): Promise<(isLast: boolean) => Found> {
  const { account, target } = request;
  const who = askerOf(request);
  const defender = deps.defender.as(who, AbortSignal.timeout(CALL_TIMEOUT_MS));
  const since = doneAt(request) + SETTLED_MS;
  try {
    if (account !== undefined && (await isSwitchedOn(defender, request, account))) {
      return () => seen(say("people.onAgain", { name: target.name }));
    }
    if (account !== undefined && !(await isRevoked(defender, request, account))) {
      return () => seen(say("people.notRevoked", { name: target.name }));
    }
    const newest = await defender.lastSignIn(target.id, since);
    if (newest === null || (newest.at ?? 0) < since) {
      const proof = {
        verdict: "quiet",
        says: say("proof.noSignIn", { since, upTo: deps.clock.now() }),
      } as const;
      return () => ({ proof, news: null, isOver: false });
    }
    const { app, place, ip, at } = newest;
    return () => seen(say("people.signedInAgain", { name: target.name, app, place, ip, at }));
  } catch (error) {
    deps.log.warn("an account could not be looked at again", { request: request.id, error });
    return (isLast) => unknown(request, whyNot(error, who), isLast);
  }
}

function seen(news: Text): Found {
  return { proof: { verdict: "seen", says: news }, news, isOver: true };
}

function unknown({ target }: Request, why: Text, isLast: boolean): Found {
  const news = isLast ? say("people.recheckFailed", { name: target.name }) : null;
  return { proof: unproven(why, isLast), news, isOver: false };
}

/** Sessions that go on need no sign-in: no log tells of them. True also where nothing tells. @throws UserError where Graph does not say */
async function isRevoked(
  defender: DefenderClient,
  { action, execution, requestedAt }: Request,
  account: KnownAccount,
): Promise<boolean> {
  const way = action === "revoke-sessions" ? wayOf(action, account) : null;
  if (way === null) return true;
  return (
    (await hasHappened(defender, "revoke-sessions", way, account, execution?.sentAt ?? requestedAt)) !== false
  );
}

/** @throws UserError where Graph does not say */
async function isSwitchedOn(
  defender: DefenderClient,
  { action, target }: Request,
  account: KnownAccount,
): Promise<boolean> {
  if (action !== "suspend" || !isAccountAct(action)) return false;
  const isAway = wayOf(action, account)?.operation === "invokeAccountAction";
  const now = isAway ? await defender.identityAccount(account) : await defender.account(target.id);
  const enabled = now?.enabled ?? null;
  if (enabled === null) throw new UserError("could-not-check", say("people.unchecked"));
  return enabled;
}
