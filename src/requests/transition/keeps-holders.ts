import type { Text } from "../../texts/text.ts";
import { goneBy } from "../facts/guard.ts";
import { refuse } from "../machine/decision.ts";
import { lockOutDenial, LOCKING, type Holders } from "../machine/lock-out.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import { actionOf, isLeader } from "../machine/steps.ts";
import type { Tx } from "../rows.ts";

/**
 * That two holders of each role remain, counted in the transaction that would take one away: what was counted before it
 * could have been counted by somebody else at the same time.
 */

/** More steps than a request ever has. */
const ALL = 1000;

/** Why too few would remain; null: enough do, or it is about no account. @param now epoch milliseconds */
export async function holdersRefuse(
  tx: Tx,
  request: Request,
  holders: Holders | undefined,
  now: number,
): Promise<Text | null> {
  if (holders === undefined) return null;
  const waiting = isLeader(request) ? await tx.steps.inState(request.id, ["Requested"], ALL) : [request];
  const locking = waiting.filter((one) => one.target.kind === "user" && LOCKING.includes(actionOf(one)));
  if (locking.length === 0) return null;
  const gone = [...(await goneBy(tx, now, request.id)), ...locking.map(({ target }) => target.id)];
  const denials = locking.map((one) =>
    lockOutDenial({ action: actionOf(one), target: one.target.id, holders, gone }),
  );
  return denials.find((why) => why !== null) ?? null;
}

/** The decision, or a refusal where it would complete the approvals of what leaves too few. */
export async function keepingHolders(tx: Tx, event: ApprovalEvent, decision: Decision): Promise<Decision> {
  if (decision.kind !== "changed" || decision.request.state !== "Approved") return decision;
  if (event.kind !== "approve" && event.kind !== "resume") return decision;
  const why = await holdersRefuse(tx, decision.request, event.holders, event.now);
  return why === null ? decision : refuse(event.by, why);
}
