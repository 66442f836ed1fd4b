import type { RoleHolders } from "../../defender/account.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Action } from "../../policy/model.ts";

/** Nobody must be left alone with a role that it takes two people to be safe with. Pure. */

/** Roles of which two holders have to remain. */
export const GUARDED_ROLES = ["Approver", "BreakGlass"] as const;

/** What takes a person's account away from them, if only for a while. */
export const LOCKING: readonly Action[] = ["suspend", "revoke-sessions", "compromised", "reset-password"];

/** So long, in milliseconds (24 h), what was approved or sent counts as done. */
export const COUNTS_MS = 86_400_000;

const FEWEST = 2;

/** Object ids of those who hold the roles. */
export interface Holders extends RoleHolders {
  /** False: they could not be listed, and these are the ones whose last verified roles said so. */
  readonly listed: boolean;
}

/** What is asked: of whom, and who else is being locked out. */
export interface LockOut {
  readonly action: Action;
  /** Object id. */
  readonly target: string;
  readonly holders: Holders;
  /** Object ids of the targets of requests that are approved or were sent. */
  readonly gone: readonly string[];
}

/** Why an action on an account is refused for the sake of those who remain; null: it is not. */
export function lockOutDenial({ action, target, holders, gone }: LockOut): Text | null {
  if (!LOCKING.includes(action)) return null;
  if (action === "suspend" && !holders.listed) return say("people.holdersUnlisted");
  const lost = new Set([target, ...gone].map((id) => id.toLowerCase()));
  const role = GUARDED_ROLES.find((one) => {
    const own = holders[one].map((id) => id.toLowerCase());
    return own.includes(target.toLowerCase()) && own.filter((id) => !lost.has(id)).length < FEWEST;
  });
  return role === undefined ? null : say("people.lastHolders", { role });
}
