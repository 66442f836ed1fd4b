import type { Undertaking } from "../../policy/model.ts";
import type { Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import type { Tx } from "../rows.ts";

/** When an account is looked at again after something was done to it, in milliseconds since then (5, 30 and 60 min). */
export const RECHECK_AFTER_MS = [5 * 60_000, 30 * 60_000, 60 * 60_000] as const;

/** What somebody may undo, or get round, behind it. */
const WATCHED: readonly Undertaking[] = ["suspend", "revoke-sessions"];

/** Once it is done, a row says when the account is looked at again; in the transaction of that change. */
export async function followAccount(tx: Tx, before: Request, after: Request, now: number): Promise<void> {
  if (before.state === "Succeeded" || after.state !== "Succeeded") return;
  // Of several people each has a step of their own.
  if (after.target.kind !== "user" || isLeader(after)) return;
  const targetId = after.target.id;
  // Whoever is let in again may sign in.
  if (after.action === "reinstate") await tx.rechecks.removeOf(targetId);
  if (!WATCHED.includes(after.action)) return;
  await tx.rechecks.put({ requestId: after.id, targetId, round: 0, dueAt: now + RECHECK_AFTER_MS[0] });
}
