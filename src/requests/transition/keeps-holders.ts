import type { Text } from "../../texts/text.ts";
import { goneBy } from "../facts/guard.ts";
import { refuse } from "../machine/decision.ts";
import { lockOutDenial, type Holders } from "../machine/lock-out.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";

/**
 * That two holders of each role remain, counted in the transaction that would take one away: what was counted before it
 * could have been counted by somebody else at the same time.
 */

/** Why too few would remain; null: enough do, or it is about no account. @param now epoch milliseconds */
export async function holdersRefuse(
  tx: Tx,
  { id, action, target }: Pick<Request, "id" | "action" | "target">,
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  if (target.kind !== "user" || holders === undefined) return null;
  return lockOutDenial({ action, target: target.id, holders, gone: await goneBy(tx, now, id) });
}

/** The decision, or a refusal where it would complete the approvals of what leaves too few. */
export async function keepingHolders(tx: Tx, event: ApprovalEvent, decision: Decision): Promise<Decision> {
  if (decision.kind !== "changed" || decision.request.state !== "Approved") return decision;
  if (event.kind !== "approve" && event.kind !== "resume") return decision;
  const why = await holdersRefuse(tx, decision.request, event.holders, event.now);
  return why === null ? decision : refuse(event.by, why);
}
