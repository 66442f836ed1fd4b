import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { Risk } from "../../defender/account.ts";
import { hasHappened, isAccountAct, wayOf, type Way } from "../../defender/account-acts.ts";
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
 * Looks again at accounts that something was done to: one that is switched on again, signed in to since, or marked as
 * compromised no more is told where it was asked, and so are sessions that go on and a password that was changed; what was
 * found is on the card. What can't be read is told once, at the last look; it is never taken for a good sign.
 */

/** As many as wait for one another where Entra takes one call about risk a second. */
const BATCH = 3;

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
  // What the one does not tell must not hide what the other does.
  const [act, signIn] = await Promise.allSettled([
    account === undefined ? null : speaksAgainst(defender, request, account),
    defender.lastSignIn(target.id, since),
  ]);
  if (act.status === "fulfilled" && act.value !== null) return always(seen(act.value));
  if (signIn.status === "fulfilled" && (signIn.value?.at ?? 0) >= since && signIn.value !== null) {
    const { app, place, ip, at } = signIn.value;
    const news = say("proof.signedInAgain", { name: target.name, app, place, ip, at });
    return always({ ...seen(news), event: `sign-in ${String(at)}` });
  }
  const unread = [act, signIn].find((one) => one.status === "rejected");
  if (unread === undefined) {
    const says = say("proof.noSignIn", { since, upTo: deps.clock.now() });
    return always({ proof: { verdict: "quiet", says }, news: null, isOver: false });
  }
  const error: unknown = unread.reason;
  deps.log.warn("an account could not be looked at again", { request: request.id, error });
  return (isLast) => unknown(request, whyNot(error, who), isLast);
}

function always(found: Found): () => Found {
  return () => found;
}

function seen(news: Text): Found {
  return { proof: { verdict: "seen", says: news }, news, isOver: true };
}

function unknown({ target }: Request, why: Text, isLast: boolean): Found {
  const news = isLast ? say("proof.recheckFailed", { name: target.name }) : null;
  return { proof: unproven(why, isLast), news, isOver: false };
}

/** What there is on the account that speaks against what was done; null: nothing. @throws UserError where Graph does not say */
async function speaksAgainst(
  defender: DefenderClient,
  request: Request,
  account: KnownAccount,
): Promise<Text | null> {
  const { action, target } = request;
  const { name } = target;
  if (!isAccountAct(action)) return null;
  const way = wayOf(action, account);
  const isAway = way?.operation === "invokeAccountAction";
  switch (action) {
    case "suspend":
      return (await isSwitchedOn(defender, account, isAway)) ? say("proof.onAgain", { name }) : null;
    case "revoke-sessions":
      return (await isRevoked(defender, request, account, way)) ? null : say("proof.notRevoked", { name });
    case "compromised":
      return isAway ? null : unmarked(name, await defender.accountRisk(target.id));
    case "reset-password": {
      const { passwordChangedAt: at } = await defender.account(target.id);
      // Whoever knew the old one may have chosen the new one.
      return at !== null && at > doneAt(request) ? say("proof.passwordChanged", { name, at }) : null;
    }
    case "reinstate":
      return null;
  }
}

/** Sessions that go on need no sign-in: no log tells of them. True also where nothing tells. */
async function isRevoked(
  defender: DefenderClient,
  { execution, requestedAt }: Request,
  account: KnownAccount,
  way: Way | null,
): Promise<boolean> {
  if (way === null) return true;
  const sentAt = execution?.sentAt ?? requestedAt;
  return (await hasHappened(defender, "revoke-sessions", way, account, sentAt)) !== false;
}

async function isSwitchedOn(
  defender: DefenderClient,
  account: KnownAccount,
  isAway: boolean,
): Promise<boolean> {
  const now = isAway ? await defender.identityAccount(account) : await defender.account(account.id);
  const enabled = now?.enabled ?? null;
  if (enabled === null) throw new UserError("could-not-check", say("people.unchecked"));
  return enabled;
}

function unmarked(name: string, risk: Risk | null): Text | null {
  return risk?.state === "confirmedCompromised"
    ? null
    : say("proof.notMarked", { name, state: risk?.state ?? null });
}
