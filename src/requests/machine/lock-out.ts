import type { RoleHolders } from "../../defender/account.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Action } from "../../policy/model.ts";

/** Nobody must be left alone with a role that it takes two people to be safe with. Pure. */

/** Roles of which two holders have to remain. */
export const GUARDED_ROLES = ["Approver", "BreakGlass"] as const;

/** What takes a person's account away from them, if only for a while. */
export const LOCKING: readonly Action[] = ["suspend", "revoke-sessions", "compromised", "reset-password"];

/** For how long what was approved or sent counts as done, in milliseconds (24 h). */
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
  const role = roleLeftAlone([target], holders, gone);
  return role === undefined ? null : say("people.lastHolders", { role });
}

/** What takes away the device that somebody works at. */
export const CUTTING_OFF: readonly Action[] = ["isolate"];

/** What is asked about a device that is to be cut off. */
export interface CutOff {
  /** Object ids of holders whose device it is; null: that could not be found out. */
  readonly heldBy: readonly string[] | null;
  readonly holders: Holders;
  readonly gone: readonly string[];
}

/**
 * Why two people look before a device is cut off; null: no holder's is, or enough of them remain. It is never refused: an
 * intruder may sit at that very device. Where nobody tells whose it is, the card says that its users could not be read and no
 * more: while Entra and Defender fail together, one approver has to be enough to cut off any device at all.
 */
export function cutOffGuard({ heldBy, holders, gone }: CutOff): Text | null {
  if (heldBy === null) return null;
  const own = heldBy.map((id) => id.toLowerCase());
  const role = holders.listed
    ? roleLeftAlone(own, holders, gone)
    : GUARDED_ROLES.find((one) => holders[one].some((id) => own.includes(id.toLowerCase())));
  return role === undefined ? null : say("devices.lastHoldersDevice", { role, listed: holders.listed });
}

/** Whether any of these people, by their object ids, holds one of the roles: of others it matters to nobody who is gone. */
export function holdsAny(ids: readonly string[], holders: RoleHolders): boolean {
  const asked = new Set(ids.map((id) => id.toLowerCase()));
  return GUARDED_ROLES.some((role) => holders[role].some((id) => asked.has(id.toLowerCase())));
}

/** The first role of which too few holders remain when these people are gone too, who hold it. */
function roleLeftAlone(
  taken: readonly string[],
  holders: Holders,
  gone: readonly string[],
): (typeof GUARDED_ROLES)[number] | undefined {
  const lost = new Set([...taken, ...gone].map((id) => id.toLowerCase()));
  return GUARDED_ROLES.find((one) => {
    const own = holders[one].map((id) => id.toLowerCase());
    const isHit = taken.some((id) => own.includes(id.toLowerCase()));
    return isHit && own.filter((id) => !lost.has(id)).length < FEWEST;
  });
}
