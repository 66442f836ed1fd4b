import type { KnownAccount } from "../../defender/account-lookup.ts";
import { isAccountAct, wayOf } from "../../defender/account-acts.ts";
import type { DefenderClient } from "../../defender/client.ts";
import { UserError } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import type { Request } from "../machine/request.ts";
import type { Recheck, Tx } from "../rows.ts";
import { SETTLED_MS } from "../machine/proof.ts";
import { nextRound, takeDue } from "../transition/follow-proof.ts";
import { tellEverybody } from "../transition/notify.ts";
import { CALL_TIMEOUT_MS } from "./call-events.ts";

/**
 * Looks again at accounts that something was done to: one that is switched on again, or signed in to since, is told where
 * it was asked. What can't be read is told once, at the last look; it is never taken for a good sign.
 */

const BATCH = 10;

/** One round of the loop. */
export async function recheckAccounts(deps: Deps): Promise<void> {
  const rows = await takeDue(deps, "account", BATCH);
  await Promise.all(rows.map((row) => recheck(deps, row)));
}

async function recheck(deps: Deps, row: Recheck): Promise<void> {
  const request = await deps.store.read((tx) => tx.requests.get(row.requestId));
  const news = request === null ? null : await newsOf(deps, request, row);
  await deps.store.transaction(async (tx) => {
    // Another instance may have been faster.
    if ((await tx.rechecks.get(row.requestId))?.round !== row.round) return;
    if (request === null || news !== null) await tx.rechecks.remove(row.requestId);
    else await later(tx, request, row, deps.clock.now());
    if (request !== null && news !== null) await tellEverybody(deps, tx, request, news);
  });
}

async function later(tx: Tx, request: Request, row: Recheck, now: number): Promise<void> {
  const next = nextRound(row, request, now);
  return next === null ? tx.rechecks.remove(row.requestId) : tx.rechecks.put(next);
}

function doneAt({ finishedAt, requestedAt }: Request): number {
  return finishedAt ?? requestedAt;
}

/** What people have to hear; null: nothing. What could not be found out is no good news. */
async function newsOf(deps: Deps, request: Request, row: Recheck): Promise<Text | null> {
  const { account, executor, requester, target } = request;
  if (account === undefined) return null;
  const defender = deps.defender.as(executor ?? requester, AbortSignal.timeout(CALL_TIMEOUT_MS));
  try {
    return (await switchedOn(defender, request, account)) ?? (await signedIn(defender, request));
  } catch (error) {
    deps.log.warn("an account could not be looked at again", { request: request.id, error });
    const isLast = nextRound(row, request, deps.clock.now()) === null;
    return isLast ? say("people.recheckFailed", { name: target.name }) : null;
  }
}

async function switchedOn(
  defender: DefenderClient,
  { action, target }: Request,
  account: KnownAccount,
): Promise<Text | null> {
  if (action !== "suspend" || !isAccountAct(action)) return null;
  const isAway = wayOf(action, account)?.operation === "invokeAccountAction";
  const now = isAway ? await defender.identityAccount(account) : await defender.account(target.id);
  const enabled = now?.enabled ?? null;
  if (enabled === null) throw new UserError("could-not-check", say("people.unchecked"));
  return enabled ? say("people.onAgain", { name: target.name }) : null;
}

async function signedIn(defender: DefenderClient, request: Request): Promise<Text | null> {
  const since = doneAt(request) + SETTLED_MS;
  const newest = await defender.lastSignIn(request.target.id, since);
  if (newest === null || (newest.at ?? 0) < since) return null;
  const { app, place, ip, at } = newest;
  return say("people.signedInAgain", { name: request.target.name, app, place, ip, at });
}
