import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { Look, Request } from "./request.ts";

/**
 * The account that a call goes by: how it is done depends on what whoever makes the call may read of it. A look that could
 * not find out where it lives changes nothing of what was shown.
 */
export function accountFor(
  shown: KnownAccount | undefined,
  now: KnownAccount | null | undefined,
): KnownAccount | undefined {
  if (shown === undefined || now === undefined || now === null) return shown;
  return now.identityUnread === true && shown.identity !== undefined ? shown : now;
}

/** As part of the request that is sent by it. */
export function accountSeen(
  request: Pick<Request, "account" | "execution">,
  found: Pick<Look, "account">,
): Pick<Request, "account"> {
  const seen = accountFor(request.account, found.account);
  return seen === undefined ? {} : { account: asBefore(request, seen) };
}

/** Once a call may have been made, what is read of the sessions is held against how they were before it. */
export function asBefore(
  { account, execution }: Pick<Request, "account" | "execution">,
  seen: KnownAccount,
): KnownAccount {
  const mayHaveBeenSent = execution !== null && (execution.sentAt !== null || execution.lookFirst);
  if (account === undefined || !mayHaveBeenSent) return seen;
  return { ...seen, sessionsValidFrom: account.sessionsValidFrom };
}
